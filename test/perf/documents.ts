// Dockerfiles for measuring: like those people write, of any length, and the shapes on which parsers become slow. The same
// input gives the same text on every machine. Knows nothing of servers.

/** A Dockerfile to type in. */
export interface Shape {
  readonly name: string;
  readonly text: string;
}

/** A small, seeded random source (a linear congruential generator): varied documents that are the same in every run. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** From 0 to below `end`. */
  below(end: number): number {
    this.#state = (Math.imul(this.#state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((this.#state / 2 ** 32) * end);
  }

  pick<T>(items: readonly [T, ...T[]]): T {
    return items[this.below(items.length)] ?? items[0];
  }
}

type Block = (random: Random, id: number) => string;

/** What a stage is made of, in this order; most stages leave some out. */
const stageBlocks: readonly Block[] = [
  (random, id) => `ARG VERSION_${id}=1.${id}\nENV APP_${id}=/srv/app \\\n    MODE_${id}=${random.pick(['production', 'development', 'test'])}\n`,
  (random, id) => `# Tools that the build needs.\nRUN apt-get update && apt-get install -y --no-install-recommends \\\n    ca-certificates \\\n    ${random.pick(['curl', 'git', 'build-essential'])} \\\n    libpq-dev${id % 7} \\\n && rm -rf /var/lib/apt/lists/*\n`,
  (_, id) => `RUN set -ex; \\\n    curl -fsSL https://example.com/tool-${id}.tar.gz -o /tmp/tool.tar.gz; \\\n    tar -xzf /tmp/tool.tar.gz -C /usr/local; \\\n    rm /tmp/tool.tar.gz\n`,
  (random, id) => `RUN groupadd -r app && useradd -r -g app app${id % 9} \\\n && mkdir -p /data/${id} /var/log/app && chown -R ${random.pick(['app', 'www-data', 'node'])} /data/${id}\n`,
  () => 'WORKDIR /srv/app\n',
  random => random.pick([
    'COPY package.json package-lock.json ./\nRUN npm ci\nCOPY . .\n',
    'COPY requirements.txt .\nRUN --mount=type=cache,target=/root/.cache/pip pip install -r requirements.txt\nCOPY src ./src\n',
    'COPY --from=stage0 /usr/local/bin/tool /usr/local/bin/tool\n',
    'COPY . .\nRUN npm ci\n',
  ]),
  (random, id) => `RUN ${random.pick(['npm run build', 'make -j4 all', 'python -m compileall src', './scripts/build.sh'])} \\\n && echo "built part ${id}" > /srv/app/.built\n`,
  (_, id) => `LABEL org.example.part="${id}" \\\n      org.example.version="\${VERSION_${id}}"\nEXPOSE ${8000 + (id % 1000)}\n`,
  () => '\n# Runs without rights.\nUSER app\nHEALTHCHECK --interval=30s CMD curl -f http://localhost:8000/health || exit 1\n',
];

const bases: readonly [string, ...string[]] = ['python:3.12-slim', 'node:22-bookworm', 'debian:12', 'golang:1.23', 'ubuntu', 'ruby:3.3'];

/** A file of about so many lines: stages of some two dozen lines, some of them as one should not write them. */
export function ordinaryDockerfile(lines: number, seed = 1): string {
  const random = new Random(seed);
  const parts = ['# syntax=docker/dockerfile:1\n'];
  let count = 1;
  for (let stage = 0; count < lines - 1; stage++) {
    parts.push(`${stage === 0 ? '' : '\n'}FROM ${random.pick(bases)} AS stage${stage}\n`);
    count += stage === 0 ? 1 : 2;
    for (const block of stageBlocks) {
      if (count >= lines - 1) break;
      if (random.below(4) === 0) continue;
      const text = block(random, stage);
      parts.push(text);
      count += text.split('\n').length - 1;
    }
  }
  parts.push('CMD ["python", "-m", "app"]\n');
  return parts.join('');
}

function times(count: number, line: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => line(index)).join('');
}

/** Shapes on which a parser or a validator that looks back over the whole file becomes quadratic. */
export const hardShapes: readonly Shape[] = [
  { name: '4,000 stages with 4,000 comments', text: times(4000, index => `# Stage ${index}.\nFROM alpine:3.20 AS s${index}\n`) },
  { name: '4,000 variables in one stage', text: `FROM alpine:3.20\n${times(4000, index => `ENV V${index}=${index}\n`)}${times(20, index => `RUN echo $V${index * 200}\n`)}` },
  { name: '2,000 chained stages', text: `FROM alpine:3.20 AS s0\nARG A0=0\n${times(1999, index => `FROM s${index} AS s${index + 1}\nARG A${index + 1}=$A${index}\n`)}` },
];

/** Files of a project around the Dockerfile, so that rules that look at the context have something to see. */
export function projectFiles(): ReadonlyMap<string, string> {
  const files = new Map<string, string>([
    ['package.json', '{"name":"app","version":"1.0.0","dependencies":{"express":"^4"}}\n'], ['package-lock.json', '{"name":"app","lockfileVersion":3,"packages":{}}\n'],
    ['requirements.txt', 'flask==3.0\ngunicorn==22.0\n'], ['.git/HEAD', 'ref: refs/heads/main\n'], ['README.md', '# App\n'], ['.dockerignore', 'dist\n'],
  ]);
  for (let index = 0; index < 200; index++) files.set(`src/part${index}/index.js`, `module.exports = ${index};\n`);
  return files;
}

/** One change of one character and the one that takes it back. */
export interface Edit {
  readonly line: number;
  readonly character: number;
  readonly insert: boolean;
}

/** Edits as of somebody who types one letter into a word somewhere in the file, and deletes it again. */
export function typingEdits(text: string, count: number): readonly Edit[] {
  const random = new Random(7);
  const places: { line: number; character: number }[] = [];
  text.split('\n').forEach((content, line) => {
    const word = /^(.*[a-z0-9])[^a-z0-9]*$/i.exec(content)?.[1];
    if (word !== undefined) places.push({ line, character: word.length });
  });
  const edits: Edit[] = [];
  while (edits.length < count) {
    const place = places[random.below(places.length)];
    if (!place) break;
    edits.push({ ...place, insert: true }, { ...place, insert: false });
  }
  return edits;
}
