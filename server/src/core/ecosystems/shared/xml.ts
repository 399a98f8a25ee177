// Reads XML as project files have it: elements, attributes, text, comments and CDATA. Anything unusual (a document type,
// entities of its own, tags that do not match) makes a text unreadable; nothing is guessed.

export interface XmlElement {
  /** Without the prefix of a namespace. */
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
  /** Its own text, without that of its children. */
  readonly text: string;
}

interface OpenElement extends XmlElement {
  readonly children: XmlElement[];
  text: string;
}

const tokens = /<!--[\s\S]*?-->|<\?[\s\S]*?\?>|<!\[CDATA\[([\s\S]*?)\]\]>|<(\/?)([\w:.-]+)((?:\s+[\w:.-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>|([^<]+)/y;
const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/** The root element; `undefined` for a text that this does not understand. */
export function readXml(text: string): XmlElement | undefined {
  const root: OpenElement = { name: '', attributes: new Map(), children: [], text: '' };
  const open: OpenElement[] = [root];
  const source = text.trim();
  tokens.lastIndex = 0;
  while (tokens.lastIndex < source.length) {
    const match = tokens.exec(source);
    const parent = open[open.length - 1];
    if (!match || !parent) return undefined;
    const [, data, slash, name, written = '', closed, plain] = match;
    if (data !== undefined) parent.text += data;
    else if (plain !== undefined) {
      const decoded = decode(plain);
      if (decoded === undefined) return undefined;
      parent.text += decoded;
    } else if (name !== undefined && slash === '/') {
      if (open.length === 1 || parent.name !== localName(name)) return undefined;
      open.pop();
    } else if (name !== undefined) {
      const attributes = attributesOf(written);
      if (!attributes || open.length > 100) return undefined;
      const element: OpenElement = { name: localName(name), attributes, children: [], text: '' };
      parent.children.push(element);
      if (closed !== '/') open.push(element);
    }
  }
  return open.length === 1 && root.children.length === 1 && root.text.trim() === '' ? root.children[0] : undefined;
}

/** All elements of a name, wherever they are. */
export function allNamed(element: XmlElement, name: string): readonly XmlElement[] {
  return [...(element.name === name ? [element] : []), ...element.children.flatMap(child => allNamed(child, name))];
}

/** The trimmed text of a child; `undefined` when there is no such child. */
export function textOf(element: XmlElement | undefined, name: string): string | undefined {
  return element?.children.find(child => child.name === name)?.text.trim();
}

function attributesOf(written: string): ReadonlyMap<string, string> | undefined {
  const attributes = new Map<string, string>();
  for (const [, name = '', double, single] of written.matchAll(/([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g)) {
    const value = decode(double ?? single ?? '');
    if (value === undefined) return undefined;
    attributes.set(localName(name), value);
  }
  return attributes;
}

function decode(text: string): string | undefined {
  const parts = text.split(/&([^;&]*;?)/);
  let decoded = '';
  for (const [at, part] of parts.entries()) {
    const value = at % 2 === 0 ? part : entityOf(part);
    if (value === undefined) return undefined;
    decoded += value;
  }
  return decoded;
}

/** `amp;` or `#38;` -> `&` */
function entityOf(written: string): string | undefined {
  const [, hex, decimal, name] = /^(?:#x([\da-f]{1,6})|#(\d{1,7})|(\w+));$/i.exec(written) ?? [];
  if (name !== undefined) return Object.hasOwn(entities, name) ? entities[name] : undefined;
  const code = hex !== undefined ? Number.parseInt(hex, 16) : decimal !== undefined ? Number(decimal) : undefined;
  return code !== undefined && code <= 0x10ffff ? String.fromCodePoint(code) : undefined;
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}
