import { hasReplacementCharacter } from "../kernel/characters.ts";
import { isNumberLike, type ListOptions, noNumberColumn, numberColumn } from "./columns.ts";
import { type CsvRecord, csvReader, isBlank } from "./csv-records.ts";
import { delimiterOf } from "./delimiter.ts";
import { maximumLineLength, notText, type TextLine, textLines, UnreadableList } from "./text-lines.ts";

/** One row that is not blank. An unreadable row has a reason instead of cells. */
export type Row = { line: number; text: string } & ({ cells: readonly string[] } | { reason: string });

export interface List {
  /** The names of the columns. Null: the list has no header, and its first column holds the numbers. */
  names: readonly string[] | null;
  /** The position of the column of numbers. */
  to: number;
  rows: AsyncIterable<Row[]>;
  /** Closes the file. Call it if you do not read all rows. */
  close: () => Promise<unknown>;
}

/** The most records that the hub reads to find the column of numbers. */
const sampleRecords = 1_000;
const sampleLength = 256 * 1024;
/** The most lines that a header can have. Its quoted cells can hold newlines. */
const headerLines = 60;

/**
 * Opens a list in CSV: finds its delimiter, its header and the column of numbers, and reads its rows as a stream. Null: the list is empty.
 * Throws UnreadableList if the file is not such a list, or if the column is not certain.
 */
export const openList = async (file: AsyncIterable<Uint8Array>, options: ListOptions): Promise<List | null> => {
  const lines = textLines(file);
  try {
    const list = await openLines(lines, options);
    if (list) return { ...list, close: () => lines.return(undefined) };
  } catch (error) {
    await lines.return(undefined);
    throw error;
  }
  await lines.return(undefined);
  return null;
};

const openLines = async (lines: AsyncGenerator<TextLine[]>, options: ListOptions): Promise<OpenList | null> => {
  const sample = await sampled(lines);
  const begin = sample.findIndex(({ text }) => text.trim() !== "");
  const first = sample[begin];
  if (!first) return null;
  if (first.number === 1 && isUnfit(first.text)) throw new UnreadableList(notText);
  const declared = /^\s*"?sep=(.)"?\s*$/i.exec(first.text)?.[1];
  const body = sample.slice(declared === undefined ? begin : begin + 1);
  const delimiter = declared ?? delimiterOf(body.slice(0, headerLines), options);
  const reader = csvReader(delimiter);
  const records = [...reader.read(body)];
  const headerAt = records.findIndex((record) => !isBlank(record));
  const head = records[headerAt];
  // A short list can end within quotes.
  if (!head) return openAll(reader.end(), options, lines, reader);
  return openAll(records.slice(headerAt), options, lines, reader);
};

type Reader = ReturnType<typeof csvReader>;
type OpenList = Omit<List, "close">;

const openAll = (
  records: readonly CsvRecord[],
  options: ListOptions,
  lines: AsyncIterable<TextLine[]>,
  reader: Reader,
): OpenList | null => {
  const [head] = records;
  if (!head) return null;
  const header = (head.cells ?? []).map((cell) => cell.trim());
  const rows = records.slice(1);
  const to = numberColumn(header, rows, options);
  if (to !== null) return { names: header, to, rows: rowsOf({ lines, reader, records: rows, width: header.length }) };
  // A list of numbers only needs no header.
  if (!isNumberLike(header[0] ?? "", options.country)) throw new UnreadableList(noNumberColumn(header));
  return { names: null, to: 0, rows: rowsOf({ lines, reader, records, width: null }) };
};

/** Reads some lines from the beginning of a list. */
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
  /** The records that were read to find the columns. */
  records: readonly CsvRecord[];
  /** The number of columns in the header. Null: the list has no header. */
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
  // In `+1…,Lee, Ann`, nobody knows which cell belongs to which column.
  const isSurplus = width !== null && cells.slice(width).some((cell) => cell.trim() !== "");
  return isSurplus ? { line, text, reason: "too_many_cells" } : { line, text, cells };
};

/** The reason why a line of a list is unreadable, or null. */
export const unreadable = (text: string): string | null => {
  if (text.length > maximumLineLength) return "line_too_long";
  return isUnfit(text) ? "not_utf8" : null;
};
