import { e164Pattern } from "../api/common.ts";
import { maximumLineLength, type TextLine } from "./text-lines.ts";

export interface CsvRecord {
  /** The number of the record's first line. */
  line: number;
  /** Null: a quote is never closed. */
  cells: string[] | null;
  text: string;
}

/** The most lines of one quoted cell. A quote that stays open for longer was opened by mistake. */
const maximumLines = 50;

/**
 * Reads the records of a CSV file (RFC 4180). Quoted cells may hold delimiters, doubled quotes and newlines. A quote within an unquoted
 * cell is an ordinary character, and a cell with text after its closing quote keeps its quotes. If a quote is never closed, most parsers
 * give up the rest of the file; this one loses only the line of that quote. It reads no line more than fifty times (invariant 38). `read`
 * returns the records that end in its lines.
 */
export const csvReader = (delimiter: string) => {
  let open = newRecord();
  const readOne = function* (first: TextLine): Generator<CsvRecord> {
    const unread = [first];
    for (let line = unread.shift(); line; line = unread.shift()) {
      const state = addLine(open, line, delimiter);
      if (state === "open" && open.lines.length < maximumLines && open.length <= maximumLineLength) continue;
      if (state !== "closed") {
        unread.unshift(...(yield* giveUp()));
        continue;
      }
      yield { ...placeOf(open), cells: open.cells };
      open = newRecord();
    }
  };
  /** No quote closes the record: yields its first line as unreadable, and returns the other lines to be read again. */
  const giveUp = function* (): Generator<CsvRecord, TextLine[]> {
    const [first, ...others] = open.lines;
    open = newRecord();
    if (first) yield { line: first.number, cells: null, text: first.text };
    return others;
  };
  const giveUpAll = function* (): Generator<CsvRecord> {
    while (open.lines.length > 0) for (const line of yield* giveUp()) yield* readOne(line);
  };
  return {
    read: (lines: readonly TextLine[]): CsvRecord[] => {
      const records: CsvRecord[] = [];
      for (const line of lines) for (const record of readOne(line)) records.push(record);
      return records;
    },
    /** Returns the remaining records at the end of the file. */
    end: (): CsvRecord[] => [...giveUpAll()],
  };
};

/** A record that the reader has not read completely. */
interface OpenRecord {
  lines: TextLine[];
  length: number;
  cells: string[];
  /** The lines of the open quoted cell. Null: no quote is open. */
  quoted: string[] | null;
}

const newRecord = (): OpenRecord => ({ lines: [], length: 0, cells: [], quoted: null });

const placeOf = ({ lines }: OpenRecord) => ({
  line: lines[0]?.number ?? 0,
  text: lines.map(({ text }) => text).join("\n"),
});

/** `open`: the next line may close its quote. `broken`: no line can. */
type State = "closed" | "open" | "broken";

const addLine = (record: OpenRecord, line: TextLine, delimiter: string): State => {
  record.lines.push(line);
  const { text } = line;
  record.length += text.length + 1;
  if (record.quoted === null) {
    if (text.includes('"')) return readCells(record, text, 0, delimiter);
    record.cells = text.split(delimiter);
    return "closed";
  }
  const end = closingQuote(text, 0);
  if (end === -1) {
    record.quoted.push(text);
    return "open";
  }
  const { after, next } = afterQuote(text, end, delimiter);
  // Otherwise two stray quotes would swallow the lines between them.
  if (after.trim() !== "") return "broken";
  record.cells.push(unquoted([...record.quoted, text.slice(0, end)].join("\n")));
  record.quoted = null;
  return next === -1 ? "closed" : readCells(record, text, next + 1, delimiter);
};

/** Reads the cells of a line from position `from`, where a cell begins. */
const readCells = (record: OpenRecord, text: string, from: number, delimiter: string): State => {
  // If tabs delimit, a tab before a quote ends an empty cell.
  const blanks = delimiter === "\t" ? /^ *(?=")/ : /^[ \t]*(?=")/;
  for (let at = from; ; ) {
    const start = at + (blanks.exec(text.slice(at, at + 64))?.[0].length ?? 0);
    const isQuoted = text[start] === '"';
    const end = isQuoted ? closingQuote(text, start + 1) : at;
    if (end === -1) {
      record.quoted = [text.slice(start + 1)];
      return "open";
    }
    const { cell, next } = isQuoted ? quotedCell(text, start, end, delimiter) : plainCell(text, at, delimiter);
    record.cells.push(cell);
    if (next === -1) return "closed";
    at = next + 1;
  }
};

const afterQuote = (text: string, end: number, delimiter: string) => {
  const next = text.indexOf(delimiter, end + 1);
  return { next, after: text.slice(end + 1, next === -1 ? undefined : next) };
};

/** The quotes of `"Bob" Smith` are not quotes of CSV. Without them, two parts of a cell could join into a wrong number. */
const quotedCell = (text: string, start: number, end: number, delimiter: string) => {
  const { next, after } = afterQuote(text, end, delimiter);
  if (after.trim() !== "") return { next, cell: text.slice(start, next === -1 ? undefined : next) };
  return { next, cell: unquoted(text.slice(start + 1, end)) };
};

const plainCell = (text: string, start: number, delimiter: string) => {
  const next = text.indexOf(delimiter, start);
  return { next, cell: text.slice(start, next === -1 ? undefined : next) };
};

const unquoted = (text: string): string => text.replaceAll('""', '"');

const closingQuote = (text: string, from: number): number => {
  for (let at = text.indexOf('"', from); at !== -1; at = text.indexOf('"', at + 2)) if (text[at + 1] !== '"') return at;
  return -1;
};

/**
 * Writes one cell of a CSV file. A spreadsheet runs a text that begins with one of these signs as a formula, so the cell gets an apostrophe
 * before it. A number in E.164 is not a formula and stays unchanged, so that the hub can read the file again.
 */
export const csvCell = (value: string | number | null | undefined): string => {
  const text = String(value ?? "");
  const safe = /^[=+\-@\t\r\n]/.test(text) && !e164Pattern.test(text) ? `'${text}` : text;
  return /[",;\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

export const isBlank = ({ cells, text }: CsvRecord): boolean =>
  cells === null ? text.trim() === "" : cells.every((cell) => cell.trim() === "");
