/** Beyond so many digits a number of JSON may be another one than was written, and nobody can tell any more. */
const maximumDigits = 15;

/**
 * The text of a variable's value: a number and a truth value as JSON writes them. Null: it is neither, or a number that is not certainly
 * kept as it was written (-0, 1e21, seventeen digits).
 */
export const textOfVariable = (value: unknown): string | null => {
  if (typeof value === "string") return value;
  if (typeof value === "boolean") return String(value);
  if (typeof value !== "number" || Object.is(value, -0)) return null;
  const text = String(value);
  if (Number.isSafeInteger(value)) return text;
  return /^-?\d+\.\d+$/.test(text) && text.replace(/\D/g, "").length <= maximumDigits ? text : null;
};
