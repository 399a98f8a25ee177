export type EngineUnavailableReason = 'notLinux' | 'notRoot' | 'noApt' | 'noMirror' | 'download' | 'cannotRun' | 'wrongVersion' | 'start' | 'locked' | 'refused';

export declare class EngineUnavailable extends Error {
  readonly reason: EngineUnavailableReason;
  readonly advice: string;
  constructor(reason: EngineUnavailableReason, what: string, advice: string, options?: ErrorOptions);
}
