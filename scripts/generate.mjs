// Writes everything that follows from the rules and the manifest: the lists of rules and package managers, the rules' pages in docs/, the settings
// entry, the tables of the README. `--check` writes nothing and fails when something is out of date.
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { qualityPage } from './generate/quality.mjs';
import { loadRules, ruleIds, rulesIndex } from './generate/rules.mjs';
import { ecosystemsIndex } from './generate/ecosystems.mjs';
import { descriptions, withoutRules, withRules } from './generate/manifest.mjs';
import { commandTable, fillMarkers, publishedPage, rulesPage, ruleTable, settingTable } from './generate/documents.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const read = file => {
  try { return readFileSync(path.join(root, file), 'utf8'); } catch { return undefined; }
};

/** The files that should be there: path -> text, or `undefined` for one that should not. */
export async function wantedFiles() {
  const wanted = new Map();
  const ids = ruleIds(root);
  wanted.set('server/src/core/rules/index.ts', rulesIndex(ids));
  wanted.set('server/src/core/ecosystems/index.ts', ecosystemsIndex(root));
  const rules = await loadRules(root, ids);
  for (const rule of rules) wanted.set(`docs/rules/${rule.id}.md`, publishedPage(rule));
  for (const stale of publishedIds().filter(id => !ids.includes(id))) wanted.set(`docs/rules/${stale}.md`, undefined);
  wanted.set('docs/rules.md', rulesPage(rules));
  // Others write their own keys of these two: they are read again right before they are written.
  const manifest = JSON.parse(read('package.json'));
  wanted.set('package.json', json(withRules(manifest, rules)));
  const texts = JSON.parse(read('package.nls.json') ?? '{}');
  const allTexts = { ...withoutRules(texts), ...descriptions(rules, texts) };
  wanted.set('package.nls.json', json(allTexts));
  wanted.set('docs/QUALITY.md', qualityPage(read));
  const readme = read('README.md');
  if (readme !== undefined) {
    const manifestNow = withRules(manifest, rules);
    wanted.set('README.md', fillMarkers(readme, { rules: () => ruleTable(rules, 'docs/rules/'), settings: () => settingTable(manifestNow, allTexts), commands: () => commandTable(manifestNow, allTexts) }));
  }
  return wanted;
}

function publishedIds() {
  try { return readdirSync(path.join(root, 'docs/rules')).filter(name => name.endsWith('.md')).map(name => name.replace(/\.md$/, '')); } catch { return []; }
}

function json(value) {
  return `${JSON.stringify(value, null, 2)}\n`;
}

function differences(wanted) {
  return [...wanted].filter(([file, text]) => read(file) !== text);
}

function summary(file, text) {
  const before = (read(file) ?? '').split('\n');
  if (text === undefined) return `${file}: should not be there`;
  const after = text.split('\n');
  const at = after.findIndex((line, index) => line !== before[index]);
  const line = at < 0 ? after.length : at;
  return `${file}: differs from line ${line + 1} on (${before.length - 1} lines, should be ${after.length - 1})\n  - ${before[line] ?? '(end)'}\n  + ${after[line] ?? '(end)'}`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const changed = differences(await wantedFiles());
  if (process.argv.includes('--check')) {
    for (const [file, text] of changed) console.error(summary(file, text));
    if (changed.length > 0) console.error(`${changed.length} generated file(s) out of date: run 'npm run generate'`);
    process.exit(changed.length > 0 ? 1 : 0);
  }
  for (const [file, text] of changed) {
    const target = path.join(root, file);
    if (text === undefined) rmSync(target);
    else {
      mkdirSync(path.dirname(target), { recursive: true });
      writeFileSync(target, text);
    }
    console.log(`${text === undefined ? 'removed' : 'wrote'} ${file}`);
  }
}
