// The case that Layerwise was started for, as small as it gets: sources copied above a PyTorch install. Data, and the
// edits that people make to it.
import { appendFileSync, cpSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

export const baseImage = 'python:3.11-slim';

const files = {
  Dockerfile: `FROM ${baseImage}\n\nWORKDIR /workspace\n\nCOPY . .\n\nRUN pip install -r requirements.txt\n\nCMD ["python", "train.py"]\n`,
  'requirements.txt': 'torch==2.4.1\nnumpy==1.26.4\n',
  'train.py': 'import torch\n\nmodel = torch.nn.Linear(8, 1)\nprint(sum(p.numel() for p in model.parameters()))\n',
};

/** Writes the project into a folder of its own below `work`. */
export function writeProject(work, name) {
  const folder = path.join(work, name);
  mkdirSync(folder, { recursive: true });
  for (const [file, text] of Object.entries(files)) writeFileSync(path.join(folder, file), text);
  return folder;
}

/** Copies a project as it stands now. */
export function copyProject(folder, name) {
  const copy = path.join(path.dirname(folder), name);
  cpSync(folder, copy, { recursive: true });
  return copy;
}

/** One line of a source file. */
export const editSource = (folder, round) => appendFileSync(path.join(folder, 'train.py'), `print(${round})\n`);

/** One more package; a small one that nothing else needs, another each time. */
export const addPackage = (folder, round) => appendFileSync(path.join(folder, 'requirements.txt'), `${['tqdm==4.66.5', 'six==1.16.0', 'iniconfig==2.0.0', 'toml==0.10.2', 'docopt==0.6.2'][round % 5]}\n`);
