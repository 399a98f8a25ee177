// Throughput of the two things that can be long: a build's progress stream and the paths of a context. In process, because
// no program stands between them and us.
import { IgnoreMatcher } from '../../server/src/core/context/ignoreMatcher.js';
import { parseIgnoreFile } from '../../server/src/core/context/ignoreFile.js';
import { createRawjsonDecoder } from '../../server/src/core/progress/rawjson.js';
import { median } from './figures.js';

/** MB of raw JSON progress a second, from bytes to events. */
export function measureProgress(megabytes: number): number {
  const chunks = chunksOf(progressStream(megabytes * 1e6), 64 * 1024);
  const bytes = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
  return median(Array.from({ length: 3 }, () => {
    const decoder = createRawjsonDecoder();
    const text = new TextDecoder();
    const startedAt = performance.now();
    let events = 0;
    for (const chunk of chunks) events += decoder.push(text.decode(chunk, { stream: true }), 0).length;
    events += decoder.finish(0).length;
    if (events < 1000) throw new Error('the progress stream gave no events');
    return bytes / 1e3 / (performance.now() - startedAt);
  }));
}

/** A stream as of a long compilation: some hundred steps, each with thousands of lines of output. */
function progressStream(length: number): Uint8Array {
  const lines: string[] = [];
  let size = 0;
  for (let index = 0; size < length; index++) {
    const vertex = `sha256:${(Math.floor(index / 1000) + 1).toString(16).padStart(64, '0')}`;
    const at = new Date(1_750_000_000_000 + index * 7).toISOString();
    const output = `[${index}/130598] Building CXX object src/module${index % 97}/CMakeFiles/target.dir/part${index}.cpp.o\n`;
    const message = index % 1000 === 0
      ? { vertexes: [{ digest: vertex, name: `[stage-0 ${index / 1000 + 1}/200] RUN make part${index}`, started: at }] }
      : { logs: [{ vertex, stream: 1, data: Buffer.from(output.repeat(1 + (index % 5))).toString('base64'), timestamp: at }] };
    const line = `${JSON.stringify(message)}\n`;
    lines.push(line);
    size += line.length;
  }
  return new TextEncoder().encode(lines.join(''));
}

function chunksOf(bytes: Uint8Array, size: number): readonly Uint8Array[] {
  return Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) => bytes.subarray(index * size, (index + 1) * size));
}

/** Milliseconds for the ignore rules over so many paths of a context. */
export function measureIgnoreRules(paths: number): number {
  const { patterns } = parseIgnoreFile('**/node_modules\n**/*.log\n.git\ndist\n!dist/keep\nbuild/**\n**/.cache\n*.md\n!README.md\n**/__pycache__\n');
  const all = Array.from({ length: paths }, (_, index) => `packages/p${index % 100}/${index % 7 === 0 ? 'node_modules/' : ''}src/d${Math.floor(index / 100) % 50}/file${index}.${index % 11 === 0 ? 'log' : 'ts'}`);
  return median(Array.from({ length: 3 }, () => {
    const matcher = new IgnoreMatcher(patterns);
    const startedAt = performance.now();
    let ignored = 0;
    for (const path of all) if (matcher.matches(path)) ignored++;
    if (ignored === 0 || ignored === paths) throw new Error('the ignore rules decided nothing');
    return performance.now() - startedAt;
  }));
}
