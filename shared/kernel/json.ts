/** The most levels that a JSON text may have. The contract needs five, and code that walks thousands would overflow the stack. */
export const maximumJsonDepth = 32;

export class JsonTooDeep extends Error {
  override readonly name = "JsonTooDeep";
}

/** Parses JSON from outside in linear time (invariant 38). Throws JsonTooDeep, and SyntaxError if the text is not JSON. */
export const parseJson = (text: string): unknown => {
  if (isTooDeep(text)) throw new JsonTooDeep(`JSON of more than ${maximumJsonDepth} levels`);
  return JSON.parse(text);
};

/** Looks at each character once. Brackets outside strings open and close a level. */
const isTooDeep = (text: string): boolean => {
  let depth = 0;
  let isInString = false;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (isInString) {
      if (character === "\\") at += 1;
      else if (character === '"') isInString = false;
    } else if (character === '"') isInString = true;
    else if (character === "[" || character === "{") {
      depth += 1;
      if (depth > maximumJsonDepth) return true;
    } else if (character === "]" || character === "}") depth -= 1;
  }
  return false;
};

/** JSON with its members sorted by name, so that equal values give equal texts. */
export const canonicalJson = (value: unknown): string => JSON.stringify(value, sortedMembers) ?? "";

const sortedMembers = (_name: string, value: unknown): unknown =>
  typeof value === "object" && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value;
