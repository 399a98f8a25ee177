// Plain lists and maps at the top level of a YAML file, as settings of package managers have them. Anything unusual is
// `unreadable`: this is no YAML reader.

type Items = readonly string[] | 'unreadable' | undefined;

/** The items of a list of plain or quoted words (`key: [a, b]` or one below the other); `undefined` when there is none. */
export function yamlList(text: string, key: string): Items {
  return itemsOf(text, key, /^\s*-\s+(?:"([^"]*)"|'([^']*)'|([^\s"'#[\]{}&*!|>][^#]*?))\s*(?:#.*)?$/);
}

/** The values of a map from names to plain or quoted words; `undefined` when there is none. */
export function yamlValues(text: string, key: string): Items {
  return itemsOf(text, key, /^\s+(?:"[^"]*"|'[^']*'|[^\s"'#[\]{}&*!|>][^#]*?)\s*:\s+(?:"([^"]*)"|'([^']*)'|([^\s"'#[\]{}&*!|>][^#]*?))\s*(?:#.*)?$/);
}

function itemsOf(text: string, key: string, item: RegExp): Items {
  const lines = text.split(/\r?\n/);
  const start = lines.findIndex(line => new RegExp(`^["']?${key}["']?\\s*:`).test(line));
  if (start < 0) return undefined;
  const inline = lines[start]?.replace(/^[^:]*:\s*/, '').replace(/\s+#.*$|^#.*$/, '').trim() ?? '';
  if (inline !== '') return flowItems(inline);
  const items: string[] = [];
  for (const line of lines.slice(start + 1)) {
    if (/^\s*(#.*)?$/.test(line)) continue;
    if (/^[^\s-]/.test(line)) break;
    const match = item.exec(line);
    if (!match) return 'unreadable';
    items.push(match[1] ?? match[2] ?? match[3] ?? '');
  }
  return items;
}

/** `[a, 'b']`; a map in that form is not read. */
function flowItems(text: string): Items {
  const inside = /^\[([^[\]{}&|>]*)\]$/.exec(text)?.[1];
  if (inside === undefined) return text === '{}' ? [] : 'unreadable';
  const items = inside.split(',').map(item => item.trim()).filter(item => item !== '');
  return items.some(item => item.startsWith('*')) ? 'unreadable' : items.map(item => item.replace(/^(["'])(.*)\1$/, '$2'));
}
