import { beginningOf, holdsReplacement } from "../fit-text.ts";
import { maskNumbersIn } from "../masking.ts";
import { normalize } from "../numbers/normalize.ts";
import { type CsvRecord, csvReader } from "./csv-records.ts";
import { folded, isExactName, isNumberName } from "./known-columns.ts";
import { maximumLineLength, notText, type TextLine, textLines } from "./text-lines.ts";
import { UnreadableList } from "./unreadable-list.ts";

export interface Wanted {
  /** Which column holds what, as the request names them; `to` are the numbers. */
  columns: Readonly<Record<string, string>>;
  /** For national numbers. */
  country: string | null;
}

/** One row that is not blank; what cannot be read says why. */
export type Row = { line: number; text: string } & ({ cells: readonly string[] } | { reason: string });

export interface List {
  /** The names of the columns; null: the list has no header, and its first column holds the numbers. */
  names: readonly string[] | null;
  /** Where the numbers stand. */
  to: number;
  rows: AsyncIterable<Row[]>;
  /** Lets go of the file where the rows are not read to their end. */
  close: () => Promise<unknown>;
}

/** So many records, at most, tell in which column the numbers stand. */
const sampleRecords = 1_000;
const sampleLength = 256 * 1024;
/** A header with quoted newlines may run over so many lines, as a record may. */
const headerLines = 60;

/**
 * Opens a list in CSV: finds its delimiter, its header and the column of numbers, and reads its rows as a stream. Null: it holds nothing. Throws
 * UnreadableList where it is no such list, or where the column is not certain.
 */
export const openList = async (file: AsyncIterable<Uint8Array>, wanted: Wanted): Promise<List | null> => {
  const lines = textLines(file);
  try {
    const list = await openLines(lines, wanted);
    if (list) return { ...list, close: () => lines.return(undefined) };
  } catch (error) {
    await lines.return(undefined);
    throw error;
  }
  await lines.return(undefined);
  return null;
};

const openLines = async (lines: AsyncGenerator<TextLine[]>, wanted: Wanted): Promise<OpenList | null> => {
  const sample = await sampled(lines);
  const begin = sample.findIndex(({ text }) => text.trim() !== "");
  const first = sample[begin];
  if (!first) return null;
  if (first.number === 1 && isUnfit(first.text)) throw new UnreadableList(notText);
  const told = /^\s*"?sep=(.)"?\s*$/i.exec(first.text)?.[1];
  const body = sample.slice(told === undefined ? begin : begin + 1);
  const delimiter = told ?? delimiterOf(body.slice(0, headerLines), wanted);
  const reader = csvReader(delimiter);
  const records = [...reader.read(body)];
  const headerAt = records.findIndex((record) => !isBlank(record));
  const head = records[headerAt];
  // A short list that ends within quotes.
  if (!head) return openAll(reader.end(), wanted, lines, reader);
  return openAll(records.slice(headerAt), wanted, lines, reader);
};

type Reader = ReturnType<typeof csvReader>;
type OpenList = Omit<List, "close">;

const openAll = (
  records: readonly CsvRecord[],
  wanted: Wanted,
  lines: AsyncIterable<TextLine[]>,
  reader: Reader,
): OpenList | null => {
  const [head] = records;
  if (!head) return null;
  const header = (head.cells ?? []).map((cell) => cell.trim());
  const rows = records.slice(1);
  const to = numberColumn(header, rows, wanted);
  if (to !== null) return { names: header, to, rows: rowsOf({ lines, reader, records: rows, width: header.length }) };
  // A list of numbers alone needs no header.
  if (!isNumberLike(header[0] ?? "", wanted.country)) throw new UnreadableList(noColumn(header));
  return { names: null, to: 0, rows: rowsOf({ lines, reader, records, width: null }) };
};

/** Some lines from the beginning of a list. */
const sampled = async (lines: AsyncGenerator<TextLine[]>): Promise<TextLine[]> => {
  const sample: TextLine[] = [];
  let length = 0;
  while (sample.length < sampleRecords && length < sampleLength) {
    const { value, done } = await lines.next();
    if (done) break;
    for (const line of value) {
      sample.push(line);
      length += line.text.length;
    }
  }
  return sample;
};

const isBlank = ({ cells, text }: CsvRecord): boolean =>
  cells === null ? text.trim() === "" : cells.every((cell) => cell.trim() === "");

export const isUnfit = (text: string): boolean => text.includes("\0") || holdsReplacement(text);

const delimiters = [",", ";", "\t", "|"];

/** The one under which the first line names a column of numbers, or holds a number; else the one that it has most of, outside quotes. */
const delimiterOf = (lines: readonly TextLine[], wanted: Wanted): string => {
  const judged = delimiters.map((delimiter) => {
    const cells = firstCells(lines, delimiter);
    const isHeader = numberColumns(cells, wanted).length > 0;
    const worth = isHeader ? 2 : isNumberLike(cells[0] ?? "", wanted.country) ? 1 : 0;
    return { delimiter, rank: [worth, cells.length] as const };
  });
  return judged.reduce((best, one) =>
    one.rank[0] > best.rank[0] || (one.rank[0] === best.rank[0] && one.rank[1] > best.rank[1]) ? one : best,
  ).delimiter;
};

