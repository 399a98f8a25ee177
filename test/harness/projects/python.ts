// Projects of Python's package managers.
import { lines, type Project } from './project.js';

const six = 'six==1.16.0\n';
const app = { 'app.py': 'print("one")\n' };
const pip = 'RUN pip install --no-cache-dir -r requirements.txt';
const moreSix = { 'requirements.txt': 'six==1.16.0\niniconfig==2.0.0\n' };

export const pythonProjects: readonly Project[] = [
  {
    name: 'pip', base: 'python', rule: 'copy-before-install', kind: 'plain', quick: true,
    files: { ...app, 'requirements.txt': six, Dockerfile: lines('FROM BASE', 'WORKDIR /app', 'COPY . .', pip, 'CMD ["python", "app.py"]') },
    expect: { spares: ['pip install'], dependency: { files: moreSix, runs: ['pip install'], stays: ['apt-get install'] } },
  },
  {
    name: 'pip with includes in a folder', base: 'python', rule: 'copy-before-install', kind: 'plain',
    files: {
      ...app, 'requirements/base.txt': six, 'requirements/dev.txt': '-r base.txt\niniconfig==2.0.0\n',
      Dockerfile: lines('FROM BASE', 'COPY . /srv/app', 'WORKDIR /srv/app', '', '# what we need', 'RUN pip install --no-cache-dir -r requirements/dev.txt'),
    },
    expect: { spares: ['pip install'], dependency: { files: { 'requirements/base.txt': 'six==1.15.0\n' }, runs: ['pip install'] } },
  },
  {
    name: 'pip behind apt', base: 'python', rule: 'copy-before-install', kind: 'plain',
    files: {
      ...app, 'requirements.txt': six,
      Dockerfile: lines('FROM BASE', 'WORKDIR /app', 'COPY . .', 'RUN apt-get update && apt-get install -y --no-install-recommends tree && rm -rf /var/lib/apt/lists/*', pip, 'RUN python app.py > out.txt'),
    },
    expect: { spares: ['apt-get install', 'pip install'], dependency: { files: moreSix, runs: ['pip install'] } },
  },
  {
    name: 'Windows line ends', base: 'python', rule: 'copy-before-install', kind: 'plain',
    files: { ...app, 'requirements.txt': 'six==1.16.0\r\n', Dockerfile: lines('FROM BASE', 'WORKDIR /app', '', '# sources', 'COPY . .', '# packages', 'RUN pip install --no-cache-dir \\', '    -r requirements.txt').replace(/\n/g, '\r\n').trimEnd() },
    expect: { spares: ['pip install'] },
  },
  {
    name: 'lower case', base: 'python', rule: 'copy-before-install', kind: 'plain',
    files: { ...app, 'requirements.txt': six, Dockerfile: lines('from BASE', 'workdir /app', 'copy . .', 'run pip install --no-cache-dir -r requirements.txt') },
    expect: { spares: ['pip install'] },
  },
  {
    name: 'an absolute destination and no working directory', base: 'python', rule: 'copy-before-install', kind: 'plain',
    files: { ...app, 'requirements.txt': six, Dockerfile: lines('FROM BASE', 'COPY . /app/', 'RUN pip install --no-cache-dir -r /app/requirements.txt') },
    expect: { spares: ['pip install'] },
  },
  {
    name: 'a heredoc', base: 'python', rule: 'copy-before-install', kind: 'plain',
    files: { ...app, 'requirements.txt': six, Dockerfile: lines('FROM BASE', 'WORKDIR /app', 'COPY . .', 'RUN <<EOF', 'set -e', 'pip install --no-cache-dir -r requirements.txt', 'EOF') },
    expect: { spares: ['RUN <<EOF'] },
  },
  {
    name: 'JSON form', base: 'python', rule: 'copy-before-install', kind: 'plain',
    files: { ...app, 'requirements.txt': six, Dockerfile: lines('FROM BASE', 'WORKDIR /app', 'COPY ["./", "./"]', 'RUN ["pip", "install", "--no-cache-dir", "-r", "requirements.txt"]') },
    expect: { spares: ['pip", "install'] },
  },
  {
    name: 'a folder prefix', base: 'python', rule: 'copy-before-install', kind: 'monorepo',
    files: { 'api/app.py': 'print("one")\n', 'api/requirements.txt': six, 'web/index.js': '1\n', Dockerfile: lines('FROM BASE', 'WORKDIR /app', 'COPY api/ .', pip) },
    expect: { spares: ['pip install'], touch: 'api/app.py', dependency: { files: { 'api/requirements.txt': 'six==1.15.0\n' }, runs: ['pip install'] } },
  },
  {
    name: 'two installs', base: 'python', rule: 'copy-before-install', kind: 'plain',
    files: { ...app, 'requirements.txt': six, 'requirements-dev.txt': 'iniconfig==2.0.0\n', Dockerfile: lines('FROM BASE', 'WORKDIR /app', 'COPY . .', pip, 'RUN pip install --no-cache-dir -r requirements-dev.txt', 'RUN python app.py') },
    expect: { spares: ['-r requirements.txt', '-r requirements-dev.txt'] },
  },
  {
    name: 'an owner for what is copied', base: 'python', rule: 'copy-before-install', kind: 'plain',
    files: {
      ...app, 'requirements.txt': six,
      Dockerfile: lines('FROM BASE', 'RUN useradd --uid 4711 --create-home app', 'COPY --chown=app:app . /home/app/src', 'WORKDIR /home/app/src', pip, 'USER app', 'CMD ["python", "app.py"]'),
    },
    expect: { spares: ['pip install'] },
  },
  {
    name: 'a virtual environment made in between', base: 'python', rule: 'copy-before-install', kind: 'plain',
    files: {
      ...app, 'requirements.txt': six,
      Dockerfile: lines('FROM BASE', 'WORKDIR /app', 'COPY . .', '', 'ENV VENV=/opt/env', 'RUN python -m venv $VENV', 'ENV PATH="$VENV/bin:$PATH"', pip, '', 'CMD ["python", "app.py"]'),
    },
    expect: { spares: ['python -m venv', 'pip install'] },
  },
  {
    name: 'an owner, and a working directory below what is copied', base: 'python', rule: 'copy-before-install', kind: 'monorepo',
    files: {
      'api/requirements.txt': six, 'api/app.py': 'print()\n', 'web/index.js': '1\n',
      Dockerfile: lines('FROM BASE', 'COPY --chown=4711:4711 --chmod=750 . /repo', 'WORKDIR /repo/api', pip, 'EXPOSE 80'),
    },
    expect: { spares: ['pip install'], touch: 'web/index.js' },
  },
  {
    name: 'a manifest bound below a copied tree', base: 'python', rule: 'copy-before-install', kind: 'plain',
    files: { ...app, 'requirements.txt': six, Dockerfile: lines('FROM BASE', 'WORKDIR /app', 'COPY . .', 'RUN --mount=type=bind,source=requirements.txt,target=/tmp/requirements.txt pip install --no-cache-dir -r /tmp/requirements.txt') },
    expect: { spares: ['pip install'] },
  },
  {
    name: 'the whole context bound', base: 'python', rule: 'copy-before-install', kind: 'hazard',
    files: { ...app, 'requirements.txt': six, Dockerfile: lines('FROM BASE', 'WORKDIR /app', 'RUN --mount=type=bind,target=. pip install --no-cache-dir -r requirements.txt', 'COPY . .') },
    expect: { spares: ['pip install'] },
  },
  {
    name: 'a commit above the install', base: 'python', rule: 'volatile-argument', kind: 'plain', quick: true, buildArgs: { GIT_SHA: 'one' },
    files: { 'requirements.txt': six, Dockerfile: lines('FROM BASE', 'ARG GIT_SHA', 'WORKDIR /app', 'COPY requirements.txt .', pip, 'RUN echo "$GIT_SHA" > version') },
    expect: { spares: ['pip install'], touchArgument: ['GIT_SHA', 'two'] },
  },
  {
    name: 'a cache mount for pip', base: 'python', rule: 'missing-cache-mount', kind: 'plain', quick: true,
    files: { ...app, 'requirements.txt': six, Dockerfile: lines('FROM BASE', 'WORKDIR /app', 'COPY requirements.txt .', pip, 'COPY . .') },
    expect: { spares: [], dependency: { files: moreSix, runs: ['pip install'] } },
  },
  {
    name: 'a manifest that the step before generates', base: 'python', rule: 'copy-before-install', kind: 'hazard', quick: true,
    files: { ...app, 'requirements.txt': 'six==1.15.0\n', 'gen.py': 'open("requirements.txt", "w").write("six==1.16.0\\n")\n', Dockerfile: lines('FROM BASE', 'WORKDIR /app', 'COPY . .', 'RUN python gen.py', pip) },
    expect: {
      blocked: 'gen.py',
      wrongFix: { files: { Dockerfile: lines('FROM BASE', 'WORKDIR /app', 'COPY requirements.txt ./', pip, 'COPY . .', 'RUN python gen.py') }, shows: 'six-1.15.0' },
    },
  },
  {
    name: 'a step between that patches the manifest', base: 'python', rule: 'copy-before-install', kind: 'hazard',
    files: { ...app, 'requirements.txt': 'six==1.15.0\n', Dockerfile: lines('FROM BASE', 'WORKDIR /app', 'COPY . .', 'RUN sed -i s/1.15/1.16/ requirements.txt', pip) },
    expect: {
      blocked: 'sed',
      wrongFix: { files: { Dockerfile: lines('FROM BASE', 'WORKDIR /app', 'COPY requirements.txt ./', pip, 'COPY . .', 'RUN sed -i s/1.15/1.16/ requirements.txt') }, shows: 'six-1.15.0' },
    },
  },
  {
    name: 'a step between that reads what moves', base: 'python', rule: 'copy-before-install', kind: 'hazard',
    files: { ...app, 'requirements.txt': six, Dockerfile: lines('FROM BASE', 'WORKDIR /app', 'COPY . .', 'RUN ls > listing.txt', pip) },
    expect: { spares: ['pip install'] },
  },
  {
    name: 'a manifest that is a link', base: 'python', rule: 'copy-before-install', kind: 'hazard', quick: true,
    files: { ...app, 'deploy/prod.txt': six, 'requirements.txt': { link: 'deploy/prod.txt' }, Dockerfile: lines('FROM BASE', 'WORKDIR /app', 'COPY . .', pip) },
    expect: {
      blocked: 'link',
      wrongFix: { files: { Dockerfile: lines('FROM BASE', 'WORKDIR /app', 'COPY requirements.txt ./', 'RUN cp requirements.txt /tmp/r.txt && pip install --no-cache-dir -r /tmp/r.txt', 'COPY . .') }, shows: '/tmp/r.txt' },
    },
  },
  {
    name: 'a manifest in a folder that only its owner may enter', base: 'python', rule: 'copy-before-install', kind: 'hazard',
    files: { ...app, 'deploy': { folderMode: 0o700 }, 'deploy/requirements.txt': six, Dockerfile: lines('FROM BASE', 'WORKDIR /app', 'COPY . .', 'RUN pip install --no-cache-dir -r deploy/requirements.txt') },
    expect: { spares: ['pip install'] },
  },
  {
    name: 'a package in the repository that the manifest names', base: 'python', rule: 'copy-before-install', kind: 'monorepo',
    files: {
      ...app, 'requirements.txt': './lib\nsix==1.16.0\n', 'lib/setup.py': 'from setuptools import setup\nsetup(name="lib", version="1.0", py_modules=["lib"])\n', 'lib/lib.py': 'NAME = "lib"\n',
      Dockerfile: lines('FROM BASE', 'WORKDIR /app', 'COPY . .', pip),
    },
    expect: {
      blocked: 'lib',
      wrongFix: { files: { Dockerfile: lines('FROM BASE', 'WORKDIR /app', 'COPY requirements.txt ./', pip, 'COPY . .') }, shows: 'did not complete successfully' },
    },
  },
  {
    name: 'the project itself is installed', base: 'python', rule: 'copy-before-install', kind: 'hazard',
    files: {
      'setup.py': 'from setuptools import setup\nsetup(name="app", version="1.0", packages=["app"])\n', 'app/__init__.py': 'NAME = "one"\n',
      Dockerfile: lines('FROM BASE', 'WORKDIR /src', 'COPY . .', 'RUN pip install --no-cache-dir --no-build-isolation .'),
    },
    expect: {
      blocked: 'silent',
      wrongFix: { files: { Dockerfile: lines('FROM BASE', 'WORKDIR /src', 'COPY setup.py ./', 'RUN pip install --no-cache-dir --no-build-isolation .', 'COPY . .') }, shows: 'did not complete successfully' },
    },
  },
  {
    name: 'a variable of the shell that the rest of the RUN uses', base: 'python', rule: 'copy-before-install', kind: 'hazard',
    files: { 'app.py': 'import sys\nopen("version", "w").write(sys.argv[1])\n', 'requirements.txt': six, Dockerfile: lines('FROM BASE', 'WORKDIR /app', 'COPY . .', 'RUN VERSION=one && pip install --no-cache-dir -r requirements.txt && python app.py "v$VERSION"') },
    expect: {
      blocked: 'the same RUN also runs',
      wrongFix: { files: { Dockerfile: lines('FROM BASE', 'WORKDIR /app', 'COPY requirements.txt ./', 'RUN VERSION=one && pip install --no-cache-dir -r requirements.txt', 'COPY . .', 'RUN python app.py "v$VERSION"') }, shows: '/app/version' },
    },
  },
  {
    name: 'one install or the other', base: 'python', rule: 'copy-before-install', kind: 'hazard',
    files: { ...app, 'requirements.txt': six, 'fallback.txt': 'iniconfig==2.0.0\n', Dockerfile: lines('FROM BASE', 'WORKDIR /app', 'COPY . .', 'RUN pip install --no-cache-dir -r requirements.txt || pip install --no-cache-dir -r fallback.txt') },
    expect: { spares: ['pip install'] },
  },
  {
    name: 'an argument that names the manifest', base: 'python', rule: 'copy-before-install', kind: 'hazard',
    files: { ...app, 'deploy/dev.txt': 'iniconfig==2.0.0\n', 'deploy/prod.txt': six, Dockerfile: lines('FROM BASE', 'ARG MODE=prod', 'WORKDIR /app', 'COPY . .', 'RUN pip install --no-cache-dir -r deploy/$MODE.txt') },
    expect: { spares: ['pip install'] },
  },
  {
    name: 'constraints beside the manifest', base: 'python', rule: 'copy-before-install', kind: 'plain',
    files: { ...app, 'requirements.txt': 'six\n', 'constraints.txt': six, Dockerfile: lines('FROM BASE', 'WORKDIR /app', 'COPY . .', 'RUN pip install --no-cache-dir -r requirements.txt -c constraints.txt') },
    expect: { spares: ['pip install'], dependency: { files: { 'constraints.txt': 'six==1.15.0\n' }, runs: ['pip install'] } },
  },
  {
    name: 'two images from one file', base: 'python', rule: 'copy-before-install', kind: 'monorepo', target: 'api',
    files: {
      'api/app.py': 'print("one")\n', 'api/requirements.txt': six, 'jobs/run.py': 'print("one")\n', 'jobs/requirements.txt': 'iniconfig==2.0.0\n',
      Dockerfile: lines('FROM BASE AS jobs', 'WORKDIR /jobs', 'COPY jobs .', pip, '', 'FROM BASE AS api', 'WORKDIR /api', 'COPY api .', pip),
    },
    expect: { spares: ['pip install'], touch: 'api/app.py' },
  },
  {
    name: 'uv with a manifest of pip', base: 'uv', rule: 'copy-before-install', kind: 'plain',
    files: { ...app, 'requirements.txt': six, Dockerfile: lines('FROM BASE', 'WORKDIR /app', 'COPY . .', 'RUN uv pip install --system --break-system-packages -r requirements.txt') },
    expect: { spares: ['uv pip install'] },
  },
  {
    name: 'uv without a lock file', base: 'uv', rule: 'copy-before-install', kind: 'hazard',
    files: { ...app, 'pyproject.toml': lines('[project]', 'name = "web"', 'version = "1.0.0"', 'requires-python = ">=3.11"', 'dependencies = ["six==1.16.0"]'), Dockerfile: lines('FROM BASE', 'WORKDIR /app', 'COPY . .', 'RUN uv sync') },
    expect: { spares: ['uv sync'] },
  },
  {
    name: 'uv in a workspace', base: 'uv', rule: 'copy-before-install', kind: 'monorepo',
    files: {
      ...app, 'pyproject.toml': lines('[project]', 'name = "shop"', 'version = "1.0.0"', 'requires-python = ">=3.11"', 'dependencies = ["core"]', '', '[tool.uv.sources]', 'core = { workspace = true }', '', '[tool.uv.workspace]', 'members = ["packages/*"]'),
      'packages/core/pyproject.toml': lines('[project]', 'name = "core"', 'version = "1.0.0"', 'requires-python = ">=3.11"', 'dependencies = ["iniconfig==2.0.0"]', '', '[build-system]', 'requires = ["uv_build>=0.9.5,<0.10.0"]', 'build-backend = "uv_build"'),
      'packages/core/src/core/__init__.py': 'NAME = "core"\n',
      Dockerfile: lines('FROM BASE', 'WORKDIR /app', 'COPY . .', 'RUN uv sync'),
    },
    expect: { blocked: 'builds the project itself' },
  },
  {
    name: 'poetry', base: 'poetry', rule: 'copy-before-install', kind: 'plain',
    files: {
      ...app, 'pyproject.toml': lines('[tool.poetry]', 'name = "web"', 'version = "1.0.0"', 'description = ""', 'authors = []', 'package-mode = false', '', '[tool.poetry.dependencies]', 'python = "^3.11"', '', '[build-system]', 'requires = ["poetry-core"]', 'build-backend = "poetry.core.masonry.api"'),
      Dockerfile: lines('FROM BASE', 'WORKDIR /app', 'COPY . .', 'RUN poetry install --no-root --no-interaction'),
    },
    expect: { spares: ['poetry install'] },
  },
  {
    name: 'pdm', base: 'pdm', rule: 'copy-before-install', kind: 'plain',
    files: { ...app, 'pyproject.toml': lines('[project]', 'name = "web"', 'version = "1.0.0"', 'requires-python = ">=3.11"', 'dependencies = []', '', '[tool.pdm]', 'distribution = false'), Dockerfile: lines('FROM BASE', 'WORKDIR /app', 'COPY . .', 'RUN pdm install --no-self') },
    expect: { spares: ['pdm install'] },
  },
  {
    name: 'pipenv', base: 'pdm', rule: 'copy-before-install', kind: 'plain',
    files: { ...app, Pipfile: lines('[packages]', 'six = "==1.16.0"'), Dockerfile: lines('FROM BASE', 'WORKDIR /app', 'COPY . .', 'RUN pipenv install --system --skip-lock') },
    expect: { spares: ['pipenv install'] },
  },
];
