import { Readable } from "node:stream";
import type * as z from "zod";
import { type ImportedOptOuts, maximumImportedOptOuts } from "../api/opt-outs.ts";
import { csvRecords } from "../batches/lists/csv-records.ts";
import { textLines } from "../batches/lists/text-lines.ts";
import { Problem } from "../errors.ts";
import type { Caller } from "../lambda/caller.ts";
import { normalize } from "../numbers/normalize.ts";
import { putOptOut } from "./opt-out-writes.ts";

type Imported = z.output<typeof ImportedOptOuts>;

const reported = 100;
const atOnce = 25;

/** Imports opt-outs line by line: number, and optionally sender. Lines that cannot be read are told and harm no other. Throws too_large. */
export const importOptOuts = async (caller: Caller, csv: string): Promise<Imported> => {
  const result: Imported = { imported: 0, invalidCount: 0, invalid: [] };
  const wanted: { number: string; sender?: string | undefined }[] = [];
  const delimiter = csv.slice(0, csv.indexOf("\n")).includes(";") ? ";" : ",";
  for await (const { line, cells, text } of csvRecords(textLines(Readable.from([Buffer.from(csv)])), delimiter)) {
    const [first = "", sender = ""] = (cells ?? []).map((cell) => cell.trim());
    if (text.trim() === "" || (line === 1 && /^(number|phone)/i.test(first))) continue;
    const { number, reason } = normalize(first, caller.defaultCountry);
    if (number === null || sender.length > 64) refuse(result, line, text, reason ?? "invalid_sender");
    else wanted.push({ number, sender: sender || undefined });
    if (wanted.length > maximumImportedOptOuts)
      throw new Problem("too_large", { detail: `At most ${maximumImportedOptOuts} lines at once.` });
  }
  for (let start = 0; start < wanted.length; start += atOnce) {
    const some = wanted.slice(start, start + atOnce);
    await Promise.all(some.map((one) => putOptOut({ owner: caller.scope, ...one }, "import")));
  }
  return { ...result, imported: wanted.length };
};

const refuse = (result: Imported, line: number, text: string, reason: string): void => {
  result.invalidCount++;
  if (result.invalid.length < reported) result.invalid.push({ line, input: text.slice(0, 100), reason });
};
