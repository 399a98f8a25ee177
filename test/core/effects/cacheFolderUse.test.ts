// Who needs a cache folder's contents. `no` lets a cache mount take them away, so it must be a proof.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cacheFolderCopied, cacheFolderNeeded, cacheFolderShipped } from '../../../server/src/core/effects/cacheFolderUse.js';
import { example } from './example.js';

const folders = ['/go/pkg/mod', '/root/.cache/go-build'];

function needed(below: string, end = 'FROM scratch\nCOPY --from=build /out /out\n'): string {
  const { facts, step } = example(`FROM golang:1.22 AS build\nWORKDIR /src\nRUN go mod download\n${below}${end}`);
  return cacheFolderNeeded(step('RUN go mod'), folders, facts);
}

test('a stage that hands on something else does not need it', () => {
  assert.equal(needed(''), 'no');
  assert.equal(needed('COPY . .\nRUN chmod +x run.sh && mkdir -p /out && strip /out/app\nRUN apt-get update && apt-get install -y git\n'), 'no');
  assert.equal(needed('', 'FROM scratch\nCOPY --from=build /go/bin /bin\nRUN --mount=type=bind,from=build,source=/out,target=/x ["/x/run"]\n'), 'no');
});

test('the image itself, a copy of the folder or of one above it need it', () => {
  assert.equal(needed('', ''), 'yes');
  assert.equal(needed('', 'FROM build\nRUN true\n'), 'yes');
  assert.equal(needed('', 'FROM scratch\nCOPY --from=build /go /go\n'), 'yes');
  assert.equal(needed('', 'FROM scratch\nCOPY --from=build /go/pkg/mod/cache /x\n'), 'yes');
  assert.equal(needed('', 'FROM scratch\nCOPY --from=build / /\n'), 'yes');
  assert.equal(needed('', 'FROM scratch\nRUN --mount=type=bind,from=build,target=/x ["/x/run"]\n'), 'yes');
  assert.equal(needed('', 'FROM scratch\nCOPY --from=build /go/* /\n'), 'unknown');
});

test('a stage that goes on from it counts when the target needs that', () => {
  assert.equal(needed('', 'FROM build AS more\nRUN go build ./...\nFROM scratch\nCOPY --from=more /out /out\n'), 'yes');
  assert.equal(needed('', 'FROM build AS more\nRUN go build ./...\nFROM scratch\nCOPY --from=build /out /out\n'), 'no');
});

test('later RUNs need it unless they are known to look elsewhere, or mount the folders', () => {
  assert.equal(needed('RUN go build -o /out/app .\n'), 'yes');
  assert.equal(needed('RUN make\n'), 'unknown');
  assert.equal(needed('RUN cp -r /go/pkg /out\n'), 'yes');
  assert.equal(needed('RUN cp -r ~/.cache /out\n'), 'unknown');
  assert.equal(needed('RUN chmod -R 777 /go\n'), 'yes');
  assert.equal(needed('RUN rm -rf /go/pkg /root/.cache\n'), 'no');
  assert.equal(needed('RUN --mount=type=cache,target=/go/pkg/mod --mount=type=cache,target=/root/.cache go build ./...\n'), 'no');
  assert.equal(needed('RUN --mount=type=cache,target=/go/pkg/mod go build ./...\n'), 'yes');
});

test('relative words count from the working directory', () => {
  assert.equal(needed('WORKDIR /go\nRUN cp -r . /out\n'), 'yes');
  assert.equal(needed('RUN cp -r . /out\n'), 'no');
});

test('what the image holds is shipped, but not copied', () => {
  const { facts, step } = example('FROM golang:1.22\nRUN go mod download\n');
  const { stage } = step('RUN go mod');
  assert.equal(cacheFolderShipped(stage, folders, facts.plan), 'yes');
  assert.equal(cacheFolderCopied(stage, folders, facts.plan), 'no');
});

test('of a file with very many stages nothing is proven', () => {
  const { facts, step } = example(`FROM golang:1.22 AS build\nRUN go mod download\n${'FROM scratch\n'.repeat(300)}`);
  assert.equal(cacheFolderNeeded(step('RUN go mod'), folders, facts), 'unknown');
  assert.equal(cacheFolderCopied(step('RUN go mod').stage, folders, facts.plan), 'unknown');
});
