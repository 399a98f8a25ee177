// Finds packages that the base image was made for and that an install replaces by another build of them. Which image brings
// what, and where its tag says in which version, is in the table beside it.
import { defineMessages, type Message } from '../../messages/index.js';
import { joinContext, stepsAbove } from '../effects/copyLayout.js';
import { environmentsOf } from '../effects/environments.js';
import { projectOf } from '../effects/manifests.js';
import type { InstallCommand } from '../ecosystems/ecosystem.js';
import type { Step } from '../plan/plan.js';
import type { OffsetRange } from '../text/offsets.js';
import { baseImageOf, type BaseImage } from './baseImage.js';
import { headRange } from './commandRange.js';
import { shipperOf, type Shipper } from './package-of-base.data.js';
import { savedBy } from './savedTime.js';
import { defineRule, type RuleContext } from './rule.js';

const messages = defineMessages('rules.package-of-base', {
  version: "'{requirement}' replaces the {name} that '{image}' was built with: gigabytes are downloaded again, and what the image was tuned for is gone. Take the image of that version, or leave the package out",
  upgrade: "'{option}' may replace the {name} that '{image}' was built with by the newest one: gigabytes are downloaded again, and what the image was tuned for is gone",
  listed: "{file} asks for '{requirement}' and so replaces the {name} that '{image}' was built with: gigabytes are downloaded again, and what the image was tuned for is gone. Take the image of that version, or leave the package out",
  blocked: 'No automatic fix: the image would hold another version',
});

export const packageOfBase = defineRule({
  id: 'package-of-base',
  since: '0.1.0',
  category: 'installs',
  severity: 'warning',
  fix: 'none',
  check,
});

function check(context: RuleContext): void {
  for (const stage of context.plan.stages) {
    const image = baseImageOf(stage);
    const shipper = image && shipperOf(image);
    if (!shipper) continue;
    for (const step of stage.steps.filter(found => found.kind === 'run' && worksInBase(found, context))) {
      for (const install of context.installs(step)) if (isPip(install)) checkInstall(step, install, { image, shipper }, context);
    }
  }
}

interface Base {
  readonly image: BaseImage;
  readonly shipper: Shipper;
}

/** Neither in an environment of its own nor with another Python. */
function worksInBase(step: Step, context: RuleContext): boolean {
  const texts = [...stepsAbove(step), step].filter(other => other.kind === 'run').map(other => other.instruction.logicalText);
  return environmentsOf(step, context.script(step)).length === 0 && !texts.some(text => /\bvenv\b|virtualenv|conda (?:create|env)|conda\S* activate|\bpip\S* uninstall\b|deadsnakes|get-pip/.test(text));
}

function isPip({ ecosystem, label, command }: InstallCommand): boolean {
  const elsewhere = command.args.some(word => /^(?:-t|--target|--prefix|--root|-p|--python|--no-deps)(?:=|$)/.test(word.value));
  return (ecosystem.id === 'pip' || label === 'uv pip install') && !elsewhere;
}

function checkInstall(step: Step, install: InstallCommand, base: Base, context: RuleContext): void {
  const { command } = install;
  const upgrade = command.args.find(word => /^(?:-U|--upgrade|--force-reinstall|-I|--ignore-installed)$/.test(word.value));
  for (const word of command.args) {
    const found = word.static ? readRequirement(word.value) : undefined;
    if (!found || !base.shipper.packages.includes(found.name)) continue;
    const message = messageFor(found, word.value, upgrade?.value, base);
    if (!message) continue;
    report({ range: word.range, message }, step, context);
    return;
  }
  const listed = listedIn(step, install, base, context);
  if (listed) report({ range: headRange(command), message: messages.listed({ ...listed, image: base.image.reference }) }, step, context);
}

function messageFor({ name, version }: Requirement, requirement: string, upgrade: string | undefined, base: Base): Message | undefined {
  const image = base.image.reference;
  if (version !== undefined) return differs(name, version, base) ? messages.version({ requirement, name, image }) : undefined;
  return upgrade === undefined ? undefined : messages.upgrade({ option: upgrade, name, image });
}

function report(report: { readonly range: OffsetRange; readonly message: Message }, step: Step, context: RuleContext): void {
  context.report({ ...report, blocked: messages.blocked(), ...savedBy(step, context) });
}

interface Requirement {
  readonly name: string;
  /** Of `==`. */
  readonly version: string | undefined;
}

function readRequirement(text: string): Requirement | undefined {
  const match = /^([A-Za-z][\w.-]*)(?:\[[^\]]*\])?\s*(?:==\s*([\w.+!-]+))?\s*(?:;.*)?$/.exec(text.trim());
  const name = match?.[1]?.toLowerCase().replace(/[_.]/g, '-');
  return match && name !== undefined ? { name, version: match[2] } : undefined;
}

/** `2.1` names `2.1.0`; what stands behind `+` is a build of the same version, unless it is asked for. */
function differs(name: string, version: string, { shipper }: Base): boolean {
  if (shipper.isOwnBuild) return true;
  if (shipper.version === undefined || name !== shipper.main) return false;
  const plain = (text: string) => text.split('+')[0]?.replace(/(?:\.0)+$/, '') ?? text;
  return plain(version) !== plain(shipper.version) && !/[*]/.test(version);
}

/** A line of a requirements file. */
function listedIn(step: Step, install: InstallCommand, base: Base, context: RuleContext): { readonly file: string; readonly requirement: string; readonly name: string } | undefined {
  if (install.namedManifests.length === 0 || !context.context) return undefined;
  const { folder, set } = projectOf(install, step, context.context);
  if (folder === undefined || set?.state !== 'known') return undefined;
  for (const file of set.files) {
    const text = context.context.read(joinContext(folder, file));
    if (text.state !== 'text') continue;
    for (const line of text.text.split(/\r?\n/)) {
      const requirement = line.replace(/\s+#.*$/, '').trim();
      const found = readRequirement(requirement);
      if (found?.version !== undefined && base.shipper.packages.includes(found.name) && !requirement.includes(';') && differs(found.name, found.version, base)) return { file, requirement, name: found.name };
    }
  }
  return undefined;
}
