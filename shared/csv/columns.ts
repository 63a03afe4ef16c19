import { beginningOf } from "../kernel/characters.ts";
import { normalize } from "../numbers/normalize.ts";
import { maskNumbersIn } from "../observability/masking.ts";
import type { CsvRecord } from "./csv-records.ts";
import { folded, isExactName, isNumberName } from "./known-columns.ts";
import { UnreadableList } from "./text-lines.ts";

export interface ListOptions {
  /** Column names from the request, by the value that each column holds. `to` names the column of the numbers. */
  columns: Readonly<Record<string, string>>;
  /** The country of numbers in national form. */
  country: string | null;
}

/** Returns the columns that may hold the numbers, judged by their names: the requested one, else `to`, else all known names. */
export const numberColumns = (header: readonly string[], { columns }: ListOptions): number[] => {
  const requested = requestedColumn(columns, "to");
  if (requested !== undefined) return columnsNamed(header, requested);
  const exact = columnsWhere(header, isExactName);
  return exact.length > 0 ? exact : columnsWhere(header, isNumberName);
};

export const columnsWhere = (header: readonly string[], fits: (name: string) => boolean): number[] =>
  header.flatMap((name, at) => (fits(name) ? [at] : []));

/** Compares the exact names first. If none is equal, ignores case and diacritics. */
const columnsNamed = (header: readonly string[], requested: string): number[] => {
  const exact = columnsWhere(header, (name) => name === requested.trim());
  return exact.length > 0
    ? exact
    : columnsWhere(header, (name) => folded(name) !== "" && folded(name) === folded(requested));
};

const requestedColumn = (columns: ListOptions["columns"], name: string): string | undefined =>
  Object.hasOwn(columns, name) ? columns[name] : undefined;

/** Returns the position of the column that a request names. Throws UnreadableList if the list has no such column, or several. */
export const columnNamed = (header: readonly string[], requested: string): number => {
  const [column, another] = columnsNamed(header, requested);
  if (column === undefined)
    throw new UnreadableList(`The list has no column ${displayName(requested)}; ${foundColumns(header)}.`);
  if (another !== undefined) throw new UnreadableList(duplicateColumn(header[column] ?? requested));
  return column;
};

export const duplicateColumn = (name: string): string =>
  `The list has more than one column ${displayName(name)}: rename all but one of them.`;

/** Returns the position of the column of numbers. Null: the first line names no such column. Throws UnreadableList if several may be it. */
export const numberColumn = (
  header: readonly string[],
  rows: readonly CsvRecord[],
  options: ListOptions,
): number | null => {
  const requested = requestedColumn(options.columns, "to");
  if (requested !== undefined) return columnNamed(header, requested);
  const named = numberColumns(header, options);
  if (named.length < 2) return named[0] ?? null;
  if (columnsWhere(header, isExactName).length > 1) throw new UnreadableList(duplicateColumn("to"));
  const filled = named.filter((column) => rows.some(({ cells }) => (cells?.[column] ?? "").trim() !== ""));
  const holding = filled.filter((column) => holdsNumbers(rows, column, options.country));
  const [column, another] = holding.length > 0 ? holding : filled;
  if (another === undefined) return column ?? named[0] ?? null;
  const found = (holding.length > 0 ? holding : filled).map((at) => header[at] ?? "");
  const example = `"columns": {"to": ${JSON.stringify(displayName(found[0] ?? ""))}}`;
  throw new UnreadableList(
    `Several columns may hold the numbers: ${displayNames(found)}. Name one of them, for example ${example}.`,
  );
};

/** True if at least half of the filled cells in the column look like phone numbers. */
const holdsNumbers = (rows: readonly CsvRecord[], column: number, country: string | null): boolean => {
  const values = rows.flatMap(({ cells }) => cells?.[column]?.trim() || []);
  return values.filter((value) => isNumberLike(value, country)).length * 2 >= values.length && values.length > 0;
};

/** True for a valid number, and for five or more digits without a letter, because the hub may not know the country of the number. */
export const isNumberLike = (text: string, country: string | null): boolean =>
  text.length <= 64 &&
  ((/^[^\p{L}]+$/u.test(text) && (text.match(/\p{Nd}/gu)?.length ?? 0) >= 5) ||
    normalize(text, country).number !== null);

export const noNumberColumn = (header: readonly string[]): string =>
  `The first line names no column \`to\` (or phone, mobile, telephone …); ${foundColumns(header)}. ` +
  "Name the column of the numbers in `columns`.";

const maximumShown = 20;

export const foundColumns = (header: readonly string[]): string => {
  const named = header.filter((name) => name !== "");
  return named.length === 0 ? "it names none" : `it has ${displayNames(named)}`;
};

export const displayNames = (names: readonly string[]): string =>
  `${names.slice(0, maximumShown).map(displayName).join(", ")}${names.length > maximumShown ? " …" : ""}`;

/** Masks numbers in a column's name, because the batch keeps the error text for good, even if the number is erased. */
const displayName = (name: string): string => maskNumbersIn(beginningOf(name.trim(), 40).replace(/\s+/g, " "));
