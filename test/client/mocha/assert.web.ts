// The part of Node's strict assert that the suites use, for the worker host, where the bundler puts it in Node's place.
// Knows plain data only: no maps, no sets, no classes.

class AssertionError extends Error {
  override readonly name = 'AssertionError';
}

function show(value: unknown): string {
  return typeof value === 'string' || (typeof value === 'object' && value !== null) ? JSON.stringify(value, undefined, 1) : String(value);
}

function check(isRight: boolean, message: string | undefined, fallback: () => string): void {
  if (!isRight) throw new AssertionError(message ?? fallback());
}

function isSame(left: unknown, right: unknown): boolean {
  if (Object.is(left, right)) return true;
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return false;
  if (Array.isArray(left) !== Array.isArray(right)) return false;
  const leftEntries = Object.entries(left);
  const rightEntries = new Map(Object.entries(right));
  return leftEntries.length === rightEntries.size && leftEntries.every(([key, value]) => rightEntries.has(key) && isSame(value, rightEntries.get(key)));
}

function assert(value: unknown, message?: string): asserts value {
  check(Boolean(value), message, () => `${show(value)} is not truthy`);
}

assert.ok = assert;
assert.fail = (message = 'failed'): never => {
  throw new AssertionError(message);
};
assert.equal = (actual: unknown, expected: unknown, message?: string): void =>
  check(Object.is(actual, expected), message, () => `${show(actual)} is not ${show(expected)}`);
assert.notEqual = (actual: unknown, expected: unknown, message?: string): void =>
  check(!Object.is(actual, expected), message, () => `both are ${show(actual)}`);
assert.deepEqual = (actual: unknown, expected: unknown, message?: string): void =>
  check(isSame(actual, expected), message, () => `${show(actual)}\nis not\n${show(expected)}`);
assert.match = (text: string, pattern: RegExp, message?: string): void =>
  check(pattern.test(text), message, () => `${show(text)} does not match ${pattern}`);
assert.doesNotMatch = (text: string, pattern: RegExp, message?: string): void =>
  check(!pattern.test(text), message, () => `${show(text)} matches ${pattern}`);
assert.rejects = async (work: Promise<unknown> | (() => Promise<unknown>)): Promise<void> => {
  const isRejected = await (typeof work === 'function' ? work() : work).then(() => false, () => true);
  check(isRejected, undefined, () => 'the promise was not rejected');
};

export { assert as default };
