import { Readable } from "node:stream";
import type * as z from "zod";
import { type ImportedOptOuts, maximumImportedOptOuts } from "../api/opt-outs.ts";
import * as rules from "../api/rules.ts";
import { type CsvRecord, csvRecords } from "../batches/lists/csv-records.ts";
import { textLines } from "../batches/lists/text-lines.ts";
import { broken, Problem } from "../errors.ts";
import { beginningOf } from "../fit-text.ts";
import type { Caller } from "../lambda/caller.ts";
import { normalize } from "../numbers/normalize.ts";
import { isWithinReach } from "../provider-configs/config-manager.ts";
import { readConfig } from "../provider-configs/provider-config-reads.ts";
import { columnsOf } from "./csv-columns.ts";
import { putOptOut } from "./opt-out-writes.ts";
import { isConfigName, senderName } from "./sender-name.ts";

type Imported = z.output<typeof ImportedOptOuts>;

interface Wanted {
  number: string;
  sender: string | undefined;
  record: CsvRecord;
}

const reported = 100;
const atOnce = 25;

/**
 * Imports opt-outs line by line: number, and optionally sender, in the columns that a header names, else the first two. Lines that cannot
 * be read are told and harm no other. Throws too_large, and invalid_request for a header without a column of numbers and where no line
 * can be read.
 */
export const importOptOuts = async (caller: Caller, csv: string): Promise<Imported> => {
  const result: Imported = { imported: 0, invalidCount: 0, invalid: [] };
  const wanted: Wanted[] = [];
  let columns: ReturnType<typeof columnsOf> | undefined;
  for await (const record of recordsOf(csv)) {
    const { line, cells, text } = record;
    if (text.trim() === "") continue;
    const isFirst = columns === undefined;
    columns ??= columnsOf(cells ?? []);
    if (isFirst && columns.isHeader) continue;
    const [typed, from] = [cells?.[columns.number] ?? "", cells?.[columns.sender]?.trim() ?? ""];
    const { number, reason } = normalize(typed.trim(), caller.defaultCountry);
    const sender = from === "" ? undefined : senderName(from, caller.defaultCountry);
    if (cells === null) refuse(result, line, text, "quote_not_closed");
    else if (number === null) refuse(result, line, text, reason ?? "not_a_number");
    else if (sender === null) refuse(result, line, text, "invalid_sender");
    else wanted.push({ number, sender, record });
    if (wanted.length > maximumImportedOptOuts)
      throw new Problem("too_large", { detail: `At most ${maximumImportedOptOuts} lines at once.` });
  }
  const strangers = await strangersAmong(caller, wanted);
  const isStrange = ({ sender }: Wanted) => sender !== undefined && strangers.has(sender);
  for (const { record } of wanted.filter(isStrange)) refuse(result, record.line, record.text, "unknown_sender");
  const taken = wanted.filter((one) => !isStrange(one));
  const invalid = result.invalid.sort((a, b) => a.line - b.line);
  if (taken.length === 0) throw nothingTaken({ ...result, invalid });
  await someAtOnce(taken, ({ number, sender }) => putOptOut({ owner: caller.scope, number, sender }, "import"));
  return { ...result, invalid, imported: taken.length };
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

const recordsOf = (csv: string): AsyncIterable<CsvRecord> => {
  const [first = ""] = csv.trimStart().split("\n", 1);
  const delimiter = [";", "\t"].find((one) => first.includes(one)) ?? ",";
  return csvRecords(textLines(Readable.from([Buffer.from(csv)])), delimiter);
};

/** An import never answers success having taken nothing (invariant 33); the lines say why, as they would in an answer. */
const nothingTaken = ({ invalidCount, invalid }: Imported): Problem =>
  broken(rules.someNumber, { extensions: { invalidCount, invalid } });

const refuse = (result: Imported, line: number, text: string, reason: string): void => {
  result.invalidCount++;
  if (result.invalid.length < reported) result.invalid.push({ line, input: beginningOf(text, 100), reason });
};
