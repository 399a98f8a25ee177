// Durations and amounts of data as messages, so that a language can spell its own units.
import { defineMessages, type Message } from './message.js';

const units = defineMessages('units', {
  hoursMinutes: '{hours} h {minutes} min',
  minutesSeconds: '{minutes} min {seconds} s',
  minutes: '{minutes} min',
  seconds: '{seconds} s',
  lessThanSecond: 'under 1 s',
  gigabytes: '{amount} GB',
  megabytes: '{amount} MB',
  kilobytes: '{amount} kB',
  bytes: { one: '{count} byte', other: '{count} bytes' },
});

/** A duration in milliseconds, to the second: `18 min 4 s`; tenths below ten seconds: `0.3 s`. */
export function duration(milliseconds: number): Message {
  const tenths = Math.round(milliseconds / 100) / 10;
  if (tenths < 0.1) return units.lessThanSecond();
  if (tenths < 10) return units.seconds({ seconds: tenths });
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 60) return units.seconds({ seconds });
  if (seconds < 3600) return units.minutesSeconds({ minutes: Math.floor(seconds / 60), seconds: seconds % 60 });
  const minutes = Math.round(seconds / 60);
  return units.hoursMinutes({ hours: Math.floor(minutes / 60), minutes: minutes % 60 });
}

/** A duration in milliseconds for estimates: `18 min`, `48 s`; never more precise than an estimate is. */
export function roundDuration(milliseconds: number): Message {
  const seconds = Math.max(1, Math.round(milliseconds / 1000));
  if (seconds < 60) return units.seconds({ seconds });
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? units.minutes({ minutes }) : units.hoursMinutes({ hours: Math.floor(minutes / 60), minutes: minutes % 60 });
}

/** An amount of data in bytes, in decimal units: `1.2 MB`. */
export function dataSize(bytes: number): Message {
  const amount = (unit: number) => Math.round((bytes / unit) * 10) / 10;
  if (bytes >= 1e9) return units.gigabytes({ amount: amount(1e9) });
  if (bytes >= 1e6) return units.megabytes({ amount: amount(1e6) });
  if (bytes >= 1e3) return units.kilobytes({ amount: amount(1e3) });
  return units.bytes({ count: bytes });
}
