import { e164Pattern } from "../api/common.ts";
import { maximumLineLength, type TextLine } from "./text-lines.ts";

export interface CsvRecord {
  /** Of its first line. */
  line: number;
  /** Null: a quote is opened and not closed. */
  cells: string[] | null;
  text: string;
}

/** A quoted cell may run over so many lines; a quote that is open for longer was opened by mistake. */
const maximumLines = 50;

/**
 * The records of a CSV file (RFC 4180): quoted cells may hold delimiters, doubled quotes and newlines; a quote within an unquoted cell is
 * itself, and so is a cell that goes on after its closing quote. Parsers give up on the rest of a file where a quote is never closed; here
 * that costs its own line and nothing else. A line is read fifty times at most, however the quotes stand (invariant 38). `read` returns the
 * records that its lines end.
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
  /** Nothing closes it: its first line is lost, and the others are to be read for what they are by themselves. */
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
    /** What is left where the file ends. */
    end: (): CsvRecord[] => [...giveUpAll()],
  };
};

/** A record as far as it was read. */
interface OpenRecord {
  lines: TextLine[];
  length: number;
  cells: string[];
  /** The lines of the quoted cell that is open; null: none is. */
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
  // Two quotes that were opened by mistake would swallow the lines between them.
  if (after.trim() !== "") return "broken";
  record.cells.push(unquoted([...record.quoted, text.slice(0, end)].join("\n")));
  record.quoted = null;
  return next === -1 ? "closed" : readCells(record, text, next + 1, delimiter);
};

/** Reads the cells of a line from where one begins. */
const readCells = (record: OpenRecord, text: string, from: number, delimiter: string): State => {
  // Between tabs an empty cell is nothing but the next tab.
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

/** `"Bob" Smith` was never meant as quotes of CSV: joined, the two halves of a number would be another one. */
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
 * A cell of a CSV file that we write. A spreadsheet runs what begins with one of these signs as a formula, so it gets an apostrophe before it; a
 * number in E.164 is no formula and stays as it is, or nobody could read the file back.
 */
export const csvCell = (value: string | number | null | undefined): string => {
  const text = String(value ?? "");
  const safe = /^[=+\-@\t\r\n]/.test(text) && !e164Pattern.test(text) ? `'${text}` : text;
  return /[",;\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

export const isBlank = ({ cells, text }: CsvRecord): boolean =>
  cells === null ? text.trim() === "" : cells.every((cell) => cell.trim() === "");
