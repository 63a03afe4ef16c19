import type * as z from "zod";
import { e164Pattern } from "../api/common.ts";
import { type ImportedOptOuts, maximumImportedOptOuts } from "../api/operations/opt-outs.ts";
import * as rules from "../api/rules.ts";
import { columnNamed, columnsWhere, duplicateColumn } from "../csv/columns.ts";
import { isSenderName } from "../csv/known-columns.ts";
import { type List, openList } from "../csv/open-list.ts";
import { UnreadableList } from "../csv/text-lines.ts";
import type { Caller } from "../identity/caller.ts";
import { beginningOf } from "../kernel/characters.ts";
import { broken, Problem } from "../kernel/errors.ts";
import { normalize } from "../numbers/normalize.ts";
import { isWithinReach } from "../provider-configs/changing/config-manager.ts";
import { readConfig } from "../provider-configs/provider-config-reads.ts";
import { exportHeader } from "./export-opt-outs.ts";
import { putOptOut } from "./opt-out-writes.ts";
import { isConfigName, senderName } from "./sender-name.ts";

type Imported = z.output<typeof ImportedOptOuts>;

/** The names of the columns, if the request has them. */
interface Columns {
  to?: string | undefined;
  sender?: string | undefined;
}

interface Entry {
  number: string;
  sender: string | undefined;
  row: { line: number; text: string };
}

const maximumReported = 100;
const chunkSize = 25;

/**
 * Imports opt-outs. Each line has a number and optionally a sender, in the columns that the request or the header names, else in the first
 * two. The function reads the same files as createBatch, by the same rules. It reports invalid lines and imports the others. Throws
 * too_large, and invalid_request if the file is not such a list or has no valid line.
 */
export const importOptOuts = async (caller: Caller, file: Uint8Array, columns: Columns): Promise<Imported> => {
  const result: Imported = { imported: 0, invalidCount: 0, invalid: [] };
  const entries: Entry[] = [];
  for await (const row of rowsOf(caller, file, columns)) {
    const { line, text } = row;
    if ("reason" in row) {
      refuse(result, line, text, row.reason);
      continue;
    }
    const { number, reason } = numberOf(row, caller.defaultCountry);
    const sender = row.from === "" ? undefined : senderName(row.from, caller.defaultCountry);
    if (number === null) refuse(result, line, text, reason ?? "not_a_number");
    else if (sender === null) refuse(result, line, text, "invalid_sender");
    else entries.push({ number, sender, row });
    if (entries.length > maximumImportedOptOuts)
      throw new Problem("too_large", {
        detail: `Split the list: an import takes at most ${maximumImportedOptOuts} lines.`,
      });
  }
  const foreign = await foreignConfigsIn(caller, entries);
  const isForeign = ({ sender }: Entry) => sender !== undefined && foreign.has(sender);
  for (const { row } of entries.filter(isForeign)) refuse(result, row.line, row.text, "unknown_sender");
  const valid = entries.filter((one) => !isForeign(one));
  const invalid = result.invalid.sort((a, b) => a.line - b.line);
  if (valid.length === 0) throw nothingImported({ ...result, invalid });
  await inChunks(valid, ({ number, sender }) => putOptOut({ owner: caller.scope, number, sender }, "import"));
  return { ...result, invalid, imported: valid.length };
};

/** An exported file can have numbers that the numbering plan does not assign, because such a number came in or was put here. */
const numberOf = ({ to, isExported }: { to: string; isExported: boolean }, country: string | null) => {
  const read = normalize(to, country, { withFictional: true });
  return read.number === null && isExported && e164Pattern.test(to) ? { number: to, reason: null } : read;
};

/** Finds the named provider configurations that the caller may not see. For the caller they do not exist (invariant 16). */
const foreignConfigsIn = async (caller: Caller, entries: readonly Entry[]): Promise<ReadonlySet<string>> => {
  const named = [...new Set(entries.flatMap(({ sender = "" }) => (isConfigName(sender) ? [sender] : [])))];
  const foreign = new Set<string>();
  await inChunks(named, async (id) => {
    const found = await readConfig(caller.tenantId, id);
    if (!found || !isWithinReach(caller, found.config)) foreign.add(id);
  });
  return foreign;
};

const inChunks = async <One>(all: readonly One[], work: (one: One) => Promise<unknown>): Promise<void> => {
  for (let start = 0; start < all.length; start += chunkSize)
    await Promise.all(all.slice(start, start + chunkSize).map(work));
};

type OptOutRow = { line: number; text: string } & (
  | { to: string; from: string; isExported: boolean }
  | { reason: string }
);

/** Yields the rows of the list. Throws invalid_request if the file is unreadable. */
async function* rowsOf(caller: Caller, file: Uint8Array, columns: Columns): AsyncGenerator<OptOutRow> {
  try {
    const { to, sender: from } = columns;
    const list = await openList(inOnePiece(file), {
      columns: to === undefined ? {} : { to },
      country: caller.defaultCountry,
    });
    if (!list) return;
    const sender = senderColumn(list, from);
    const isExported = list.names?.join(",") === exportHeader;
    const cell = (cells: readonly string[], column: number): string => cells[column]?.trim() ?? "";
    for await (const rows of list.rows)
      for (const row of rows)
        yield "reason" in row
          ? row
          : { ...row, to: cell(row.cells, list.to), from: cell(row.cells, sender), isExported };
  } catch (error) {
    if (!(error instanceof UnreadableList)) throw error;
    throw broken(rules.readableList, { more: error.message });
  }
}

async function* inOnePiece(file: Uint8Array): AsyncGenerator<Uint8Array> {
  yield file;
}

/** Returns the position of the sender's column, or -1. Throws UnreadableList. */
const senderColumn = ({ names }: List, requested: string | undefined): number => {
  if (requested !== undefined) return columnNamed(names ?? [], requested);
  if (names === null) return 1;
  const [column = -1, another] = columnsWhere(names, isSenderName);
  if (another !== undefined) throw new UnreadableList(duplicateColumn(names[column] ?? ""));
  return column;
};

/** An import without a valid line is an error (invariant 33). The problem lists the invalid lines like an answer. */
const nothingImported = ({ invalidCount, invalid }: Imported): Problem =>
  broken(rules.someNumber, { extensions: { invalidCount, invalid } });

const refuse = (result: Imported, line: number, text: string, reason: string): void => {
  result.invalidCount++;
  if (result.invalid.length < maximumReported) result.invalid.push({ line, input: beginningOf(text, 100), reason });
};
