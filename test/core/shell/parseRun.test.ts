// What the text of a RUN does: one table of texts and the commands that they run.
import assert from 'node:assert/strict';
import test from 'node:test';
import { commandsOf, printScript, readRun, wordsOf } from './runs.js';

const bash = ['/bin/bash', '-o', 'pipefail', '-c'];

interface Row {
  readonly run: string;
  readonly is: readonly string[];
  readonly shell?: readonly string[];
}

const tables: Readonly<Record<string, readonly Row[]>> = {
  'one command after another': [
    { run: 'RUN npm ci', is: ['npm ci'] },
    { run: 'run npm ci', is: ['npm ci'] },
    { run: 'RUN --mount=type=cache,target=/root/.npm --network=none npm ci', is: ['npm ci'] },
    { run: 'RUN apt-get update && apt-get install -y git', is: ['apt-get update', 'apt-get install -y git'] },
    { run: 'RUN set -eux; apk add git; npm ci', is: ['set -eux', 'apk add git', 'npm ci'] },
    { run: 'RUN npm ci;', is: ['npm ci'] },
    { run: 'RUN /usr/bin/pip3 install x', is: ['pip3 install x'] },
    { run: 'RUN ./mvnw -B package', is: ['mvnw -B package'] },
    { run: 'RUN "npm" \'ci\'', is: ['npm ci'] },
    { run: 'RUN n\\pm c"i"', is: ['npm ci'] },
    { run: 'RUN curl -L x | tar xz -C /opt', is: ['curl -L x', 'tar xz -C /opt'] },
    { run: 'RUN sleep 1 & npm ci', is: ['sleep 1', 'npm ci'] },
    { run: 'RUN ! npm ci', is: ['npm ci'] },
    { run: 'RUN npm ci # all of it', is: ['npm ci'] },
  ],
  'continuations, comments and blank lines': [
    { run: 'RUN npm \\\n  ci', is: ['npm ci'] },
    { run: 'RUN np\\\nm ci', is: ['npm ci'] },
    { run: 'RUN npm \\   \n  ci', is: ['npm ci'] },
    { run: 'RUN apk add \\\n  # the compiler\n  gcc \\\n\n  make', is: ['apk add gcc make'] },
    { run: 'RUN apk add \\\r\n  # the compiler\r\n  gcc \\\r\n  make\r\n', is: ['apk add gcc make'] },
    { run: 'RUN echo \\\n# a && b\n && npm ci', is: ['echo', 'npm ci'] },
    { run: 'RUN echo \'a\\\nb\' && npm ci', is: ['echo ab', 'npm ci'] },
    { run: 'RUN npm ci \\', is: ['npm ci'] },
    { run: 'RUN npm ci \\\n', is: ['npm ci'] },
    { run: 'RUN npm ci && \\\n    # the end\n    npm run build\nCMD a', is: ['npm ci', 'npm run build'] },
  ],
  'JSON form': [
    { run: 'RUN ["npm", "ci"]', is: ['npm ci'] },
    { run: 'RUN ["npm", "$X", "*"]', is: ['npm $X *'] },
    { run: 'RUN ["sh", "-c", "cd /app && npm ci"]', is: ['cd /app', '/app$ npm ci'] },
    { run: 'RUN ["/bin/bash", "-euxo", "pipefail", "-c", "npm ci &> log"]', is: ['npm ci &>log'] },
    { run: 'RUN ["sh", "-c", "npm ci &> log"]', is: ['unreadable: syntax', 'npm ci &>log'] },
    { run: 'RUN ["sh", "-c", "echo \\"a b\\" && npm ci"]', is: ['echo a b', 'npm ci'] },
    { run: 'RUN ["sh", "-c", "echo \\u0061"]', is: ['echo a'] },
    { run: 'RUN ["sudo", "-E", "npm", "ci"]', is: ['npm ci'] },
    { run: 'RUN ["npm", \\\n "ci"]', is: ['npm ci'] },
    { run: 'RUN ["powershell", "-Command", "npm ci"]', is: ['unreadable: dialect', 'powershell -Command npm ci'] },
    { run: 'RUN [ "$(uname)" == "x" ]', is: ['uname', '[ <$(uname)> == x ]'] },
  ],
  'here-documents': [
    { run: 'RUN <<EOF\nnpm ci\nnpm run build\nEOF', is: ['npm ci', 'npm run build'] },
    { run: 'RUN <<EOF\r\nnpm ci\r\nEOF\r\n', is: ['npm ci'] },
    { run: 'RUN <<-EOF\n\tcd api\n\tnpm ci\n\tEOF', is: ['cd api', 'api$ npm ci'] },
    { run: 'RUN <<"EOF"\n# first\n\nnpm ci\nEOF', is: ['npm ci'] },
    { run: 'RUN <<EOF\n#!/bin/sh -e\nnpm ci\nEOF', is: ['npm ci'] },
    { run: 'RUN <<EOF\n#!/usr/bin/env bash\nnpm ci &> x\nEOF', is: ['npm ci &>x'] },
    { run: 'RUN <<EOF\n#!/usr/bin/env python3\nprint("npm ci")\nEOF', is: ['unreadable: dialect'] },
    { run: 'RUN --mount=type=cache,target=/x <<EOF\nnpm ci\nEOF', is: ['npm ci'] },
    { run: 'RUN cat <<EOF > /etc/x && npm ci\nrm -rf /\nEOF', is: ['cat << >/etc/x', 'npm ci'] },
    { run: 'RUN cat <<EOF > /etc/x\n$(npm ci)\nEOF', is: ['npm ci', 'cat << >/etc/x'] },
    { run: "RUN cat <<'EOF' > /etc/x\n$(npm ci)\nEOF", is: ['cat << >/etc/x'] },
    { run: 'RUN <<A cat >x && <<B cat\nnpm i\nA\nnpm j\nB', is: ['cat << >x', 'cat <<'] },
    { run: 'RUN bash -ex <<EOF\nnpm ci &> x\nEOF', is: ['npm ci &>x'] },
    { run: 'RUN python3 <<EOF\nimport os\nEOF', is: ['python3 <<'] },
    { run: 'RUN <<EOF\nnpm \\\n  ci\nEOF', is: ['npm ci'] },
  ],
  'what the SHELL says': [
    { run: 'RUN npm ci', shell: ['powershell', '-Command'], is: ['unreadable: dialect'] },
    { run: 'RUN npm ci', shell: ['C:\\Windows\\System32\\cmd.exe', '/S', '/C'], is: ['unreadable: dialect'] },
    { run: 'RUN npm ci', shell: ['/usr/bin/fish', '-c'], is: ['unreadable: dialect'] },
    { run: 'RUN npm ci', shell: ['/bin/bash'], is: ['unreadable: dialect'] },
    { run: 'RUN npm ci', shell: ['/bin/ash', '-eo', 'pipefail', '-c'], is: ['npm ci'] },
    { run: 'RUN npm ci &> x', shell: ['conda', 'run', '-n', 'base', '/bin/bash', '-c'], is: ['npm ci &>x'] },
    { run: 'RUN ["npm", "ci"]', shell: ['powershell', '-Command'], is: ['npm ci'] },
  ],
  'what bash reads and sh does not': [
    { run: 'RUN npm ci &> log', is: ['unreadable: syntax', 'npm ci &>log'] },
    { run: 'RUN npm ci &> log', shell: bash, is: ['npm ci &>log'] },
    { run: 'RUN npm ci >& log', is: ['unreadable: syntax', 'npm ci >&log'] },
    { run: 'RUN npm ci > log 2>&1', is: ['npm ci >log >&1'] },
    { run: 'RUN npm ci |& tee log', is: ['unreadable: syntax', 'npm ci', 'tee log'] },
    { run: 'RUN [[ -f x ]] && npm ci', is: ['unreadable: syntax', 'maybe npm ci'] },
    { run: 'RUN [[ -f x ]] && npm ci', shell: bash, is: ['maybe npm ci'] },
    { run: 'RUN cat <<< npm', is: ['unreadable: syntax', 'cat <<<npm'] },
    { run: 'RUN diff <(npm ls) x', is: ['unreadable: syntax', 'npm ls', 'diff <<(npm ls)> x'] },
    { run: 'RUN diff <(npm ls) x', shell: bash, is: ['npm ls', 'diff <<(npm ls)> x'] },
    { run: 'RUN P=(a b); npm ci', is: ['unreadable: syntax', 'P=<> :', 'npm ci'] },
    { run: 'RUN function f { npm ci; }; f', is: ['unreadable: syntax', '?$ maybe npm ci', 'f'] },
    { run: 'RUN (( X > 1 )) && npm ci', is: ['unreadable: syntax', 'maybe npm ci'] },
    { run: 'RUN ls !(a)', is: ['unreadable: syntax', 'ls <!(a)>'] },
    { run: 'RUN mkdir -p /{a,b}', is: ['mkdir -p </{a,b}>'] },
    { run: "RUN echo $'a'", is: ['echo <a>'] },
    { run: "RUN echo $'a'", shell: bash, is: ['echo a'] },
  ],
  'broken and extreme texts': [
    { run: 'RUN ( npm ci', is: ['unreadable: syntax', 'npm ci'] },
    { run: 'RUN npm ci "', is: ['unreadable: syntax', 'npm ci '] },
    { run: 'RUN if true; then npm ci', is: ['unreadable: syntax', 'true', 'maybe npm ci'] },
    { run: `RUN ${'( '.repeat(60)}npm ci${' )'.repeat(60)}`, is: ['unreadable: too-deep'] },
    { run: `RUN ${'( '.repeat(20)}npm ci${' )'.repeat(20)}`, is: ['npm ci'] },
  ],
  'words': [
    { run: 'RUN echo "$X" \'$X\' ${X:-y} `a` *.txt a\\ b', is: ['a', 'echo <$X> $X <${X:-y}> <`a`> <*.txt> a b'] },
    { run: 'RUN $PM install', is: ['<> install'] },
    { run: 'RUN ls ~ ~/x a~ "~"', is: ['ls <~> <~/x> a~ ~'] },
    { run: 'RUN pip install .[dev] "a[b]>=1"', is: ['pip install <.[dev]> a[b]>=1'] },
    { run: 'RUN apt-get install $(cat list)', is: ['cat list', 'apt-get install <$(cat list)>'] },
    { run: 'RUN echo `echo \\`pwd\\``', is: ['pwd', 'echo <`pwd`>', 'echo <`echo \\`pwd\\``>'] },
    { run: 'RUN npm ci < a > b 2> c', is: ['npm ci <a >b >c'] },
  ],
  'assignments': [
    { run: 'RUN CI=1 B=$X npm ci', is: ['CI=1 B=<> npm ci'] },
    { run: 'RUN env -i -u X CI=1 "B=2 3" npm ci', is: ['CI=1 B=2 3 npm ci'] },
    { run: 'RUN A=1; > log', is: ['A=1 :', ': >log'] },
    { run: 'RUN export A=1 B="$C" && npm ci', is: ['export A=1 <B=$C>', 'npm ci'] },
    { run: 'RUN CI=1 sh -c "npm ci"', is: ['CI=1 npm ci'] },
  ],
  'wrappers': [
    { run: 'RUN sudo npm ci', is: ['npm ci'] },
    { run: 'RUN sudo -E -u node -H npm ci', is: ['npm ci'] },
    { run: 'RUN sudo --user=node -- npm ci', is: ['npm ci'] },
    { run: 'RUN sudo -i npm ci', is: ['?$ npm ci'] },
    { run: 'RUN exec npm ci', is: ['npm ci'] },
    { run: 'RUN time npm ci', is: ['npm ci'] },
    { run: 'RUN /usr/bin/time -v npm ci', is: ['npm ci'] },
    { run: 'RUN nice -n 10 ionice -c 3 nohup eatmydata npm ci', is: ['npm ci'] },
    { run: 'RUN timeout -k 5 10m npm ci', is: ['npm ci'] },
    { run: 'RUN command npm ci', is: ['npm ci'] },
    { run: 'RUN command -v npm', is: ['command -v npm'] },
    { run: 'RUN env -C api npm ci', is: ['api$ npm ci'] },
    { run: 'RUN env', is: ['env'] },
    { run: 'RUN xvfb-run -a npm test', is: ['npm test'] },
    { run: 'RUN gosu node npm ci', is: ['npm ci'] },
    { run: 'RUN conda run -n ml --no-capture-output pip install x', is: ['pip install x'] },
    { run: 'RUN conda install -n ml x', is: ['conda install -n ml x'] },
    { run: 'RUN corepack pnpm install', is: ['pnpm install'] },
    { run: 'RUN corepack enable', is: ['corepack enable'] },
    { run: 'RUN cat list | xargs apt-get install -y', is: ['cat list', 'piped apt-get install -y'] },
    { run: 'RUN cat list | xargs -r -n 1 sudo apt-get install', is: ['cat list', 'piped apt-get install'] },
    { run: 'RUN ls | xargs -I {} pip install {} x', is: ['ls', 'piped pip install <{}> x'] },
    { run: "RUN sh -c 'cd api && npm ci' && npm run build", is: ['cd api', 'api$ npm ci', 'npm run build'] },
    { run: 'RUN bash -lc "npm ci"', is: ['npm ci'] },
    { run: 'RUN bash -o pipefail -ec "npm ci | tee log"', is: ['npm ci', 'tee log'] },
    { run: 'RUN sh -c "sh -c \'npm ci\'"', is: ['npm ci'] },
    { run: 'RUN sh -c "$CMD"', is: ['<>'] },
    { run: "RUN sh -c 'npm ci' > log", is: ['npm ci', ': >log'] },
    { run: 'RUN su - node -c "npm ci"', is: ['?$ npm ci'] },
    { run: 'RUN su node -c "npm ci"', is: ['npm ci'] },
    { run: 'RUN sh ./gradlew build', is: ['sh ./gradlew build'] },
    { run: 'RUN sudo -u $U npm ci', is: ['npm ci'] },
    { run: 'RUN . venv/bin/activate && pip install x', is: ['. venv/bin/activate', 'pip install x'] },
    { run: 'RUN source x.sh; npm ci', is: ['source x.sh', 'npm ci'] },
  ],
  'directories': [
    { run: 'RUN cd api && npm ci', is: ['cd api', 'api$ npm ci'] },
    { run: 'RUN cd /src/a && cd ../b && npm ci', is: ['cd /src/a', '/src/a$ cd ../b', '/src/b$ npm ci'] },
    { run: 'RUN cd a && cd ../.. && npm ci', is: ['cd a', 'a$ cd ../..', '..$ npm ci'] },
    { run: 'RUN cd a/./b/ && npm ci', is: ['cd a/./b/', 'a/b$ npm ci'] },
    { run: 'RUN cd $X && npm ci', is: ['cd <$X>', '?$ npm ci'] },
    { run: 'RUN cd && npm ci', is: ['cd', '?$ npm ci'] },
    { run: 'RUN cd ~/x && cd /a && npm ci', is: ['cd <~/x>', '?$ cd /a', '/a$ npm ci'] },
    { run: 'RUN cd -P -- a && npm ci', is: ['cd -P -- a', 'a$ npm ci'] },
    { run: 'RUN cd a && x && cd - && y', is: ['cd a', 'a$ x', 'a$ cd -', 'y'] },
    { run: 'RUN (cd a && npm ci) && npm run b', is: ['cd a', 'a$ npm ci', 'npm run b'] },
    { run: 'RUN { cd a && npm ci; } && b', is: ['cd a', 'a$ npm ci', 'a$ b'] },
    { run: 'RUN pushd a && x && popd && y', is: ['pushd a', 'a$ x', 'a$ popd', 'y'] },
    { run: 'RUN cd a | b; c', is: ['cd a', 'b', 'c'] },
    { run: 'RUN cd a & b', is: ['cd a', 'b'] },
    { run: 'RUN X=$(cd a && pwd) && b', is: ['cd a', 'a$ pwd', 'X=<> :', 'b'] },
    { run: 'RUN mkdir -p a && cd a || exit 1; npm ci', is: ['mkdir -p a', 'cd a', 'a$ maybe exit 1', 'a$ npm ci'] },
    { run: 'RUN [ -d a ] && cd a; npm ci', is: ['[ -d a ]', 'maybe cd a', '?$ npm ci'] },
    { run: 'RUN cd a || cd b; npm ci', is: ['cd a', 'a$ maybe cd b', '?$ npm ci'] },
    { run: 'RUN f() { cd /x; }; f; npm ci', is: ['?$ maybe cd /x', 'f', '?$ npm ci'] },
    { run: 'RUN sudo cd a; npm ci', is: ['cd a', 'npm ci'] },
    { run: 'RUN builtin cd a; npm ci', is: ['cd a', 'a$ npm ci'] },
  ],
  'what may not run': [
    { run: 'RUN npm ci || npm i', is: ['npm ci', 'maybe npm i'] },
    { run: 'RUN a || b && c', is: ['a', 'maybe b', 'c'] },
    { run: 'RUN a && b || true', is: ['a', 'maybe b', 'maybe true'] },
    { run: 'RUN a && b || exit 1', is: ['a', 'b', 'maybe exit 1'] },
    { run: 'RUN a && b || { echo no; exit 1; }', is: ['a', 'b', 'maybe echo no', 'maybe exit 1'] },
    { run: 'RUN [ -f x ] && npm ci', is: ['[ -f x ]', 'maybe npm ci'] },
    { run: 'RUN ! test -f x && npm ci', is: ['test -f x', 'maybe npm ci'] },
    { run: 'RUN command -v npm && npm ci', is: ['command -v npm', 'maybe npm ci'] },
    { run: 'RUN if [ "$A" = 1 ]; then npm ci; elif b; then c; else npm i; fi; d', is: ['[ <$A> = 1 ]', 'maybe npm ci', 'maybe b', 'maybe c', 'maybe npm i', 'd'] },
    { run: 'RUN if npm ci; then a; fi', is: ['npm ci', 'maybe a'] },
    { run: 'RUN for d in a b; do npm ci --prefix $d; done', is: ['maybe npm ci --prefix <$d>'] },
    { run: 'RUN for d in a b; do cd $d && npm ci && cd ..; done; x', is: ['?$ maybe cd <$d>', '?$ maybe npm ci', '?$ maybe cd ..', '?$ x'] },
    { run: 'RUN for d in a b; do (cd $d && npm ci); done; x', is: ['maybe cd <$d>', '?$ maybe npm ci', 'x'] },
    { run: 'RUN while read x; do npm i $x; done < list', is: ['maybe read x', 'maybe npm i <$x>', ': <list'] },
    { run: 'RUN case "$A" in x|y) npm ci ;; *) npm i ;; esac', is: ['maybe npm ci', 'maybe npm i'] },
    { run: 'RUN until npm ci; do sleep 1; done', is: ['maybe npm ci', 'maybe sleep 1'] },
    { run: 'RUN if a; then cd x; fi; npm ci', is: ['a', 'maybe cd x', '?$ npm ci'] },
    { run: 'RUN case $(uname -m) in x) a;; esac', is: ['uname -m', 'maybe a'] },
  ],
};

