import { Readable } from "node:stream";
import type * as z from "zod";
import { type ImportedOptOuts, maximumImportedOptOuts } from "../api/opt-outs.ts";
import * as rules from "../api/rules.ts";
import { type CsvRecord, csvRecords } from "../batches/lists/csv-records.ts";
import { textLines } from "../batches/lists/text-lines.ts";
import { broken, Problem } from "../errors.ts";
import type { Caller } from "../lambda/caller.ts";
import { normalize } from "../numbers/normalize.ts";
import { columnsOf } from "./csv-columns.ts";
import { putOptOut } from "./opt-out-writes.ts";
import { senderName } from "./sender-name.ts";

type Imported = z.output<typeof ImportedOptOuts>;

const reported = 100;
const atOnce = 25;

/**
 * Imports opt-outs line by line: number, and optionally sender, in the columns that a header names, else the first two. Lines that cannot
 * be read are told and harm no other. Throws too_large, and invalid_request for a header without a column of numbers and where no line
 * can be read.
 */
export const importOptOuts = async (caller: Caller, csv: string): Promise<Imported> => {
  const result: Imported = { imported: 0, invalidCount: 0, invalid: [] };
  const wanted: { number: string; sender?: string | undefined }[] = [];
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
    else wanted.push({ number, sender });
    if (wanted.length > maximumImportedOptOuts)
      throw new Problem("too_large", { detail: `At most ${maximumImportedOptOuts} lines at once.` });
  }
  if (wanted.length === 0) throw nothingTaken(result);
  for (let start = 0; start < wanted.length; start += atOnce) {
    const some = wanted.slice(start, start + atOnce);
    await Promise.all(some.map((one) => putOptOut({ owner: caller.scope, ...one }, "import")));
  }
  return { ...result, imported: wanted.length };
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
  if (result.invalid.length < reported) result.invalid.push({ line, input: text.slice(0, 100), reason });
};
