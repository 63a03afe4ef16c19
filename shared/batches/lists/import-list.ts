import type { Readable } from "node:stream";
import { withNewlines } from "../../api/text.ts";
import { UnreadableList } from "../../csv/text-lines.ts";
import { takesFictional } from "../../identity/caller.ts";
import { beginningOf } from "../../kernel/characters.ts";
import { Problem } from "../../kernel/errors.ts";
import { namedChannel, withoutChannel } from "../../messages/planning/named-channel.ts";
import { personKey } from "../../numbers/forms-of-number.ts";
import { normalize } from "../../numbers/normalize.ts";
import { maskNumbersIn } from "../../observability/masking.ts";
import { unfitValueIn } from "../../templates/content-values.ts";
import { checkerOf, namesIn, rendererOf } from "../../templates/render.ts";
import type { StoredBatch } from "../batch.ts";
import { recipientsPerRange } from "../range.ts";
import type { Recipient, StoredRangeEntry } from "../recipients.ts";
import { type ListEntry, listEntries, type Reading } from "./list-entries.ts";
import { rangeFileName } from "./recipient-file.ts";
import { putFile } from "./recipient-file-put.ts";
import { neededVariables } from "./require-variables.ts";
import { seenNumbers } from "./seen-numbers.ts";
import { unfitVariables } from "./unfit-variables.ts";

export interface Imported extends Pick<StoredBatch, "total" | "duplicates" | "invalidCount" | "invalid"> {
  rangeCount: number;
}

const maximumEntries = 1_000_000;
const maximumInvalidTold = 100;
const maximumInputTold = 64;
const maximumReasonTold = 200;
/** Files being written at once. */
const writesAtOnce = 20;

/**
 * Reads a list as a stream and writes it down again in files of one range each: numbers normalised, each number once, invalid entries
 * left out and told. However long the list, what is held in memory is a few ranges and eight to sixteen bytes per number. The same list
 * comes to the same files, so a restarted planner repeats itself harmlessly. Throws UnreadableList.
 */
export const importList = async (batch: StoredBatch, stream: Readable): Promise<Imported> => {
  const seen = seenNumbers();
  const check = batch.texts && (batch.contentSid === null ? rendererOf : checkerOf)(batch.texts);
  const withFictional = takesFictional({ mode: batch.isTest ? "test" : "live" });
  const kept = keptVariables(batch);
  const unfitForContent = contentJudge(batch);
  const result: Imported = { total: 0, duplicates: 0, invalidCount: 0, invalid: [], rangeCount: 0 };
  const writes = new Set<Promise<void>>();
  let rangeEntries: StoredRangeEntry[] = [];
  let entries = 0;

  const writeRangeFile = async (): Promise<void> => {
    if (rangeEntries.length === 0) return;
    const write = putFile(batch.scope, rangeFileName(batch, result.rangeCount), JSON.stringify(rangeEntries)).finally(
      () => writes.delete(write),
    );
    // Whoever waits for them all hears of a failure.
    write.catch(() => undefined);
    writes.add(write);
    result.rangeCount += 1;
    rangeEntries = [];
    if (writes.size >= writesAtOnce) await Promise.race(writes);
  };
  const refuse = ({ line, input }: ListEntry, reason: string): void => {
    result.invalidCount += 1;
    if (result.invalid.length < maximumInvalidTold)
      // It stays with the batch for good: a number in it would outlive its erasure.
      result.invalid.push({
        line,
        input: maskNumbersIn(beginningOf(input, maximumInputTold)),
        reason: beginningOf(reason, maximumReasonTold),
      });
  };

  /** True: a range is full. */
  const take = (entry: ListEntry): boolean => {
    entries += 1;
    if (entries > maximumEntries) throw new UnreadableList(`The list has more than ${maximumEntries} entries.`);
    if ("reason" in entry) {
      refuse(entry, entry.reason);
      return false;
    }
    const { number, reason } = normalize(withoutChannel(entry.to), batch.country, { withFictional });
    if (number === null) {
      refuse(entry, reason ?? "not_a_number");
      return false;
    }
    const named = namedChannel(entry.to);
    if (named !== null && named !== batch.channel) {
      refuse(entry, "other_channel");
      return false;
    }
    const own = withLineEnds(kept(entry.variables));
    const variables = { ...batch.template?.variables, ...own };
    const trouble =
      unfitVariables({ ...batch.contentVariables, ...variables }) ??
      unfitForContent(variables) ??
      (check && troubleOf(() => check({ locale: batch.template?.locale, variables })));
    if (trouble) refuse(entry, trouble);
    else if (seen.add(personKey(number))) {
      result.total += 1;
      rangeEntries.push({ to: number, variables: own });
    } else result.duplicates += 1;
    return rangeEntries.length === recipientsPerRange;
  };

  for await (const some of listEntries(stream, readingOf(batch)))
    for (const entry of some) if (take(entry)) await writeRangeFile();
  await writeRangeFile();
  await Promise.all(writes);
  return result;
};

const readingOf = (batch: StoredBatch): Reading => {
  const used = batch.texts && batch.contentSid === null ? namesIn(batch.texts) : null;
  return {
    ...batch.source,
    country: batch.country,
    needed: neededVariables(batch),
    isUsed: (name) => used === null || used.has(name),
  };
};

/** Of a table's columns those are kept that the text has a place for; what a provider fills in itself may ask for any. */
const keptVariables = ({ texts, contentSid }: StoredBatch) => {
  if (contentSid !== null) return (variables: Recipient["variables"]) => variables;
  const names = texts ? namesIn(texts) : new Set<string>();
  return (variables: Recipient["variables"]) =>
    Object.fromEntries(Object.entries(variables).filter(([name]) => names.has(name)));
};

/** As in a request. */
const withLineEnds = (variables: Recipient["variables"]): Recipient["variables"] =>
  Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, withNewlines(value)]));

/** Why the channel's operator would refuse what fills its template; null: it would not. */
const contentJudge = ({ channel, contentSid, contentVariables, texts }: StoredBatch) => {
  const used = texts && namesIn(texts);
  return (variables: Recipient["variables"]): string | null => {
    const unfit = contentSid === null ? null : unfitValueIn(channel, { ...contentVariables, ...variables }, used);
    return unfit && `variable_unfit_for_${channel}: ${unfit.name} (${unfit.reason})`;
  };
};

/** Why a recipient's text cannot be made; null: it can. */
const troubleOf = (check: () => unknown): string | null => {
  try {
    check();
    return null;
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const { missing } = error.detail.extensions ?? {};
    if (Array.isArray(missing)) return `variables_missing: ${missing.join(", ")}`;
    return error.detail.detail ?? error.code;
  }
};
