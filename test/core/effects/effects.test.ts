// What steps read and write. `no` must be a proof, so most of these tests are about what may not be known.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { copyTouches } from '../../../server/src/core/effects/copyEffects.js';
import type { PathSet } from '../../../server/src/core/effects/effects.js';
import { overlap, union } from '../../../server/src/core/effects/paths.js';
import { leftOutBy } from '../../../server/src/core/effects/leftOut.js';
import { example } from './example.js';

const closed = (...paths: string[]): PathSet => ({ paths, open: false });

test('sets of paths meet at a path, above it or below it', () => {
  assert.equal(overlap(closed('/app'), closed('/app/a')), 'yes');
  assert.equal(overlap(closed('/app/a'), closed('/app')), 'yes');
  assert.equal(overlap(closed('/app'), closed('/application')), 'no');
  assert.equal(overlap({ paths: ['/app'], open: true }, closed('/srv')), 'unknown');
  assert.equal(overlap(closed(), { paths: [], open: true }), 'no');
});

test('overlap does not depend on the order and never denies what is open', () => {
  const set = fc.record({ paths: fc.array(fc.constantFrom('/', '/a', '/a/b', '/ab', '/c'), { maxLength: 3 }), open: fc.boolean() });
  fc.assert(fc.property(set, set, set, (a, b, c) => {
    assert.equal(overlap(a, b), overlap(b, a));
    if (overlap(union(a, c), b) === 'no') assert.equal(overlap(a, b), 'no');
  }));
});

const writes = (line: string, files?: Record<string, string>) => {
  const { facts, step } = example(`FROM a\nWORKDIR /app\n${line}\n`, files);
  return facts.effects(step(line.split(' ')[0]!)).writes;
};

test('a COPY writes its destination', () => {
  assert.deepEqual(writes('COPY a.txt b.txt dir', { 'a.txt': '', 'b.txt': '' }), closed('/app/dir/a.txt', '/app/dir/b.txt'));
  assert.deepEqual(writes('COPY a.txt .', { 'a.txt': '' }), closed('/app/a.txt'));
  assert.deepEqual(writes('COPY a.txt /b', { 'a.txt': '' }), closed('/b'));
  assert.deepEqual(writes('COPY src lib', { 'src/a': '' }), closed('/app/lib'));
  assert.deepEqual(writes('COPY . $UNKNOWN'), { paths: [], open: true });
});

test('a COPY touches only what the context holds and the ignore file lets through', () => {
  const files = { 'a.txt': '', 'src/a.py': '', '.venv/x': '', 'logs/x': '', '.dockerignore': 'logs\n', 'node_modules/x': '' };
  const { facts, step } = example('FROM a\nWORKDIR /app\nCOPY . .\n', files);
  const touches = (path: string) => copyTouches(step('COPY'), path, facts.context, leftOutBy(facts.context));
  assert.equal(touches('/app/a.txt'), 'yes');
  assert.equal(touches('/app/src'), 'yes');
  assert.equal(touches('/app'), 'yes');
  assert.equal(touches('/'), 'yes');
  assert.equal(touches('/app/vendor'), 'no');
  assert.equal(touches('/app/logs'), 'no');
  assert.equal(touches('/usr/lib'), 'no');
  assert.equal(touches('/app/node_modules'), 'yes');
  assert.equal(touches('/app/node_modules/deep'), 'unknown', 'the contents of such a folder are not listed');
  assert.equal(touches('/app/a.txt/below'), 'unknown');
});

test('without a context a COPY may touch anything below its destination', () => {
  const { facts, step } = example('FROM a\nWORKDIR /app\nCOPY . .\n');
  const touches = (path: string) => copyTouches(step('COPY'), path, facts.context, () => false);
  assert.equal(touches('/app/vendor'), 'unknown');
  assert.equal(touches('/usr/lib'), 'no');
});

