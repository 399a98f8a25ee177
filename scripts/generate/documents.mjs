// Markdown that is generated: published rule pages and tables.

/** The one sentence under a page's title. */
export function summaryOf(page) {
  const line = page.split('\n').find((text, index) => index > 0 && text.trim() !== '');
  return (line ?? '').trim();
}

/** What a rule is set to when nobody says otherwise. */
export function levelOf(rule) {
  return rule.offByDefault ? 'off' : rule.severity;
}

/** A rule's page for readers: without its cases and without the marks of the test harness. */
export function publishedPage(rule) {
  const [above] = rule.page.split(/^## Cases\s*$/m);
  const [title, ...rest] = above.trimEnd().split('\n');
  const facts = `*${rule.category} · ${levelOf(rule)} by default · ${fixWords[rule.fix]} · since ${rule.since}*`;
  return [title, '', facts, ...withoutMarks(rest), ''].join('\n');
}

const fixWords = { none: 'no automatic fix', safe: 'safe automatic fix', unsafe: 'automatic fix that needs a look' };

function withoutMarks(lines) {
  let block = false;
  let hidden = false;
  return lines.flatMap(line => {
    if (line.startsWith('```')) {
      const options = !block && /^```\w*\s+options\b/.test(line);
      const end = block && hidden;
      block = !block;
      hidden = options;
      if (options || end) return [];
      return block ? [...captionOf(line), line.replace(/^(```\w*)\s.*$/, '$1')] : [line];
    }
    if (block && hidden) return [];
    if (block && /^\s*\^+(\.\.\.)?\s+[a-z][a-z0-9-]*(:.*)?$/.test(line)) return [];
    return [block ? line.replaceAll('<|>', '').replaceAll('[|', '').replaceAll('|]', '') : line];
  });
}

/** A table of all rules; links go to `<folder><id>.md`. */
export function ruleTable(rules, folder) {
  return table(['Rule', 'What it finds', 'Default', 'Fix'], rules.map(rule => [`[${rule.id}](${folder}${rule.id}.md)`, summaryOf(rule.page), levelOf(rule), rule.fix === 'none' ? '' : rule.fix]));
}

export function rulesPage(rules) {
  return ['# Rules', '', 'Every rule can be set to `off`, `hint`, `information` or `warning` by `layerwise.rules`, and silenced by a comment:', '`# layerwise ignore=<rule>` above an instruction, or `# layerwise ignore-file=<rule>` anywhere in the file.', '', ruleTable(rules, 'rules/'), '',
    '## Beside other tools', '', 'These rules say the same of the same lines as a check of another tool. Where that tool runs too, name it in `layerwise.otherTools`,',
    'or with `--other-tools` on the command line: then they are silent, unless `layerwise.rules` sets their level.', '', otherToolsTable(rules), ''].join('\n');
}

/** Which rules repeat what other tools find. */
function otherToolsTable(rules) {
  const same = rules.filter(rule => rule.sameAs);
  return table(['Rule', 'hadolint', 'BuildKit check'], same.map(rule => [`[${rule.id}](rules/${rule.id}.md)`, (rule.sameAs.hadolint ?? []).join(', '), (rule.sameAs.buildkit ?? []).join(', ')]));
}

/** A table of the settings that the manifest contributes, by name. */
export function settingTable(manifest, texts) {
  const sections = [manifest.contributes?.configuration ?? []].flat();
  const settings = sections.flatMap(section => Object.entries(section.properties ?? {})).sort(([a], [b]) => (a < b ? -1 : 1));
  return table(['Setting', 'Default', 'Meaning'], settings.map(([name, setting]) => [`\`${name}\``, `\`${JSON.stringify(setting.default ?? null)}\``, localised(setting.markdownDescription ?? setting.description ?? '', texts)]));
}

/** A table of the commands that the manifest contributes, by title. */
export function commandTable(manifest, texts) {
  const commands = [...(manifest.contributes?.commands ?? [])].sort((a, b) => (a.command < b.command ? -1 : 1));
  const keys = new Map((manifest.contributes?.keybindings ?? []).map(binding => [binding.command, binding.key]));
  return table(['Command', 'Id', 'Key'], commands.map(command => [`${localised(command.category ?? '', texts)}: ${localised(command.title, texts)}`.replace(/^: /, ''), `\`${command.command}\``, keys.has(command.command) ? `\`${keys.get(command.command)}\`` : '']));
}

function localised(text, texts) {
  const value = text.replace(/^%(.+)%$/, (whole, name) => texts[name] ?? whole);
  return typeof value === 'string' ? value : String(value);
}

/** A table in Markdown. */
export function table(head, rows) {
  const line = cells => `| ${cells.map(cell => String(cell).replaceAll('|', '\\|').replace(/\s*\n\s*/g, ' ')).join(' | ')} |`;
  return [line(head), `|${head.map(() => '---').join('|')}|`, ...rows.map(line)].join('\n');
}

/** Replaces what stands between `<!-- generated:<name> -->` and `<!-- /generated -->`. */
export function fillMarkers(text, makers) {
  return text.replace(/(<!-- generated:(\w+) -->\n)[\s\S]*?(<!-- \/generated -->)/g, (whole, open, name, close) => {
    if (!makers[name]) throw new Error(`README.md: don't know how to generate '${name}'`);
    return `${open}${makers[name]()}\n${close}`;
  });
}

/** What the words behind a fence say, for readers: which file a block is, and that it is the result of the fix. */
function captionOf(fence) {
  const file = /\bfile=(\S+)/.exec(fence)?.[1];
  if (/^```\w*\s+after\b/.test(fence)) return [file === undefined ? 'After the fix:' : `\`${file}\` after the fix:`, ''];
  return file === undefined ? [] : [`\`${file}\`:`, ''];
}
