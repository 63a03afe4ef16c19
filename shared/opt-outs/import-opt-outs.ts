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

/** Which column holds what, as far as the request says. */
interface Columns {
  to?: string | undefined;
  sender?: string | undefined;
}

interface Wanted {
  number: string;
  sender: string | undefined;
  row: { line: number; text: string };
}

const reported = 100;
const atOnce = 25;

/**
 * Imports opt-outs line by line: number, and optionally sender, in the columns that the request or a header names, else the first two. It
 * reads the same files as createBatch, by the same rules. Lines that cannot be read are told and harm no other. Throws too_large, and
 * invalid_request for a file that is no such list and where no line can be read.
 */
export const importOptOuts = async (caller: Caller, file: Uint8Array, columns: Columns): Promise<Imported> => {
  const result: Imported = { imported: 0, invalidCount: 0, invalid: [] };
  const wanted: Wanted[] = [];
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
    else wanted.push({ number, sender, row });
    if (wanted.length > maximumImportedOptOuts)
      throw new Problem("too_large", { detail: `At most ${maximumImportedOptOuts} lines at once.` });
  }
  const strangers = await strangersAmong(caller, wanted);
  const isStrange = ({ sender }: Wanted) => sender !== undefined && strangers.has(sender);
  for (const { row } of wanted.filter(isStrange)) refuse(result, row.line, row.text, "unknown_sender");
  const taken = wanted.filter((one) => !isStrange(one));
  const invalid = result.invalid.sort((a, b) => a.line - b.line);
  if (taken.length === 0) throw nothingTaken({ ...result, invalid });
  await someAtOnce(taken, ({ number, sender }) => putOptOut({ owner: caller.scope, number, sender }, "import"));
  return { ...result, invalid, imported: taken.length };
};

/** What stands in an export was a number to the hub: it came in, or was put here, though the numbering plan may not know it. */
const numberOf = ({ to, isExported }: { to: string; isExported: boolean }, country: string | null) => {
  const read = normalize(to, country, { withFictional: true });
  return read.number === null && isExported && e164Pattern.test(to) ? { number: to, reason: null } : read;
};

/** The provider configurations named that are not the tenant's: for it they do not exist (invariant 16). */
const strangersAmong = async (caller: Caller, wanted: readonly Wanted[]): Promise<ReadonlySet<string>> => {
  const named = [...new Set(wanted.flatMap(({ sender = "" }) => (isConfigName(sender) ? [sender] : [])))];
  const strangers = new Set<string>();
  await someAtOnce(named, async (id) => {
    const found = await readConfig(caller.tenantId, id);
    if (!found || !isWithinReach(caller, found.config)) strangers.add(id);
  });
  return strangers;
};

const someAtOnce = async <One>(all: readonly One[], work: (one: One) => Promise<unknown>): Promise<void> => {
  for (let start = 0; start < all.length; start += atOnce)
    await Promise.all(all.slice(start, start + atOnce).map(work));
};

type OptOutRow = { line: number; text: string } & (
  | { to: string; from: string; isExported: boolean }
  | { reason: string }
);

/** What a list's rows say. Throws invalid_request for a file that cannot be read. */
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

/** -1: there is none. Throws UnreadableList. */
const senderColumn = ({ names }: List, asked: string | undefined): number => {
  if (asked !== undefined) return columnNamed(names ?? [], asked);
  if (names === null) return 1;
  const [column = -1, another] = columnsWhere(names, isSenderName);
  if (another !== undefined) throw new UnreadableList(duplicateColumn(names[column] ?? ""));
  return column;
};

/** An import never answers success having taken nothing (invariant 33); the lines say why, as they would in an answer. */
const nothingTaken = ({ invalidCount, invalid }: Imported): Problem =>
  broken(rules.someNumber, { extensions: { invalidCount, invalid } });

const refuse = (result: Imported, line: number, text: string, reason: string): void => {
  result.invalidCount++;
  if (result.invalid.length < reported) result.invalid.push({ line, input: beginningOf(text, 100), reason });
};
