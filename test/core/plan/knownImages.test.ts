// What the names of well-known base images tell of the stages on them.
import assert from 'node:assert/strict';
import test from 'node:test';
import { knownImage } from '../../../server/src/core/plan/knownImages.js';
import { derivePlan } from '../../../server/src/core/plan/derivePlan.js';
import { parseDockerfile } from '../../../server/src/core/syntax/parser.js';

function stateOf(text: string): { readonly workdir: string | undefined; readonly variable: (name: string) => string | undefined } {
  const plan = derivePlan(parseDockerfile(`${text}\nRUN x\n`), { dockerfile: '/Dockerfile', context: undefined, target: undefined, args: new Map(), platform: undefined, namedContexts: new Map() });
  const state = plan.stages.at(-1)?.steps.at(-1)?.state;
  assert.ok(state);
  return { workdir: state.workdir, variable: name => state.variables.get(name)?.value };
}

test('spellings of one image', () => {
  for (const name of ['golang', 'library/golang', 'docker.io/golang', 'docker.io/library/golang', 'index.docker.io/library/golang', 'public.ecr.aws/docker/library/golang', 'mirror.gcr.io/library/golang', 'registry.example.org:5000/hub/library/golang']) assert.equal(knownImage(name, '1.22')?.workdir, '/go', name);
  for (const name of ['example.org/golang', 'someone/golang', 'docker.io/someone/golang', 'golang2', 'public.ecr.aws/x/golang']) assert.equal(knownImage(name, undefined), undefined, name);
  assert.equal(knownImage('golang', 'windowsservercore-1809'), undefined);
  assert.equal(knownImage('denoland/deno', undefined)?.variables['DENO_DIR'], '/deno-dir/');
});

test('a stage starts with what its base sets', () => {
  const go = stateOf('FROM golang:1.22');
  assert.deepEqual([go.workdir, go.variable('GOPATH')], ['/go', '/go']);
  assert.equal(stateOf('FROM golang:1.22\nWORKDIR $GOPATH/src/app').workdir, '/go/src/app');
  assert.equal(stateOf('FROM golang:1.22\nENV GOPATH=/x').variable('GOPATH'), '/x');
  assert.equal(stateOf('FROM golang:1.22 AS a\nFROM a').variable('GOPATH'), '/go');
  assert.equal(stateOf('ARG V=1.22\nFROM golang:$V').workdir, '/go');
  assert.equal(stateOf('FROM golang:1.22\nFROM rust').variable('GOPATH'), undefined);
  assert.deepEqual([stateOf('FROM rust').workdir, stateOf('FROM rust').variable('CARGO_HOME')], [undefined, '/usr/local/cargo']);
  assert.deepEqual([stateOf('FROM debian').workdir, stateOf('FROM debian').variable('PATH')], [undefined, undefined]);
});