for (const [name, rows] of Object.entries(tables)) {
  test(name, () => {
    for (const row of rows) {
      const { document, script } = readRun(row.run, row.shell);
      assert.deepEqual(printScript(script), row.is, row.run);
      for (const word of wordsOf(script)) assert.equal(document.slice(word.range.from, word.range.to), word.text, row.run);
    }
  });
}

test('the table is large', () => {
  assert.ok(Object.values(tables).flat().length >= 150);
});

test('a backtick as escape joins lines like a backslash', () => {
  const { script, document } = readRun('RUN npm `\n  # all\n  ci', undefined, '# escape=`\n');
  assert.deepEqual(printScript(script), ['npm ci']);
  assert.deepEqual(wordsOf(script).map(word => document.slice(word.range.from, word.range.to)), ['npm', 'ci']);
});

test('a word that runs over a continuation covers it', () => {
  const { script, document } = readRun('RUN apk add foo\\\nbar');
  const word = script.commands[0]?.args[1];
  assert.equal(word?.value, 'foobar');
  assert.equal(document.slice(word?.range.from, word?.range.to), 'foo\\\nbar');
});

test('a command has the range of its wrappers and assignments, and inside sh -c its own', () => {
  const { script, document } = readRun('RUN a && A=1 sudo -E npm ci && sh -c "cd x && npm i \\"q\\""');
  assert.deepEqual(script.commands.map(command => document.slice(command.range.from, command.range.to)), ['a', 'A=1 sudo -E npm ci', 'cd x', 'npm i \\"q\\"']);
  const json = readRun('RUN ["sh","-c","npm ci \\"q\\" && b"]');
  assert.deepEqual(json.script.commands.map(command => json.document.slice(command.range.from, command.range.to)), ['npm ci \\"q\\"', 'b']);
});

