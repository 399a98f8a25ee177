// Instructions + setup -> what every step sees, where its files come from and how BuildKit numbers it.
import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { expandWord, unknownValue } from '../../../server/src/core/plan/expand.js';
import { parseImageReference } from '../../../server/src/core/plan/imageReference.js';
import { baseName, cleanPath, contextPath, isWithin, joinPath, parentPath } from '../../../server/src/core/plan/paths.js';
import type { BuildPlan, Step } from '../../../server/src/core/plan/plan.js';
import { planOf } from '../../harness/plan.js';

const step = (plan: BuildPlan, start: string): Step => {
  const found = plan.stages.flatMap(stage => stage.steps).find(candidate => candidate.instruction.logicalText.startsWith(start));
  assert.ok(found, start);
  return found;
};
const environment = (plan: BuildPlan, start: string) => [...step(plan, start).state.variables.values()].map(({ name, value }) => `${name}=${value ?? '?'}`);

test('variables stand in the order of their last assignment', () => {
  assert.deepEqual(environment(planOf(['FROM scratch', 'ENV A=1 B=2', 'ENV C=3', 'ENV A=4', 'RUN x']), 'RUN'), ['B=2', 'C=3', 'A=4']);
});

test('all values of one ENV see the state before it', () => {
  assert.deepEqual(environment(planOf(['FROM scratch', 'ENV A=old', 'ENV A=new B=$A', 'RUN x']), 'RUN'), ['A=new', 'B=old']);
});

test('ARG: a default, a given value, the global value, or nothing at all', () => {
  const lines = ['ARG G=global', 'FROM scratch', 'ARG D=default', 'ARG G', 'ARG N', 'RUN x'];
  assert.deepEqual(environment(planOf(lines), 'RUN'), ['D=default', 'G=global']);
  assert.deepEqual(environment(planOf(lines, { args: new Map([['D', 'given'], ['N', undefined]]) }), 'RUN'), ['D=given', 'G=global', 'N=?']);
  assert.deepEqual([...step(planOf(lines), 'RUN').state.unsetArguments], ['N']);
});

test('a global ARG is not in scope of a stage that does not declare it', () => {
  assert.deepEqual(environment(planOf(['ARG G=1', 'FROM scratch', 'RUN x']), 'RUN'), []);
});

test('what the base image may set is unknown, what scratch can not set is empty', () => {
  assert.deepEqual(environment(planOf(['FROM alpine', 'ENV P=/x:$PATH', 'RUN x']), 'RUN'), ['P=?']);
  assert.deepEqual(environment(planOf(['FROM scratch', 'ENV P=/x:$PATH', 'RUN x']), 'RUN'), ['P=/x:']);
});

test('platform arguments have a value, but only the build knows it', () => {
  assert.deepEqual(environment(planOf(['FROM scratch', 'ARG TARGETARCH', 'RUN x']), 'RUN'), ['TARGETARCH=?']);
});

test('a stage on a stage inherits its state and adds to it without touching it', () => {
  const plan = planOf(['FROM alpine AS a', 'ENV A=1', 'WORKDIR /w', 'USER me', 'SHELL ["bash", "-c"]', 'FROM a AS b', 'ENV B=2', 'RUN b', 'FROM a', 'ENV C=3', 'RUN c']);
  assert.deepEqual([environment(plan, 'RUN b'), environment(plan, 'RUN c')], [['A=1', 'B=2'], ['A=1', 'C=3']]);
  const { workdir, user, shell } = step(plan, 'RUN c').state;
  assert.deepEqual([workdir, user, shell], ['/w', 'me', ['bash', '-c']]);
});

test('the working directory grows from step to step, and is unknown where the base decides', () => {
  const at = (...lines: string[]) => step(planOf([...lines, 'RUN x']), 'RUN').state.workdir;
  assert.equal(at('FROM scratch'), '/');
  assert.equal(at('FROM alpine'), undefined);
  assert.equal(at('FROM alpine', 'WORKDIR app'), undefined);
  assert.equal(at('FROM alpine', 'WORKDIR /app/', 'WORKDIR ../b', 'WORKDIR c'), '/b/c');
  assert.equal(at('FROM alpine', 'ENV D=/x', 'WORKDIR $D/y'), '/x/y');
  assert.equal(at('FROM alpine', 'WORKDIR $HOME/y'), undefined);
});

