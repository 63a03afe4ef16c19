import { e164Pattern } from "../api/common.ts";

/**
 * A cell of a CSV file that we write. A spreadsheet runs what begins with one of these signs as a formula, so it gets an apostrophe before it; a
 * number in E.164 is no formula and stays as it is, or nobody could read the file back.
 */
export const csvCell = (value: string | number | null | undefined): string => {
  const text = String(value ?? "");
  const safe = /^[=+\-@\t\r\n]/.test(text) && !e164Pattern.test(text) ? `'${text}` : text;
  return /[",;\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};
