export type XmlElement = { name: string; attributes: Record<string, string>; children: (XmlElement | string)[] };

/** Parses the XML that TwiML uses: elements, attributes, text, CDATA, comments, the five entities and numeric ones. Throws SyntaxError. */
export function parseXml(source: string): XmlElement {
  const root: XmlElement = { name: "", attributes: {}, children: [] };
  const open = [root];
  const token =
    /<!--[\s\S]*?-->|<\?[\s\S]*?\?>|<!\[CDATA\[([\s\S]*?)\]\]>|<\/\s*([\w:-]+)\s*>|<([\w:-]+)((?:\s+[\w:-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>|([^<]+)/y;
  while (token.lastIndex < source.length) {
    const at = token.lastIndex;
    const found = token.exec(source);
    if (found === null) throw new SyntaxError(`no XML at character ${at}`);
    const [, data, closing, opening, attributes = "", selfClosing, text] = found;
    const parent = open.at(-1) ?? root;
    if (data !== undefined) parent.children.push(data);
    else if (text !== undefined) parent.children.push(decoded(text));
    else if (closing !== undefined) {
      if (open.length === 1 || parent.name !== closing) throw new SyntaxError(`</${closing}> closes nothing`);
      open.pop();
    } else if (opening !== undefined) {
      const element = { name: opening, attributes: attributesIn(attributes), children: [] };
      parent.children.push(element);
      if (!selfClosing) open.push(element);
    }
  }
  if (open.length > 1) throw new SyntaxError(`<${open.at(-1)?.name}> is not closed`);
  return rootElement(root);
}

export function textOf(element: XmlElement): string {
  return element.children.map((child) => (typeof child === "string" ? child : textOf(child))).join("");
}

export function elementsIn(element: XmlElement): XmlElement[] {
  return element.children.filter((child) => typeof child !== "string");
}

function rootElement(root: XmlElement): XmlElement {
  const [only, ...more] = elementsIn(root);
  const hasText = root.children.some((child) => typeof child === "string" && child.trim() !== "");
  if (only === undefined || more.length > 0 || hasText)
    throw new SyntaxError("a document has exactly one root element");
  return only;
}

function attributesIn(source: string): Record<string, string> {
  const attributes: Record<string, string> = {};
  for (const [, name = "", double, single] of source.matchAll(/([\w:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g)) {
    attributes[name] = decoded(double ?? single ?? "");
  }
  return attributes;
}

const entities: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

function decoded(text: string): string {
  return text.replaceAll(/&(#x[0-9a-fA-F]+|#\d+|\w+)?;?/g, (whole, name: string | undefined) => {
    const character = name === undefined || !whole.endsWith(";") ? undefined : characterOf(name);
    if (character === undefined) throw new SyntaxError(`${whole} is not an entity`);
    return character;
  });
}

function characterOf(name: string): string | undefined {
  if (!name.startsWith("#")) return entities[name];
  const code = name.startsWith("#x") ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
  return code <= 0x10ffff ? String.fromCodePoint(code) : undefined;
}
