// Base images with the tools of one ecosystem, made on top of the plain ones from the distribution's packages and the
// ecosystem's own registry. Data: what is on which base, and how it comes there.
import type { DebianKind } from '../../../scripts/engine/images.mjs';

interface DerivedBase {
  readonly from: DebianKind | 'go';
  /** The repository to name its images after, where a rule knows what such images hold. */
  readonly repository?: string;
  /** Lines of a Dockerfile behind its FROM. */
  readonly lines: readonly string[];
}

const apt = (...packages: readonly string[]) => `RUN apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends ${packages.join(' ')} && rm -rf /var/lib/apt/lists/* /var/cache/apt`;

/** Java trusts what is in its own store: each certificate of the machine's bundle is a file of its own for the tool that fills it. */
const trustedByJava = 'if [ -f /etc/layerwise-ca.crt ]; then cd /usr/local/share/ca-certificates && awk \'/BEGIN CERT/{n++} n{print > sprintf("machine-%d.crt", n)}\' /etc/layerwise-ca.crt && update-ca-certificates --fresh > /dev/null; fi';

const frontend = 'github.com/moby/buildkit/frontend/dockerfile/cmd/dockerfile-frontend';

const bases = {
  go: {
    from: 'debian',
    lines: [
      apt('golang-1.19-go', 'ca-certificates', 'git'), 'ENV PATH=/usr/lib/go-1.19/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin GOFLAGS=-buildvcs=false CGO_ENABLED=0',
      // The standard library is compiled once, and not again in every build of a project.
      "RUN printf 'package main\\nimport \"fmt\"\\nfunc main() { fmt.Println() }\\n' > /tmp/warm.go && go build -trimpath -o /dev/null /tmp/warm.go && rm /tmp/warm.go",
    ],
  },
  // BuildKit's Dockerfile frontend 1.20, the first that has COPY --parents, with a Go that is new enough for it.
  frontend: {
    from: 'go',
    lines: [
      'RUN go mod download golang.org/toolchain@v0.0.1-go1.24.11.linux-$(go env GOARCH) && mv /root/go/pkg/mod/golang.org/toolchain@* /opt/go && chmod -R +x /opt/go/bin /opt/go/pkg/tool',
      `RUN mkdir /src && cd /src && printf 'module example.com/frontend\\n\\ngo 1.24\\n' > go.mod && export PATH=/opt/go/bin:$PATH GOTOOLCHAIN=local && go get ${frontend}@v0.26.3 && go build -trimpath -ldflags '-s -w' -o /dockerfile-frontend ${frontend}`,
      'FROM scratch', 'COPY --from=0 /dockerfile-frontend /bin/', 'LABEL moby.buildkit.frontend.network.none=true moby.buildkit.frontend.caps=moby.buildkit.frontend.inputs,moby.buildkit.frontend.subrequests,moby.buildkit.frontend.contexts', 'ENTRYPOINT ["/bin/dockerfile-frontend"]',
    ],
  },
  rust: {
    from: 'debian',
    // Debian names the programs of its newer compiler with their package.
    lines: [apt('cargo-web', 'rustc-web', 'gcc', 'libc6-dev', 'ca-certificates'), 'RUN for name in cargo rustc; do command -v $name || ln -s "$(dpkg -L $name-web | grep -E "bin/$name" | head -n 1)" /usr/local/bin/$name; done && cargo --version && rustc --version', 'ENV CARGO_HTTP_CAINFO=/etc/layerwise-ca.crt'],
  },
  java: { from: 'debian', lines: [apt('maven', 'default-jdk-headless', 'ca-certificates', 'ca-certificates-java'), `RUN ${trustedByJava}; mvn --version`] },
  gradle: { from: 'debian', lines: [apt('gradle', 'default-jdk-headless', 'ca-certificates', 'ca-certificates-java'), `RUN ${trustedByJava}; gradle --version`] },
  // As its makers publish it: with the hook that empties apt's cache.
  published: { from: 'debian', repository: 'debian', lines: ['RUN printf \'DPkg::Post-Invoke { "rm -f /var/cache/apt/archives/*.deb || true"; };\\n\' > /etc/apt/apt.conf.d/docker-clean'] },
  uv: { from: 'python', lines: ['RUN pip install --no-cache-dir uv==0.9.5', 'ENV UV_SYSTEM_CERTS=1 UV_NATIVE_TLS=1'] },
  poetry: { from: 'python', lines: ['RUN pip install --no-cache-dir poetry==1.8.5', 'ENV POETRY_VIRTUALENVS_CREATE=false REQUESTS_CA_BUNDLE=/etc/layerwise-ca.crt'] },
  pdm: { from: 'python', lines: ['RUN pip install --no-cache-dir pdm==2.22.4 pipenv==2024.4.1', 'ENV REQUESTS_CA_BUNDLE=/etc/layerwise-ca.crt PDM_CHECK_UPDATE=false'] },
  yarn: { from: 'node', lines: ['RUN npm install -g --no-audit --no-fund yarn@1.22.22 pnpm@9.15.9 && npm cache clean --force'] },
  bun: { from: 'node', lines: ['RUN npm install -g --no-audit --no-fund bun@1.2.23 && npm cache clean --force'] },
  sbt: {
    from: 'debian',
    lines: [
      apt('maven', 'default-jdk-headless', 'ca-certificates', 'ca-certificates-java'), `RUN ${trustedByJava}`,
      `RUN mvn -B -q dependency:copy -Dartifact=org.scala-sbt:sbt-launch:1.10.11 -DoutputDirectory=/opt/sbt && printf '#!/bin/sh\\nexec java -Xmx1g -jar /opt/sbt/sbt-launch-1.10.11.jar "$@"\\n' > /usr/local/bin/sbt && chmod 755 /usr/local/bin/sbt`,
    ],
  },
  berry: { from: 'node', lines: ['RUN npm install -g --no-audit --no-fund @yarnpkg/cli-dist@4.9.4 && npm cache clean --force'] },
  deno: { from: 'node', lines: ['RUN npm install -g --no-audit --no-fund deno@2.7.14 && npm cache clean --force', 'ENV DENO_TLS_CA_STORE=system DENO_NO_UPDATE_CHECK=1'] },
  perl: { from: 'debian', lines: [apt('cpanminus', 'make')] },
  elixir: { from: 'debian', lines: [apt('elixir')] },
  erlang: { from: 'debian', lines: [apt('rebar3')] },
  ruby: { from: 'debian', lines: [apt('ruby', 'ruby-bundler', 'ruby-dev')] },
  php: { from: 'debian', lines: [apt('composer', 'php-cli', 'unzip')] },
} satisfies Readonly<Record<string, DerivedBase>>;

export type DerivedKind = keyof typeof bases;

export function derivedBase(kind: string): DerivedBase | undefined {
  return Object.hasOwn(bases, kind) ? bases[kind as DerivedKind] : undefined;
}
