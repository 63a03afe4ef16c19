/** A value as JSON on one line, with spaces and without quotes around names. */
export function valueText(value: unknown): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(valueText).join(", ")}]`;
  const members = Object.entries(value).map(([key, item]) => `${key}: ${valueText(item)}`);
  return members.length === 0 ? "{}" : `{ ${members.join(", ")} }`;
}