test('an ONBUILD trigger is read like any RUN', async () => {
  const { parseDockerfile } = await import('../../../server/src/core/syntax/parser.js');
  const { parseRun } = await import('../../../server/src/core/shell/parseRun.js');
  const text = 'FROM a\nONBUILD RUN cd b && \\\n  npm ci\n';
  const trigger = parseDockerfile(text).instructions[1]?.trigger;
  assert.ok(trigger);
  const script = parseRun(trigger, undefined);
  assert.deepEqual(printScript(script), ['cd b', 'b$ npm ci']);
  for (const word of wordsOf(script)) assert.equal(text.slice(word.range.from, word.range.to), word.text);
});

test('what an outer shell substitutes is found once', () => {
  assert.deepEqual(printScript(readRun('RUN sh -c "cd $(npm bin) && npm ci"').script), ['npm bin', 'cd <$_>', '?$ npm ci']);
  assert.deepEqual(printScript(readRun('RUN sh <<EOF\ncd $(npm bin)\nnpm ci $X\nEOF\n').script), ['npm bin', 'cd <$_>', '?$ npm ci <$X>']);
  assert.deepEqual(printScript(readRun("RUN sh <<'EOF'\ncd $(npm bin)\nEOF\n").script), ['npm bin', 'cd <$(npm bin)>']);
});

test('a wrapper that changes the user says whom it makes of it', () => {
  const users = (text: string) => commandsOf(`RUN ${text}`).map(command => `${command.user ?? '-'}: ${command.name ?? '?'}`);
  assert.deepEqual(users('npm ci && sudo -u app npm ci && npm ci'), ['-: npm', 'app: npm', '-: npm']);
  assert.deepEqual(users('sudo -E npm ci; sudo --user=app npm ci; sudo -H -u app env A=1 npm ci'), ['root: npm', 'app: npm', 'app: npm']);
  assert.deepEqual(users('gosu app:staff npm ci; su-exec app npm ci; setarch i386 npm ci'), ['app: npm', 'app: npm', '-: npm']);
  assert.deepEqual(users('su app -c "umask 2 && npm ci"; npm ci'), ['app: umask', 'app: npm', '-: npm']);
  assert.deepEqual(users('su - app -c "npm ci"; su -s /bin/bash -c "npm ci" app; runuser -l $USERNAME -c "npm ci"; su -c "npm ci"'), ['app: npm', 'app: npm', '$USERNAME: npm', 'root: npm']);
  assert.deepEqual(users('su app -c "sudo npm ci"; sudo sh -c "npm ci"'), ['root: npm', 'root: npm']);
});
