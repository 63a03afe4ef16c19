import { beginningOf } from "../kernel/characters.ts";
import { normalize } from "../numbers/normalize.ts";
import { maskNumbersIn } from "../observability/masking.ts";
import type { CsvRecord } from "./csv-records.ts";
import { folded, isExactName, isNumberName } from "./known-columns.ts";
import { UnreadableList } from "./text-lines.ts";

export interface Wanted {
  /** Which column holds what, as the request names them; `to` are the numbers. */
  columns: Readonly<Record<string, string>>;
  /** For national numbers. */
  country: string | null;
}

/** The columns that may hold the numbers, by their names: the one that is asked for, or `to`, or all that are known. */
export const numberColumns = (header: readonly string[], { columns }: Wanted): number[] => {
  const asked = askedColumn(columns, "to");
  if (asked !== undefined) return columnsCalled(header, asked);
  const exact = columnsWhere(header, isExactName);
  return exact.length > 0 ? exact : columnsWhere(header, isNumberName);
};

export const columnsWhere = (header: readonly string[], fits: (name: string) => boolean): number[] =>
  header.flatMap((name, at) => (fits(name) ? [at] : []));

/** As it is written; where no column is called so, without case and diacritics. */
const columnsCalled = (header: readonly string[], asked: string): number[] => {
  const exact = columnsWhere(header, (name) => name === asked.trim());
  return exact.length > 0
    ? exact
    : columnsWhere(header, (name) => folded(name) !== "" && folded(name) === folded(asked));
};

const askedColumn = (columns: Wanted["columns"], name: string): string | undefined =>
  Object.hasOwn(columns, name) ? columns[name] : undefined;

/** Where a column stands that a request names. Throws UnreadableList where there is none, or more than one. */
export const columnCalled = (header: readonly string[], asked: string): number => {
  const [column, another] = columnsCalled(header, asked);
  if (column === undefined)
    throw new UnreadableList(`The list has no column ${displayName(asked)}; ${foundColumns(header)}.`);
  if (another !== undefined) throw new UnreadableList(duplicateColumn(header[column] ?? asked));
  return column;
};

export const duplicateColumn = (name: string): string =>
  `The list has more than one column ${displayName(name)}: rename all but one of them.`;

/** Null: the first line names no column of numbers. */
export const numberColumn = (header: readonly string[], rows: readonly CsvRecord[], wanted: Wanted): number | null => {
  const asked = askedColumn(wanted.columns, "to");
  if (asked !== undefined) return columnCalled(header, asked);
  const named = numberColumns(header, wanted);
  if (named.length < 2) return named[0] ?? null;
  if (columnsWhere(header, isExactName).length > 1) throw new UnreadableList(duplicateColumn("to"));
  const filled = named.filter((column) => rows.some(({ cells }) => (cells?.[column] ?? "").trim() !== ""));
  const holding = filled.filter((column) => holdsNumbers(rows, column, wanted.country));
  const [column, another] = holding.length > 0 ? holding : filled;
  if (another === undefined) return column ?? named[0] ?? null;
  const found = (holding.length > 0 ? holding : filled).map((at) => header[at] ?? "");
  throw new UnreadableList(
    `Several columns may hold the numbers: ${displayNames(found)}. Name one, as in "columns": {"to": ${JSON.stringify(displayName(found[0] ?? ""))}}.`,
  );
};

/** Whether at least half of a column's filled cells look like phone numbers. */
const holdsNumbers = (rows: readonly CsvRecord[], column: number, country: string | null): boolean => {
  const values = rows.flatMap(({ cells }) => cells?.[column]?.trim() || []);
  return values.filter((value) => isNumberLike(value, country)).length * 2 >= values.length && values.length > 0;
};

/** A valid number, or five digits and more without a letter: the country of such a number may not be known. */
export const isNumberLike = (text: string, country: string | null): boolean =>
  text.length <= 64 &&
  ((/^[^\p{L}]+$/u.test(text) && (text.match(/\p{Nd}/gu)?.length ?? 0) >= 5) ||
    normalize(text, country).number !== null);

export const noNumberColumn = (header: readonly string[]): string =>
  `The first line names no column \`to\` (or phone, mobile, telephone …); ${foundColumns(header)}. Name the column of the numbers in \`columns\`.`;

const maximumTold = 20;

export const foundColumns = (header: readonly string[]): string => {
  const named = header.filter((name) => name !== "");
  return named.length === 0 ? "it names none" : `it has ${displayNames(named)}`;
};

export const displayNames = (names: readonly string[]): string =>
  `${names.slice(0, maximumTold).map(displayName).join(", ")}${names.length > maximumTold ? " …" : ""}`;

/** It stays with the batch for good: a number in it would outlive its erasure. */
const displayName = (name: string): string => maskNumbersIn(beginningOf(name.trim(), 40).replace(/\s+/g, " "));
