// Package managers that a person defines.
import assert from 'node:assert/strict';
import test from 'node:test';
import { commandFactsOf } from '../../../server/src/core/commandFacts.js';
import { recogniseInstall } from '../../../server/src/core/ecosystems/recognise.js';
import { userDefinedEcosystems } from '../../../server/src/core/ecosystems/shared/userDefined.js';
import { derivePlan } from '../../../server/src/core/plan/derivePlan.js';
import { parseDockerfile } from '../../../server/src/core/syntax/parser.js';
import { commandsOf } from '../shell/runs.js';
import { contextOf, printSet, type Files } from './contexts.js';

const deps = { name: 'deps', command: '^deps\\.sh (install|sync)\\b', manifests: ['deps.lock', 'deps/*.toml'], cacheFolder: '~/.deps', folders: ['third_party'] };

test('only whole and readable entries count', () => {
  const names = (setting: unknown): readonly string[] => userDefinedEcosystems(setting).map(ecosystem => ecosystem.name);
  assert.deepEqual(names([deps, { ...deps, name: ' other ', cacheFolder: undefined, folders: undefined }]), ['deps', 'other']);
  for (const wrong of [{ ...deps, name: ' ' }, { ...deps, command: '(' }, { ...deps, command: 1 }, { ...deps, manifests: 'a' }, { ...deps, cacheFolder: 'a' }, 'deps', null]) assert.deepEqual(names([wrong]), [], JSON.stringify(wrong));
  for (const wrong of [undefined, null, {}, 'a']) assert.deepEqual(names(wrong), []);
});

test('its commands, manifests and folders', () => {
  const own = userDefinedEcosystems([deps]);
  const found = (run: string) => commandsOf(`RUN ${run}`).flatMap(command => recogniseInstall(command, own) ?? []);
  const [install] = found('cd api && ./tools/deps.sh install --frozen');
  assert.ok(install);
  assert.deepEqual([install.kind, install.label, install.directory, install.ecosystem.id], ['manifest', 'deps.sh install', 'api', 'user:deps']);
  assert.deepEqual(found('deps.sh clean && depsxsh install').length, 0);
  assert.deepEqual(found('npm ci').map(({ ecosystem }) => ecosystem.id), ['npm']);
  assert.deepEqual(install.ecosystem.cacheFolders?.('/root', () => undefined), [{ target: '/root/.deps', sharing: undefined }]);
  const set = (files: Files): string => {
    const { manifests } = install.ecosystem;
    assert.ok(manifests);
    return printSet(manifests(install, '', contextOf(files)));
  };
  assert.equal(set({ 'deps.lock': '', 'deps/a.toml': '', 'deps/b.txt': '', 'tools/deps.sh': '' }), 'deps.lock, deps/a.toml, tools/deps.sh');
  assert.equal(set({ 'deps.lock': '' }), 'missing-manifest tools/deps.sh');
  assert.equal(set({}), 'missing-manifest deps.lock');
});

test('what is remembered of a RUN depends on the list', () => {
  const syntax = parseDockerfile('FROM a\nRUN ./deps.sh install\n');
  const plan = derivePlan(syntax, { dockerfile: '/Dockerfile', context: undefined, target: undefined, args: new Map(), platform: undefined, namedContexts: new Map() });
  const step = plan.stages[0]?.steps[1];
  assert.ok(step);
  const own = userDefinedEcosystems([deps]);
  assert.equal(commandFactsOf(step).installs.length, 0);
  assert.equal(commandFactsOf(step, own).installs.length, 1);
  assert.equal(commandFactsOf(step, own), commandFactsOf(step, own));
  assert.equal(commandFactsOf(step).installs.length, 0);
});

test('a program that a variable of the file names', () => {
  const installs = (run: string, before = 'ENV COMPOSER=/usr/local/bin/composer'): readonly string[] => {
    const plan = derivePlan(parseDockerfile(`FROM a\n${before}\nRUN ${run}\n`), { dockerfile: '/Dockerfile', context: undefined, target: undefined, args: new Map(), platform: undefined, namedContexts: new Map() });
    const step = plan.stages[0]?.steps[1];
    assert.ok(step);
    return commandFactsOf(step).installs.map(install => install.label);
  };
  assert.deepEqual(installs('$COMPOSER install'), ['composer install']);
  assert.deepEqual(installs('cd x && "${COMPOSER}" install --no-dev'), ['composer install']);
  assert.deepEqual(installs('$PM ci', 'ARG PM=npm'), ['npm ci']);
  assert.deepEqual(installs('$PM ci', 'ARG PM'), []);
  assert.deepEqual(installs('$PM ci', 'ENV PM="npm --silent"'), []);
  assert.deepEqual(installs('COMPOSER=x; $COMPOSER install'), []);
});

test('a variable with another value is another program', () => {
  const first = parseDockerfile('FROM a\nARG PM=npm\nRUN $PM install\n');
  const second = parseDockerfile('FROM a\nARG PM=yarn\nRUN $PM install\n', first);
  const ids = [first, second].map(syntax => {
    const step = derivePlan(syntax, { dockerfile: '/Dockerfile', context: undefined, target: undefined, args: new Map(), platform: undefined, namedContexts: new Map() }).stages[0]?.steps[1];
    assert.ok(step);
    return commandFactsOf(step).installs.map(({ ecosystem }) => ecosystem.id);
  });
  assert.deepEqual(ids, [['npm'], ['yarn']]);
});