test('COPY: sources from the context, destination as a folder or a file', () => {
  const copy = (line: string, ...before: string[]) => step(planOf(['FROM alpine', 'WORKDIR /app', ...before, line]), line).copy;
  assert.deepEqual(copy('COPY ./src/a.txt /b/../c b/')?.sources.map(({ path, kind }) => [path, kind]), [['src/a.txt', 'context'], ['c', 'context']]);
  assert.deepEqual(['COPY a b/', 'COPY a .', 'COPY a ./x', 'COPY a /', 'COPY a ..'].map(line => copy(line)?.destination), ['/app/b/', '/app/', '/app/x', '/', '/']);
  assert.deepEqual(copy('COPY $S .', 'ARG S')?.sources[0]?.path, undefined);
  assert.deepEqual(copy('COPY ${S:-a} .', 'ENV S=b')?.sources[0]?.path, 'b');
  assert.equal(copy('COPY --chown=$U a .', 'ENV U=7')?.chown, '7');
  assert.deepEqual(copy('COPY --link --parents --exclude=*.md a .'), { ...copy('COPY a .'), link: true, parents: true, excludes: ['*.md'], sources: copy('COPY --link --parents --exclude=*.md a .')?.sources, destinationRange: copy('COPY --link --parents --exclude=*.md a .')?.destinationRange });
});

test('a destination relative to an unknown folder is unknown', () => {
  assert.equal(step(planOf(['FROM alpine', 'COPY a .']), 'COPY').copy?.destination, undefined);
});

test('sources can be stages, images, addresses and here-documents', () => {
  const kinds = (line: string, ...more: string[]) => step(planOf(['FROM alpine AS b', 'FROM alpine', line, ...more]), line).copy?.sources.map(source => source.kind);
  assert.deepEqual(kinds('COPY --from=B /x /y'), ['stage']);
  assert.deepEqual(kinds('COPY --from=0 /x /y'), ['stage']);
  assert.deepEqual(kinds('COPY --from=nginx /x /y'), ['image']);
  assert.deepEqual(kinds('ADD https://h/x.tgz /y'), ['url']);
  assert.deepEqual(kinds('ADD https://h/x.git#main /y'), ['git']);
  assert.deepEqual(kinds('COPY <<E a /y/', 'text', 'E'), ['heredoc', 'context']);
});

test('mounts: types, targets and who writes', () => {
  const { mounts } = step(planOf(['FROM alpine', 'WORKDIR /w', 'RUN --mount=type=cache,target=c,id=k,sharing=locked --mount=source=p.json,target=/p --mount=type=secret,id=s x']), 'RUN');
  assert.deepEqual(mounts.map(({ type, target, source, id, sharing, readWrite }) => ({ type, target, source, id, sharing, readWrite })), [
    { type: 'cache', target: '/w/c', source: undefined, id: 'k', sharing: 'locked', readWrite: true },
    { type: 'bind', target: '/p', source: 'p.json', id: undefined, sharing: undefined, readWrite: false },
    { type: 'secret', target: undefined, source: undefined, id: 's', sharing: undefined, readWrite: true },
  ]);
});

test('bases: images, stages, scratch, named contexts, and what can not be known', () => {
  const base = (...lines: string[]) => planOf(lines, { namedContexts: new Map([['ctx', '/elsewhere']]) }).stages.at(-1)?.base;
  assert.deepEqual(base('ARG V=3.12', 'FROM python:${V}-slim'), { kind: 'image', reference: 'python:3.12-slim', referenceRange: { from: 16, to: 32 }, name: 'python', tag: '3.12-slim', digest: undefined });
  assert.equal(base('FROM a AS x', 'FROM X')?.kind, 'stage');
  assert.equal(base('FROM scratch')?.kind, 'scratch');
  assert.equal(base('FROM ctx')?.kind, 'named-context');
  assert.equal(base('FROM $BASE')?.kind, 'unknown');
  assert.equal(base('ARG BASE', 'FROM $BASE')?.kind, 'unknown');
  assert.equal(base('FROM UPPER')?.kind, 'unknown');
  assert.equal(base('FROM')?.kind, 'unknown');
});

test('only what the target needs is reachable', () => {
  const lines = ['FROM a AS base', 'FROM base AS deps', 'FROM a AS tools', 'FROM a AS unused', 'FROM base AS final', 'COPY --from=deps /x /x', 'RUN --mount=type=bind,from=tools,target=/t x'];
  const reachable = (target?: string) => planOf(lines, { target }).stages.filter(stage => stage.reachable).map(stage => stage.name);
  assert.deepEqual(reachable(), ['base', 'deps', 'tools', 'final']);
  assert.deepEqual(reachable('deps'), ['base', 'deps']);
  assert.deepEqual(reachable('2'), ['tools']);
  assert.deepEqual(reachable('nowhere'), []);
});