test('an exception in the ignore file brings a file back', () => {
  const { facts, step } = example('FROM a\nWORKDIR /app\nCOPY . .\n', { 'vendor/a': '', 'vendor/b': '', '.dockerignore': 'vendor\n!vendor/b\n' });
  assert.equal(copyTouches(step('COPY'), '/app/vendor', facts.context, leftOutBy(facts.context)), 'yes');
});

const run = (line: string, files?: Record<string, string>) => {
  const { facts, step } = example(`FROM a\nWORKDIR /app\nCOPY . .\n${line}\n`, files);
  return facts.effects(step('RUN'));
};

test('small programs are read by their arguments', () => {
  assert.deepEqual(run('RUN mkdir -p a /b && touch a/c > /dev/null').writes, closed('/app/a', '/b', '/app/a/c'));
  assert.deepEqual(run('RUN cd sub && rm -rf x').writes, closed('/app/sub/x'));
  assert.deepEqual(run('RUN echo hi > out.txt').writes, closed('/app/out.txt'));
  assert.deepEqual(run('RUN rm -rf /var/lib/apt/lists/*').writes, closed('/var/lib/apt/lists'));
  assert.deepEqual(run('RUN cat a.txt').reads, closed('/app/a.txt'));
  for (const line of ['RUN ls > /list', 'RUN ls -la | cat > /list', 'RUN du -sh', 'RUN echo *.py', 'RUN grep -rl x > /list']) assert.ok(run(line).reads.paths.includes('/app'), line);
  assert.deepEqual(run('RUN ls /opt').reads, closed('/opt'));
});

test('a variable of the Dockerfile is replaced, one of the script is not', () => {
  const of = (line: string) => {
    const { facts, step } = example(`FROM a\nENV DIR=/opt/x\n${line}\n`);
    return facts.effects(step('RUN')).writes;
  };
  assert.deepEqual(of('RUN mkdir -p $DIR/y "${DIR}"'), closed('/opt/x/y', '/opt/x'));
  assert.deepEqual(of('RUN python -m venv $DIR'), closed('/opt/x'));
  assert.equal(of('RUN DIR=/z; mkdir -p $DIR').open, true);
  assert.equal(of('RUN mkdir -p $OTHER').open, true);
});

test('what is not known may be anything', () => {
  for (const line of ['RUN ./configure', 'RUN rm -rf "$X"', 'RUN cd "$X" && touch a', 'RUN make', 'RUN npm run build', 'RUN pip install -e .', 'RUN if true; then foo; fi', 'RUN <<EOF python\nprint()\nEOF', 'RUN cat list | xargs rm']) {
    const { reads, writes: written } = run(line);
    assert.ok(reads.open || written.open, line);
  }
});

test('an install reads its manifests and the system, and writes where packages live', () => {
  const files = { 'requirements.txt': 'six\n', 'package.json': '{}', 'package-lock.json': '{}' };
  const pip = run('RUN pip install -r requirements.txt', files);
  assert.equal(pip.reads.open || pip.writes.open, false);
  assert.ok(pip.reads.paths.includes('/app/requirements.txt') && pip.reads.paths.includes('/usr/lib'));
  assert.equal(overlap(pip.writes, closed('/app')), 'no');
  const npm = run('RUN npm ci', files);
  assert.ok(npm.writes.paths.includes('/app/node_modules') && npm.reads.paths.includes('/app/package-lock.json'));
  assert.equal(overlap(run('RUN pip install --target ./libs -r requirements.txt', files).writes, closed('/app/libs')), 'yes');
  assert.equal(run('RUN pip install -r requirements.txt').reads.open, true, 'without a context the manifests are not known');
});