const firstCells = (lines: readonly TextLine[], delimiter: string): string[] => {
  const reader = csvReader(delimiter);
  for (const line of lines) {
    const record = reader.read([line]).find((one) => !isBlank(one));
    if (record) return (record.cells ?? []).map((cell) => cell.trim());
  }
  return (reader.end()[0]?.cells ?? []).map((cell) => cell.trim());
};

/** The columns that may hold the numbers, by their names: the one that is asked for, or `to`, or all that are known. */
const numberColumns = (header: readonly string[], { columns }: Wanted): number[] => {
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
  if (column === undefined) throw new UnreadableList(`The list has no column ${toldName(asked)}; ${itHas(header)}.`);
  if (another !== undefined) throw new UnreadableList(twice(header[column] ?? asked));
  return column;
};

export const twice = (name: string): string =>
  `The list has more than one column ${toldName(name)}: rename all but one of them.`;

/** Null: the first line names no column of numbers. */
const numberColumn = (header: readonly string[], rows: readonly CsvRecord[], wanted: Wanted): number | null => {
  const asked = askedColumn(wanted.columns, "to");
  if (asked !== undefined) return columnCalled(header, asked);
  const named = numberColumns(header, wanted);
  if (named.length < 2) return named[0] ?? null;
  if (columnsWhere(header, isExactName).length > 1) throw new UnreadableList(twice("to"));
  const filled = named.filter((column) => rows.some(({ cells }) => (cells?.[column] ?? "").trim() !== ""));
  const holding = filled.filter((column) => holdsNumbers(rows, column, wanted.country));
  const [column, another] = holding.length > 0 ? holding : filled;
  if (another === undefined) return column ?? named[0] ?? null;
  const found = (holding.length > 0 ? holding : filled).map((at) => header[at] ?? "");
  throw new UnreadableList(
    `Several columns may hold the numbers: ${toldNames(found)}. Name one, as in "columns": {"to": ${JSON.stringify(toldName(found[0] ?? ""))}}.`,
  );
};

/** At least half of what stands in a column. */
const holdsNumbers = (rows: readonly CsvRecord[], column: number, country: string | null): boolean => {
  const values = rows.flatMap(({ cells }) => cells?.[column]?.trim() || []);
  return values.filter((value) => isNumberLike(value, country)).length * 2 >= values.length && values.length > 0;
};

/** A valid number, or seven digits and more without a letter: as good as one, though its country is not known. */
const isNumberLike = (text: string, country: string | null): boolean =>
  text.length <= 64 &&
  ((/^[^\p{L}]+$/u.test(text) && (text.match(/\p{Nd}/gu)?.length ?? 0) >= 5) ||
    normalize(text, country).number !== null);

const noColumn = (header: readonly string[]): string =>
  `The first line names no column \`to\` (or phone, mobile, telephone …); ${itHas(header)}. Name the column of the numbers in \`columns\`.`;

const maximumTold = 20;

export const itHas = (header: readonly string[]): string => {
  const named = header.filter((name) => name !== "");
  return named.length === 0 ? "it names none" : `it has ${toldNames(named)}`;
};

export const toldNames = (names: readonly string[]): string =>
  `${names.slice(0, maximumTold).map(toldName).join(", ")}${names.length > maximumTold ? " …" : ""}`;

/** It stays with the batch for good: a number in it would outlive its erasure. */
const toldName = (name: string): string => maskNumbersIn(beginningOf(name.trim(), 40).replace(/\s+/g, " "));

interface Source {
  lines: AsyncIterable<TextLine[]>;
  reader: Reader;
  /** What was read to find the columns. */
  records: readonly CsvRecord[];
  /** How many columns the header names; null: there is none. */
  width: number | null;
}

async function* rowsOf({ lines, reader, records, width }: Source): AsyncGenerator<Row[]> {
  const rows = (some: readonly CsvRecord[]): Row[] =>
    some.filter((one) => !isBlank(one)).map((one) => rowOf(one, width));
  yield rows(records);
  for await (const some of lines) yield rows(reader.read(some));
  yield rows(reader.end());
}

const rowOf = ({ line, text, cells }: CsvRecord, width: number | null): Row => {
  const unfit = unreadable(text);
  if (unfit !== null) return { line, text, reason: unfit };
  if (cells === null) return { line, text, reason: "quote_not_closed" };
  // `+1…,Lee, Ann`: which cell is which, nobody knows.
  const isSurplus = width !== null && cells.slice(width).some((cell) => cell.trim() !== "");
  return isSurplus ? { line, text, reason: "too_many_cells" } : { line, text, cells };
};

/** Why a line of a list cannot be read; null: it can. */
export const unreadable = (text: string): string | null => {
  if (text.length > maximumLineLength) return "line_too_long";
  return isUnfit(text) ? "not_utf8" : null;
};
