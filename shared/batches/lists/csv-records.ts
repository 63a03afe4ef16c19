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
 * The records of a CSV file (RFC 4180): quoted cells may hold delimiters, doubled quotes and newlines; a quote within an unquoted cell
 * is itself. Parsers give up on the rest of a file where a quote is never closed; here that costs its own line and nothing else.
 */
export async function* csvRecords(lines: AsyncIterable<TextLine>, delimiter: string): AsyncGenerator<CsvRecord> {
  let open: TextLine[] = [];
  const settle = function* (isEnd: boolean): Generator<CsvRecord> {
    for (let [first] = open; first; [first] = open) {
      const text = open.map((line) => line.text).join("\n");
      const cells = cellsOf(text, delimiter);
      const mayClose = !isEnd && open.length < maximumLines && text.length <= maximumLineLength;
      if (cells === null && mayClose) return;
      if (cells === null && open.length > 1) {
        // Nothing closes it: its first line is lost, and the others are read for what they are by themselves.
        const others = open.slice(1);
        yield { line: first.number, cells: null, text: first.text };
        open = [];
        for (const other of others) {
          open.push(other);
          yield* settle(false);
        }
        if (!isEnd) return;
        continue;
      }
      yield { line: first.number, cells, text };
      open = [];
    }
  };
  for await (const line of lines) {
    open.push(line);
    yield* settle(false);
  }
  yield* settle(true);
}

/** Null: the text ends within quotes, or what runs over several lines does not end with its cell. */
export const cellsOf = (text: string, delimiter: string): string[] | null => {
  if (!text.includes('"')) return text.split(delimiter);
  const cells: string[] = [];
  let at = 0;
  for (;;) {
    const start = at + (/^[ \t]*(?=")/.exec(text.slice(at, at + 64))?.[0].length ?? 0);
    if (text[start] === '"') {
      const end = closingQuote(text, start + 1);
      if (end === -1) return null;
      const next = text.indexOf(delimiter, end + 1);
      const after = text.slice(end + 1, next === -1 ? undefined : next).trim();
      const cell = text.slice(start + 1, end);
      // Two quotes that were opened by mistake would swallow the lines between them.
      if (after !== "" && cell.includes("\n")) return null;
      cells.push(cell.replaceAll('""', '"') + after);
      if (next === -1) return cells;
      at = next + 1;
    } else {
      const next = text.indexOf(delimiter, at);
      cells.push(text.slice(at, next === -1 ? undefined : next));
      if (next === -1) return cells;
      at = next + 1;
    }
  }
};

const closingQuote = (text: string, from: number): number => {
  for (let at = text.indexOf('"', from); at !== -1; at = text.indexOf('"', at + 2)) if (text[at + 1] !== '"') return at;
  return -1;
};
