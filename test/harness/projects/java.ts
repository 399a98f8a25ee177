// Projects of Java: Maven and Gradle.
import { lines, type Project } from './project.js';

const main = { 'src/main/java/Main.java': 'public class Main { public static void main(String[] words) { System.out.println("one"); } }\n' };
const gradleBuild = (version: string) => lines(
  "plugins { id 'java' }", "repositories { mavenCentral() }", `dependencies { compile 'org.apache.commons:commons-lang3:${version}' }`,
  'tasks.withType(AbstractArchiveTask) { preserveFileTimestamps = false; reproducibleFileOrder = true }',
);

const gradleFiles = { 'settings.gradle': "rootProject.name = 'web'\n", 'build.gradle': gradleBuild('3.12.0'), ...main };

export const javaProjects: readonly Project[] = [
  {
    name: 'gradle builds only', base: 'gradle', rule: 'build-without-dependency-step', kind: 'plain',
    files: { ...gradleFiles, Dockerfile: lines('FROM BASE AS build', 'ENV GRADLE_USER_HOME=/gradle', 'WORKDIR /src', 'COPY . .', 'RUN gradle --no-daemon jar', 'FROM scratch', 'COPY --from=build /src/build/libs/web.jar /web.jar') },
    expect: { spares: [] },
  },
  {
    name: 'gradle asks for its dependencies below the sources', base: 'gradle', rule: 'copy-before-install', kind: 'plain',
    files: { ...gradleFiles, Dockerfile: lines('FROM BASE AS build', 'WORKDIR /src', 'COPY . .', 'RUN gradle --no-daemon dependencies', 'RUN gradle --no-daemon jar', 'FROM scratch', 'COPY --from=build /src/build/libs/web.jar /web.jar') },
    expect: { spares: ['gradle --no-daemon dependencies'], dependency: { files: { 'build.gradle': gradleBuild('3.11') }, runs: ['gradle --no-daemon dependencies'] } },
  },
  {
    name: 'modules of gradle', base: 'gradle', rule: 'copy-before-install', kind: 'monorepo',
    files: {
      'settings.gradle': lines("rootProject.name = 'web'", "include 'app', 'core'"), 'build.gradle': lines("subprojects {", "  apply plugin: 'java'", '  repositories { mavenCentral() }', '  tasks.withType(AbstractArchiveTask) { preserveFileTimestamps = false; reproducibleFileOrder = true }', '}'),
      'app/build.gradle': "dependencies { compile project(':core') }\n", 'core/build.gradle': "dependencies { compile 'org.apache.commons:commons-lang3:3.12.0' }\n",
      'app/src/main/java/Main.java': 'public class Main { public static void main(String[] words) { System.out.println(Core.NAME); } }\n', 'core/src/main/java/Core.java': 'public class Core { public static final String NAME = org.apache.commons.lang3.StringUtils.upperCase("one"); }\n',
      Dockerfile: lines('FROM BASE AS build', 'WORKDIR /src', 'COPY . .', 'RUN gradle --no-daemon :app:dependencies', 'RUN gradle --no-daemon :app:jar', 'FROM scratch', 'COPY --from=build /src/app/build/libs/app.jar /app.jar'),
    },
    expect: { spares: [':app:dependencies'], touch: 'app/src/main/java/Main.java' },
  },
  {
    name: 'gradle whose build is written in the repository', base: 'gradle', rule: 'copy-before-install', kind: 'hazard',
    files: {
      'settings.gradle': "rootProject.name = 'web'\n", 'build.gradle': `${gradleBuild('3.12.0')}version = Version.TEXT\n`, 'buildSrc/src/main/groovy/Version.groovy': "class Version { static final String TEXT = '1.0' }\n", ...main,
      Dockerfile: lines('FROM BASE AS build', 'WORKDIR /src', 'COPY . .', 'RUN gradle --no-daemon dependencies', 'RUN gradle --no-daemon jar', 'FROM scratch', 'COPY --from=build /src/build/libs/web-1.0.jar /web.jar'),
    },
    expect: { spares: ['gradle --no-daemon dependencies'], touch: 'src/main/java/Main.java' },
  },
  {
    name: 'gradle that works offline with what the step before fetched', base: 'gradle', rule: 'missing-cache-mount', kind: 'hazard',
    files: { ...gradleFiles, Dockerfile: lines('FROM BASE AS build', 'ENV GRADLE_USER_HOME=/gradle', 'WORKDIR /src', 'COPY *.gradle ./', 'RUN gradle --no-daemon dependencies', 'COPY src src', 'RUN gradle --no-daemon --offline compileJava || gradle --no-daemon compileJava', 'FROM scratch', 'COPY --from=build /src/build /build') },
    expect: { blocked: 'a step rests on what another one left' },
  },
];
