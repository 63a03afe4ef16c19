/** JSON with members sorted by name, so that their order does not matter. */
export const canonicalJson = (value: unknown): string => JSON.stringify(value, sortedMembers) ?? "";

const sortedMembers = (_name: string, value: unknown): unknown =>
  typeof value === "object" && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value;
