import type { Readable } from "node:stream";
import { parseJson } from "../../bounded-json.ts";
import { holdsReplacement } from "../../fit-text.ts";
import { normalize } from "../../numbers/normalize.ts";
import { type CsvRecord, cellsOf, csvRecords } from "./csv-records.ts";
import { maximumLineLength, type TextLine, textLines } from "./text-lines.ts";
import { isVariableName } from "./unfit-variables.ts";

/** One entry of a list as it came; what cannot be read says why. */
export type ListEntry = { line: number; input: string } & (
  | { to: string; variables: Readonly<Record<string, string>> }
  | { reason: string }
);

/** Nothing can be made of the whole list: the message is for whoever uploaded it. */
export class UnreadableList extends Error {
  override readonly name = "UnreadableList";
}

const notText = "The file is not text in UTF-8: save it as CSV in UTF-8, or as JSON Lines.";

/** The entries of a list, read as a stream. Throws UnreadableList. */
export async function* listEntries(stream: Readable, format: "csv" | "jsonl"): AsyncGenerator<ListEntry> {
  const lines = checked(textLines(stream));
  if (format === "csv") {
    yield* csvEntries(lines);
    return;
  }
  for await (const line of lines) if (!isBlank(line)) yield jsonEntry(line);
}

/** A file that begins with what no text holds is refused as a whole; in the middle it costs its own line. */
async function* checked(lines: AsyncIterable<TextLine>): AsyncGenerator<TextLine> {
  for await (const line of lines) {
    if (line.number === 1 && isUnfit(line.text)) throw new UnreadableList(notText);
    yield line;
  }
}

const isBlank = ({ text }: { text: string }): boolean => text.trim() === "";

const isUnfit = (text: string): boolean => text.includes("\0") || holdsReplacement(text);

const unreadable = (line: number, text: string): ListEntry | null => {
  if (text.length > maximumLineLength) return { line, input: text, reason: "line_too_long" };
  return isUnfit(text) ? { line, input: text, reason: "not_utf8" } : null;
};

const jsonEntry = ({ number: line, text }: TextLine): ListEntry => {
  const unfit = unreadable(line, text);
  if (unfit) return unfit;
  const value = parsed(text);
  if (typeof value === "string" || typeof value === "number")
    return { line, input: String(value), to: String(value), variables: {} };
  if (typeof value !== "object" || value === null) return { line, input: text, reason: "not_json" };
  const { to, variables = {} } = value as { to?: unknown; variables?: unknown };
  if (typeof to !== "string" && typeof to !== "number") return { line, input: text, reason: "to_missing" };
  const named = stringsIn(variables);
  return named
    ? { line, input: String(to), to: String(to), variables: named }
    : { line, input: String(to), reason: "variables_not_text" };
};

const parsed = (text: string): unknown => {
  try {
    return parseJson(text);
  } catch {
    return null;
  }
};

/** Numbers are taken as they are written; null: it holds something else. */
const stringsIn = (value: unknown): Record<string, string> | null => {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return null;
  const entries: [string, string][] = [];
  for (const [name, one] of Object.entries(value)) {
    if (typeof one !== "string" && typeof one !== "number") return null;
    entries.push([name, String(one)]);
  }
  return Object.fromEntries(entries);
};

const delimiters = [",", ";", "\t"];
const numberColumns = ["to", "number", "phone"];

async function* csvEntries(lines: AsyncGenerator<TextLine>): AsyncGenerator<ListEntry> {
  let first = await lines.next();
  while (!first.done && isBlank(first.value)) first = await lines.next();
  if (first.done) return;
  const delimiter = delimiterOf(first.value.text);
  const header = (cellsOf(first.value.text, delimiter) ?? []).map((cell) => cell.trim());
  const column = header.findIndex((name) => numberColumns.includes(name.toLowerCase()));
  if (column === -1) {
    // A list of numbers alone needs no header.
    if (!looksLikeNumber(header[0] ?? "")) throw new UnreadableList(noColumn);
    yield csvEntry({ line: first.value.number, cells: header, text: first.value.text }, 0, []);
  }
  // A column whose name no variable can have is like one the text has no place for: it is left out.
  const names = column === -1 ? [] : header.map((name) => (isVariableName(name) ? name : ""));
  for await (const record of csvRecords(lines, delimiter))
    if (!isBlank(record)) yield csvEntry(record, Math.max(0, column), names);
}

const noColumn =
  "The first line names no column `to` (or number, or phone). Cells are separated by commas, semicolons or tabs.";

/** The one that the first line has most of. */
const delimiterOf = (text: string): string => {
  const counted = delimiters.map((delimiter) => ({ delimiter, count: text.split(delimiter).length }));
  return counted.reduce((most, one) => (one.count > most.count ? one : most)).delimiter;
};

const looksLikeNumber = (text: string): boolean => normalize(text).number !== null || /^[+\d\s().-]{5,}$/.test(text);

/** An empty cell is no value: a variable that needs one is missing. */
const csvEntry = ({ line, cells, text }: CsvRecord, column: number, names: readonly string[]): ListEntry => {
  const unfit = unreadable(line, text);
  if (unfit) return unfit;
  if (cells === null) return { line, input: text, reason: "quote_not_closed" };
  const to = (cells[column] ?? "").trim();
  const variables = names.flatMap((name, at) => {
    const value = cells[at]?.trim() ?? "";
    return at === column || name === "" || value === "" ? [] : [[name, value] as const];
  });
  return { line, input: to, to, variables: Object.fromEntries(variables) };
};
