// Settings: pulled from the client where it can, defaults elsewhere. Anything of the wrong type counts as not set.
import { knownTools, type RuleLevel } from '../../core/analysis.js';
import { userDefinedEcosystems } from '../../core/ecosystems/shared/userDefined.js';
import { defaultSettings } from '../../project/project.js';
import type { Settings } from '../../protocol/index.js';
import type { Session } from '../session.js';

const levels = new Set<string>(['off', 'hint', 'information', 'warning']);

/** Reads the settings and hands them to the project. */
export async function loadSettings(session: Session): Promise<void> {
  const canPull = session.client.capabilities.workspace?.configuration === true;
  const raw: unknown = canPull ? await session.connection.workspace.getConfiguration('layerwise').catch(() => undefined) : undefined;
  const settings = toSettings(raw);
  session.client.settings = settings;
  session.project.setSettings({
    enabled: settings.enable,
    levels: new Map(Object.entries(settings.rules).filter(([, level]) => levels.has(level)).map(([id, level]) => [id, level as RuleLevel])),
    otherTools: new Set(knownTools.filter(tool => settings.otherTools.includes(tool))),
    build: settings.build, builder: settings.builder === '' ? undefined : settings.builder, maxFiles: settings.context.maxFiles,
    ecosystems: userDefinedEcosystems(settings.ecosystems),
  });
}

function toSettings(raw: unknown): Settings {
  const value = fields(raw);
  const build = fields(value['build']);
  const maxFiles = fields(value['context'])['maxFiles'];
  return {
    enable: value['enable'] !== false,
    rules: strings(value['rules']) as Settings['rules'],
    otherTools: Array.isArray(value['otherTools']) ? value['otherTools'].filter(item => typeof item === 'string') : [],
    codeLens: { enable: fields(value['codeLens'])['enable'] !== false },
    builder: text(value['builder']),
    build: { context: text(build['context']), target: text(build['target']), args: strings(build['args']), extraArgs: Array.isArray(build['extraArgs']) ? build['extraArgs'].filter(item => typeof item === 'string') : [] },
    context: { maxFiles: typeof maxFiles === 'number' && maxFiles > 0 ? maxFiles : defaultSettings.maxFiles },
    ecosystems: Array.isArray(value['ecosystems']) ? value['ecosystems'] : [],
    dockerPath: text(value['dockerPath']) || 'docker',
  };
}

function fields(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function strings(value: unknown): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(fields(value)).filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}
