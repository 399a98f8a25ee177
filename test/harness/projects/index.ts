// All proof projects.
import { compiledProjects } from './compiled.js';
import { installProjects } from './installs.js';
import { javaProjects } from './java.js';
import { layerProjects } from './layers.js';
import { nodeProjects } from './node.js';
import { otherProjects } from './others.js';
import type { Project } from './project.js';
import { pythonProjects } from './python.js';
import { systemProjects } from './system.js';
import { treeProjects } from './trees.js';
import { wholeProjects } from './whole.js';

export const projects: readonly Project[] = [...pythonProjects, ...nodeProjects, ...compiledProjects, ...javaProjects, ...systemProjects, ...installProjects, ...layerProjects, ...treeProjects, ...otherProjects, ...wholeProjects];