test('settings and downloads land in the directory where nothing else is said', () => {
  assert.ok(run('RUN bundle config set --local without test').writes.paths.includes('/app/.bundle'));
  assert.ok(run('RUN pip wheel flask').writes.paths.includes('/app'));
  assert.ok(!run('RUN pip wheel -w /wheels flask').writes.paths.includes('/app'));
  assert.deepEqual(run('RUN curl -o /opt/x.tar https://example.com/x.tar').writes, closed('/opt/x.tar'));
  assert.deepEqual(run('RUN wget https://example.com/x.tar').writes, closed('/app'));
});

test('a Python install writes into the environment that is active', () => {
  const files = { 'requirements.txt': 'six\n' };
  const of = (before: string, line: string) => {
    const { facts, step } = example(`FROM a\nWORKDIR /app\n${before}COPY . .\nRUN ${line}\n`, files);
    return overlap(facts.effects(step('RUN')).writes, closed('/app/venv'));
  };
  assert.equal(of('', 'pip install -r requirements.txt'), 'no');
  assert.equal(of('ENV VIRTUAL_ENV=/app/venv\n', 'pip install -r requirements.txt'), 'yes');
  assert.equal(of('ENV PATH="/app/venv/bin:$PATH"\n', 'pip install -r requirements.txt'), 'yes');
  assert.equal(of('', 'venv/bin/pip install -r requirements.txt'), 'yes');
  assert.equal(of('', '. venv/bin/activate && pip install -r requirements.txt'), 'yes');
});

test('more programs are read by their arguments', () => {
  const touches = (line: string, path: string) => overlap(run(line).writes, closed(path));
  assert.equal(touches('RUN tar -xzf a.tgz -C /opt', '/app'), 'no');
  assert.equal(touches('RUN tar xf a.tar', '/app/x'), 'yes');
  assert.equal(touches('RUN tar -xC /opt -f a.tar', '/app'), 'unknown', 'the folder is hidden among the letters');
  assert.equal(touches('RUN tar -cf /backup.tar src', '/backup.tar'), 'yes');
  assert.equal(touches('RUN unzip a.zip -d /opt', '/app'), 'no');
  assert.equal(touches('RUN unzip a.zip', '/app/x'), 'yes');
  assert.equal(touches('RUN git clone https://example.com/tools.git', '/app/tools'), 'yes');
  assert.equal(touches('RUN git clone --depth 1 https://example.com/tools.git /opt/tools', '/app'), 'no');
  assert.equal(touches('RUN git config --global user.name x', '/app'), 'no');
  assert.equal(run('RUN git checkout main').writes.open, true);
  assert.equal(touches('RUN find /opt -name "*.a" -delete', '/opt/x'), 'yes');
  assert.equal(touches('RUN find / -name core -exec rm {} +', '/app'), 'yes');
  assert.equal(run('RUN find /opt -exec ./x {} +').writes.open, true);
  assert.equal(touches('RUN cp --target-directory=/app/x /etc/passwd', '/app/x'), 'yes');
  assert.equal(touches('RUN add-apt-repository -y ppa:a/b && service cron start && docker-php-ext-install pdo', '/app'), 'no');
  assert.equal(touches('RUN dpkg -x a.deb out', '/app/out'), 'yes');
  assert.equal(touches('RUN gunzip data.gz', '/app/data'), 'yes');
  assert.equal(touches('RUN dotnet nuget add source https://example.com', '/app/nuget.config'), 'yes');
  assert.equal(touches('RUN useradd -m -d /app/home bob', '/app/home'), 'yes');
});

test('a test looks at the files that it names, not at the words that it compares', () => {
  assert.deepEqual(run('RUN [ -f a.txt ] && [ "$A" = src ] && test -d /opt -a b.txt -nt c.txt').reads, closed('/app/a.txt', '/opt', '/app/b.txt', '/app/c.txt'));
  assert.equal(run('RUN [ -e "$X" ]').reads.open, true);
});

