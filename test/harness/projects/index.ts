// All proof projects.
import { compiledProjects } from './compiled.js';
import { installProjects } from './installs.js';
import { nodeProjects } from './node.js';
import type { Project } from './project.js';
import { pythonProjects } from './python.js';
import { systemProjects } from './system.js';

export const projects: readonly Project[] = [...pythonProjects, ...nodeProjects, ...compiledProjects, ...systemProjects, ...installProjects];
