// Which documents and files are Dockerfiles, for commands that need one. The editor's language settings decide for open
// documents; names decide only for files that nobody has opened.
import { workspace, type TextDocument, type Uri } from 'vscode';

const names = '{Dockerfile,Dockerfile.*,*.dockerfile,*.Dockerfile,Dockerfile-*,Dockerfile_*,Containerfile,Containerfile.*,*.containerfile}';
const excluded = '**/{node_modules,.git,vendor}/**';
const notDockerfile = /\.(dockerignore|md|j2|template|tmpl|[jt]sx?|go|py|rb|ya?ml|json|sh)$/i;
const maxFiles = 100;

export function isDockerfile(document: TextDocument): boolean {
  return document.languageId === 'dockerfile';
}

/** The Dockerfiles of the workspace by their names, shortest path first; at most a hundred. */
export async function findDockerfiles(): Promise<readonly Uri[]> {
  const found = await workspace.findFiles(`**/${names}`, excluded, maxFiles);
  return found.filter(uri => !notDockerfile.test(uri.path)).sort((left, right) => left.path.length - right.path.length || (left.path < right.path ? -1 : 1));
}