test('a script from the net is known by its address only', () => {
  const isOpen = (line: string) => run(line).writes.open;
  assert.equal(isOpen('RUN curl -fsSL https://rpm.nodesource.com/setup_20.x | bash -'), false);
  assert.equal(isOpen('RUN curl https://sh.rustup.rs -sSf | sh -s -- -y'), false);
  assert.equal(isOpen('RUN curl -fsSL https://example.com/setup | bash -'), true);
  assert.equal(isOpen('RUN curl -fsSL https://sh.rustup.rs && bash'), true);
  assert.equal(isOpen('RUN curl -fsSL https://sh.rustup.rs | bash ./local.sh'), true);
  assert.equal(isOpen('RUN curl -fsSL https://sh.rustup.rs.example.com | bash'), true);
});

test('an install writes the lock file that it may bring up to date', () => {
  const files = { 'package.json': '{ "workspaces": ["a"] }', 'package-lock.json': '{}', 'a/package.json': '{ "name": "a" }', 'yarn.lock': '', 'bun.lock': '' };
  const writes = (line: string) => run(line, files).writes.paths;
  assert.ok(writes('RUN npm install').includes('/app/package-lock.json'));
  for (const line of ['RUN npm ci', 'RUN npm install --no-package-lock', 'RUN npm_config_package_lock=false npm install']) assert.ok(!writes(line).includes('/app/package-lock.json'), line);
  assert.ok(writes('RUN yarn').includes('/app/yarn.lock') && !writes('RUN yarn --frozen-lockfile').includes('/app/yarn.lock'));
  assert.ok(writes('RUN npm ci').includes('/app/a/node_modules'), 'each package of a workspace has modules of its own');
});

test('a variable of the Dockerfile names the manifest', () => {
  const { facts, step } = example('FROM a\nARG REQ=requirements.txt\nARG OTHER\nWORKDIR /app\nCOPY . .\nRUN pip install -r "$REQ"\nRUN pip install -r $OTHER\n', { 'requirements.txt': 'six\n' });
  assert.ok(facts.effects(step('RUN pip install -r "$REQ"')).reads.paths.includes('/app/requirements.txt'));
  assert.equal(facts.effects(step('RUN pip install -r $OTHER')).reads.open, true);
});

test('a pattern brings what fits it, and of a folder that fits the contents', () => {
  const files = { 'package.json': '', 'yarn.lock': '', 'pkgs/a/package.json': '', 'pkgs/a/src/x': '', 'pkgs/notes.txt': '' };
  const touches = (line: string, path: string) => {
    const { facts, step } = example(`FROM a\nWORKDIR /app\n${line}\n`, files);
    return copyTouches(step('COPY'), path, facts.context, () => false);
  };
  assert.equal(touches('COPY package*.json ./', '/app/package.json'), 'yes');
  assert.equal(touches('COPY package*.json ./', '/app/yarn.lock'), 'no');
  assert.equal(touches('COPY package*.json ./', '/app/pkgs/a'), 'no');
  assert.equal(touches('COPY pkgs/* ./', '/app/src/x'), 'yes', 'the contents of pkgs/a');
  assert.equal(touches('COPY pkgs/* ./', '/app/notes.txt'), 'yes');
  assert.equal(touches('COPY pkgs/*.txt ./', '/app/src'), 'no');
});

test('packages that only the shell knows may be files', () => {
  const isOpen = (line: string) => run(line).reads.open;
  for (const line of ['RUN pip install $EXTRA', 'RUN apt-get install -y $(./list.sh)', 'RUN echo git | xargs apt-get install -y', 'RUN P="./a.deb" && apt-get install -y $P', 'RUN O="-r list.txt"; pip install $O', 'RUN read P; apt-get install $P']) assert.ok(isOpen(line), line);
  for (const line of ['RUN P="git curl" && apt-get install -y --no-install-recommends $P', 'RUN for p in git curl; do apt-get install -y $p; done', 'RUN pip install "torch==$V" --index-url $URL', 'RUN apt-get install -y linux-headers-$V']) assert.ok(!isOpen(line), line);
});
