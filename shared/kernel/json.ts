/** So many levels may a JSON text have. The contract needs five; thousands would overflow the stack of whoever walks the value. */
export const maximumJsonDepth = 32;

export class JsonTooDeep extends Error {
  override readonly name = "JsonTooDeep";
}

/** The value of a JSON text from outside, in linear time (invariant 38). Throws JsonTooDeep, and SyntaxError for what is no JSON. */
export const parseJson = (text: string): unknown => {
  if (isTooDeep(text)) throw new JsonTooDeep(`JSON of more than ${maximumJsonDepth} levels`);
  return JSON.parse(text);
};

/** Looks at each character once: brackets outside of strings open and close a level. */
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

/** JSON with members sorted by name, so that their order does not matter. */
export const canonicalJson = (value: unknown): string => JSON.stringify(value, sortedMembers) ?? "";

const sortedMembers = (_name: string, value: unknown): unknown =>
  typeof value === "object" && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value;
