// Base images with the tools of one ecosystem, made on top of the plain ones from the distribution's packages and the
// ecosystem's own registry. Data: what is on which base, and how it comes there.
import type { DebianKind } from '../../../scripts/engine/images.mjs';

interface DerivedBase {
  readonly from: DebianKind;
  /** Lines of a Dockerfile behind its FROM. */
  readonly lines: readonly string[];
}

const apt = (...packages: readonly string[]) => `RUN apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends ${packages.join(' ')} && rm -rf /var/lib/apt/lists/* /var/cache/apt`;

const bases = {
  go: {
    from: 'debian',
    lines: [
      apt('golang-1.19-go', 'ca-certificates', 'git'), 'ENV PATH=/usr/lib/go-1.19/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin GOFLAGS=-buildvcs=false CGO_ENABLED=0',
      // The standard library is compiled once, and not again in every build of a project.
      "RUN printf 'package main\\nimport \"fmt\"\\nfunc main() { fmt.Println() }\\n' > /tmp/warm.go && go build -trimpath -o /dev/null /tmp/warm.go && rm /tmp/warm.go",
    ],
  },
  rust: {
    from: 'debian',
    // Debian names the programs of its newer compiler with their package.
    lines: [apt('cargo-web', 'rustc-web', 'gcc', 'libc6-dev', 'ca-certificates'), 'RUN for name in cargo rustc; do command -v $name || ln -s "$(dpkg -L $name-web | grep -E "bin/$name" | head -n 1)" /usr/local/bin/$name; done && cargo --version && rustc --version', 'ENV CARGO_HTTP_CAINFO=/etc/layerwise-ca.crt'],
  },
  java: {
    from: 'debian',
    // Java trusts what is in its own store: each certificate of the machine's bundle is a file of its own for the tool that fills it.
    lines: [apt('maven', 'default-jdk-headless', 'ca-certificates', 'ca-certificates-java'), 'RUN if [ -f /etc/layerwise-ca.crt ]; then cd /usr/local/share/ca-certificates && awk \'/BEGIN CERT/{n++} n{print > sprintf("machine-%d.crt", n)}\' /etc/layerwise-ca.crt && update-ca-certificates --fresh > /dev/null; fi; mvn --version'],
  },
  uv: { from: 'python', lines: ['RUN pip install --no-cache-dir uv==0.9.5', 'ENV UV_SYSTEM_CERTS=1 UV_NATIVE_TLS=1'] },
  poetry: { from: 'python', lines: ['RUN pip install --no-cache-dir poetry==1.8.5', 'ENV POETRY_VIRTUALENVS_CREATE=false REQUESTS_CA_BUNDLE=/etc/layerwise-ca.crt'] },
  pdm: { from: 'python', lines: ['RUN pip install --no-cache-dir pdm==2.22.4 pipenv==2024.4.1', 'ENV REQUESTS_CA_BUNDLE=/etc/layerwise-ca.crt PDM_CHECK_UPDATE=false'] },
  yarn: { from: 'node', lines: ['RUN npm install -g --no-audit --no-fund yarn@1.22.22 pnpm@9.15.9 && npm cache clean --force'] },
  bun: { from: 'node', lines: ['RUN npm install -g --no-audit --no-fund bun@1.2.23 && npm cache clean --force'] },
  ruby: { from: 'debian', lines: [apt('ruby', 'ruby-bundler', 'ruby-dev')] },
  php: { from: 'debian', lines: [apt('composer', 'php-cli', 'unzip')] },
} satisfies Readonly<Record<string, DerivedBase>>;

export type DerivedKind = keyof typeof bases;

export function derivedBase(kind: string): DerivedBase | undefined {
  return Object.hasOwn(bases, kind) ? bases[kind as DerivedKind] : undefined;
}
