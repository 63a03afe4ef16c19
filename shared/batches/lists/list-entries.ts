import type { Readable } from "node:stream";
import { textOfVariable } from "../../api/schemas/template-variables.ts";
import { columnNamed, displayNames, duplicateColumn, foundColumns } from "../../csv/columns.ts";
import { isUnfit, type List, openList, type Row, unreadable } from "../../csv/open-list.ts";
import { notText, type TextLine, textLines, UnreadableList } from "../../csv/text-lines.ts";
import { parseJson } from "../../kernel/json.ts";
import { isVariableName } from "./unfit-variables.ts";

/** One entry of a list, unchecked. `reason` says why it cannot be read. */
export type ListEntry = { line: number; input: string } & (
  | { to: string; variables: Readonly<Record<string, string>> }
  | { reason: string }
);

export interface Reading {
  format: "csv" | "jsonl";
  /** The CSV columns that the request names: for `to` and for variables. */
  columns?: Readonly<Record<string, string>> | undefined;
  /** The country of national numbers. */
  country?: string | null;
  /** Variables that every text needs and only the list can provide. */
  needed?: readonly string[];
  /** Whether the text uses a variable: then two columns for it are refused. */
  isUsed?: (name: string) => boolean;
}

/** Reads the entries of a list as a stream, in chunks. Throws UnreadableList. */
export async function* listEntries(stream: Readable, reading: Reading): AsyncGenerator<ListEntry[]> {
  if (reading.format === "csv") {
    yield* csvEntries(stream, reading);
    return;
  }
  // JSON is UTF-8 by its definition (RFC 8259).
  for await (const lines of textLines(stream, { mustBeUtf8: true })) {
    for (const { number, text } of lines) if (number === 1 && isUnfit(text)) throw new UnreadableList(notText);
    yield lines.filter(({ text }) => text.trim() !== "").map(jsonEntry);
  }
}

const jsonEntry = ({ number: line, text }: TextLine): ListEntry => {
  const unfit = unreadable(text);
  if (unfit !== null) return { line, input: text, reason: unfit };
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

/** Turns numbers and booleans into text. Null: a value is of another type, or a number that a double cannot hold exactly. */
const stringsIn = (value: unknown): Record<string, string> | null => {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return null;
  const entries: [string, string][] = [];
  for (const [name, one] of Object.entries(value)) {
    const text = textOfVariable(one);
    if (text === null) return null;
    entries.push([name, text]);
  }
  return Object.fromEntries(entries);
};

async function* csvEntries(stream: Readable, reading: Reading): AsyncGenerator<ListEntry[]> {
  const { columns = {}, country = null } = reading;
  const list = await openList(stream, { columns, country });
  if (!list) return;
  try {
    const variables = variablesOf(list, reading);
    for await (const rows of list.rows) yield rows.map((row) => csvEntry(row, list.to, variables));
  } finally {
    await list.close();
  }
}

interface Variable {
  name: string;
  column: number;
}

/** The columns that are variables, by their own names and by those that the request gives them. Throws UnreadableList. */
const variablesOf = ({ names, to }: List, reading: Reading): Variable[] => {
  const { columns = {}, needed = [], isUsed = () => true } = reading;
  const requested = Object.entries(columns).filter(([name]) => name !== "to");
  const chosen = requested.map(([name, title]) => ({ name, column: columnNamed(names ?? [], title) }));
  const isRequested = new Set(requested.map(([name]) => name));
  // A column whose name no variable can have is left out, as is one that the text does not use.
  const own = (names ?? []).flatMap((name, column) =>
    column === to || isRequested.has(name) || !isVariableName(name) ? [] : [{ name, column }],
  );
  const variables = [...chosen, ...own];
  refuseDuplicates(own, isUsed);
  const missing = needed.filter((name) => !variables.some((one) => one.name === name));
  if (missing.length > 0) throw new UnreadableList(missingColumns(missing, names));
  return variables;
};

const refuseDuplicates = (variables: readonly Variable[], isUsed: (name: string) => boolean): void => {
  const seen = new Set<string>();
  for (const { name } of variables) {
    if (seen.has(name) && isUsed(name)) throw new UnreadableList(duplicateColumn(name));
    seen.add(name);
  }
};

const missingColumns = (missing: readonly string[], names: readonly string[] | null): string => {
  const noun = missing.length === 1 ? "column" : "columns";
  const found = names ? foundColumns(names) : "its first line is not a header";
  return `The list has no ${noun} ${displayNames(missing)}; ${found}.`;
};

/** An empty cell gives no value, so a text that needs the variable reports it as missing. */
const csvEntry = (row: Row, column: number, variables: readonly Variable[]): ListEntry => {
  const { line } = row;
  if ("reason" in row) return { line, input: row.text, reason: row.reason };
  const to = (row.cells[column] ?? "").trim();
  const values: [string, string][] = [];
  for (const variable of variables) {
    const value = row.cells[variable.column]?.trim() ?? "";
    if (value !== "") values.push([variable.name, value]);
  }
  return { line, input: to, to, variables: Object.fromEntries(values) };
};
