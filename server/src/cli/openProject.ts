// A project for one run of the command line.
import { knownTools } from '../core/analysis.js';
import { rules } from '../core/rules/index.js';
import { render } from '../messages/index.js';
import type { DockerfileProject } from '../project/dockerfileProject.js';
import { defaultSettings, Project } from '../project/project.js';
import type { FoundDockerfile } from './findDockerfiles.js';
import { texts } from './texts.js';
import { shownPath, UsageError, type World } from './world.js';

const maxBytes = 10_000_000;

export interface ProjectOptions {
  readonly context: string | undefined;
  readonly rules: readonly string[];
  readonly otherTools: readonly string[];
}

/** A project whose settings are the options of the command. */
export function openProject(world: World, options: ProjectOptions): Project {
  const project = new Project(world.host, { readsHistory: true });
  const known = rules.map(rule => rule.id);
  for (const rule of options.rules) if (!known.includes(rule)) throw new UsageError(texts.noSuchRule({ rule, rules: known }));
  const levels = options.rules.length === 0 ? new Map() : new Map(known.map(id => [id, options.rules.includes(id) ? 'on' as const : 'off' as const]));
  const other = options.otherTools.find(tool => !knownTools.some(known => known === tool));
  if (other !== undefined) throw new UsageError(texts.noSuchTool({ tool: other, tools: knownTools }));
  const context = options.context === undefined ? '' : world.locationOf(options.context);
  project.setFolders([world.folder]);
  project.setSettings({ ...defaultSettings, levels, otherTools: new Set(knownTools.filter(tool => options.otherTools.includes(tool))), build: { ...defaultSettings.build, context } });
  return project;
}

/** Opens one Dockerfile. One that is no text is a mistake when it was named, and left out with a word when it was come upon. */
export async function openDockerfile(world: World, project: Project, { location, isNamed }: FoundDockerfile): Promise<DockerfileProject | undefined> {
  const text = await world.host.files.readText(location, maxBytes);
  if (text !== undefined) return project.open(location, text, 0);
  const path = shownPath(world, location);
  if (isNamed) throw new UsageError(texts.notReadable({ path }));
  world.err(`${render(texts.leftOut({ path }))}\n`);
  return undefined;
}