test("steps are numbered as in the engine's output", () => {
  const numbers = (...lines: string[]) => planOf(lines).stages.map(stage => [...stage.steps.map(found => found.number), stage.stepCount]);
  assert.deepEqual(numbers('FROM a', 'ENV A=1', 'RUN x', 'WORKDIR /', 'COPY a b'), [[1, 2, undefined, 3, 4]]);
  assert.deepEqual(numbers('FROM scratch', 'COPY a b'), [[undefined, 1, 1]]);
  assert.deepEqual(numbers('FROM a AS p', 'ONBUILD RUN x', 'ONBUILD LABEL a=b', 'FROM p', 'RUN y'), [[1, 1], [undefined, 2, 2]]);
});

test('names carry a stage as soon as there is more than one, or a hidden one', () => {
  const named = (...lines: string[]) => planOf(lines).namesStages;
  assert.deepEqual([named('FROM a', 'RUN x'), named('FROM a', 'FROM b'), named('FROM a', 'RUN --mount=type=cache,target=/c x'), named('FROM a', 'COPY --from=img /x /y')], [false, true, true, true]);
});

test('of two stages with one name the later counts, and a stage can not name itself', () => {
  const plan = planOf(['FROM a AS x', 'FROM b AS x', 'FROM x', 'COPY --from=x /y /z']);
  assert.equal(step(plan, 'COPY').copy?.fromStage, plan.stages[1]);
  assert.equal(planOf(['FROM x AS x']).stages[0]?.base.kind, 'image');
});

test('words expand as BuildKit expands them', () => {
  const values: Record<string, string | typeof unknownValue> = { A: 'a', E: '', U: unknownValue };
  const expand = (word: string) => { const result = expandWord(word, name => values[name]); return result.known ? result.value : '?'; };
  const table: [string, string][] = [
    ['$A/${A}b', 'a/ab'], ['"$A" \'$A\'', 'a $A'], ['\\$A', '$A'], ['"\\$A\\n"', '$A\\n'], ['${N:-d}${E:-d}${E-d}', 'dd'], ['${A:+y}${E:+y}${N+y}', 'y'], ['${A:?no}', 'a'], ['${N:?no}', '?'],
    ['$U', '?'], ['${U:-x}', '?'], ['${A#a}', '?'], ['${A', '?'], ['$', '$'], ['a$1', 'a$1'], ['${N:-${A}}', 'a'], ['tail\\', 'tail\\'],
  ];
  assert.deepEqual(table.map(([word]) => [word, expand(word)]), table);
});

test('paths clean as Go cleans them', () => {
  assert.deepEqual(['', '/', 'a//b/./c/../d', '/../a', '../a', 'a/..'].map(cleanPath), ['', '/', 'a/b/d', '/a', '../a', '']);
  assert.deepEqual([contextPath('/a/'), contextPath('../../b'), joinPath('/w', '/x'), joinPath('/w', 'x/')], ['a', 'b', '/x', '/w/x']);
  assert.deepEqual([parentPath('/a/b'), parentPath('/a'), parentPath('a'), baseName('/a/b'), isWithin('/a/b', '/a'), isWithin('/ab', '/a'), isWithin('x', '')], ['/a', '/', '', 'b', true, false, true]);
});

test('image references by the engine\'s grammar', () => {
  assert.deepEqual(['python', 'localhost:5000/a/b:1', 'a@sha256:' + '0'.repeat(64), 'Bad:1', 'a:b:c'].map(text => { const found = parseImageReference(text); return found && [found.name, found.tag, found.digest?.slice(0, 8)]; }), [
    ['python', undefined, undefined], ['localhost:5000/a/b', '1', undefined], ['a', undefined, 'sha256:0'], undefined, undefined,
  ]);
});

test('any instructions give a plan', () => {
  const lines = fc.constantFrom('FROM a AS x', 'FROM x', 'FROM', 'FROM $X AS', 'ARG', 'ARG A=$A', 'ENV A', 'ENV A=$B B=$A', 'WORKDIR', 'WORKDIR a', 'USER', 'COPY', 'COPY a', 'COPY --from=x', 'COPY --from=9 a b', 'RUN --mount=,=, x', 'RUN --mount=type=bind,from=x,target=. x', 'SHELL x', 'ONBUILD', 'ONBUILD RUN x', 'ADD <<E /x', 'E');
  fc.assert(fc.property(fc.array(lines), chosen => {
    const plan = planOf(chosen);
    for (const stage of plan.stages) for (const found of stage.steps) { assert.ok([...found.state.variables.keys()].length >= 0); assert.equal(plan.stepOf(found.instruction), found); }
  }));
});
