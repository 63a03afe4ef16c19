import { hasReplacementCharacter } from "../kernel/characters.ts";
import { isNumberLike, noNumberColumn, numberColumn, type Wanted } from "./columns.ts";
import { type CsvRecord, csvReader, isBlank } from "./csv-records.ts";
import { delimiterOf } from "./delimiter.ts";
import { maximumLineLength, notText, type TextLine, textLines, UnreadableList } from "./text-lines.ts";

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
  if (!isNumberLike(header[0] ?? "", wanted.country)) throw new UnreadableList(noNumberColumn(header));
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

export const isUnfit = (text: string): boolean => text.includes("\0") || hasReplacementCharacter(text);

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
