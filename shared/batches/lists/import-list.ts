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
const maximumInvalidListed = 100;
const maximumInputLength = 64;
const maximumReasonLength = 200;
/** Files being written at once. */
const writesAtOnce = 20;

/**
 * Reads a list as a stream and writes one file per range: numbers normalised, each number once, invalid entries left out and reported.
 * However long the list is, memory holds a few ranges and eight to sixteen bytes per number. The same list makes the same files, so a
 * restarted planner repeats itself harmlessly. Throws UnreadableList.
 */
export const importList = async (batch: StoredBatch, stream: Readable): Promise<Imported> => {
  const seen = seenNumbers();
  const check = batch.texts && (batch.contentSid === null ? rendererOf : checkerOf)(batch.texts);
  const withFictional = takesFictional({ mode: batch.isTest ? "test" : "live" });
  const keepUsed = usedVariables(batch);
  const unfitForContent = contentChecker(batch);
  const result: Imported = { total: 0, duplicates: 0, invalidCount: 0, invalid: [], rangeCount: 0 };
  const writes = new Set<Promise<void>>();
  let rangeEntries: StoredRangeEntry[] = [];
  let entries = 0;

  const writeRangeFile = async (): Promise<void> => {
    if (rangeEntries.length === 0) return;
    const write = putFile(batch.scope, rangeFileName(batch, result.rangeCount), JSON.stringify(rangeEntries)).finally(
      () => writes.delete(write),
    );
    // The waits below throw this failure. Until then it counts as handled.
    write.catch(() => undefined);
    writes.add(write);
    result.rangeCount += 1;
    rangeEntries = [];
    if (writes.size >= writesAtOnce) await Promise.race(writes);
  };
  const addInvalid = ({ line, input }: ListEntry, reason: string): void => {
    result.invalidCount += 1;
    if (result.invalid.length < maximumInvalidListed)
      // The batch keeps this for good, so a number in it would outlive its erasure.
      result.invalid.push({
        line,
        input: maskNumbersIn(beginningOf(input, maximumInputLength)),
        reason: beginningOf(reason, maximumReasonLength),
      });
  };

  /** Adds an entry to the range, or to the invalid ones. True: the range is full. */
  const addEntry = (entry: ListEntry): boolean => {
    entries += 1;
    if (entries > maximumEntries)
      throw new UnreadableList(`The list has more than ${maximumEntries} entries. Split it.`);
    if ("reason" in entry) {
      addInvalid(entry, entry.reason);
      return false;
    }
    const { number, reason } = normalize(withoutChannel(entry.to), batch.country, { withFictional });
    if (number === null) {
      addInvalid(entry, reason ?? "not_a_number");
      return false;
    }
    const named = namedChannel(entry.to);
    if (named !== null && named !== batch.channel) {
      addInvalid(entry, "other_channel");
      return false;
    }
    const own = withLineEnds(keepUsed(entry.variables));
    const variables = { ...batch.template?.variables, ...own };
    const unfit =
      unfitVariables({ ...batch.contentVariables, ...variables }) ??
      unfitForContent(variables) ??
      (check && renderingFailure(() => check({ locale: batch.template?.locale, variables })));
    if (unfit) addInvalid(entry, unfit);
    else if (seen.add(personKey(number))) {
      result.total += 1;
      rangeEntries.push({ to: number, variables: own });
    } else result.duplicates += 1;
    return rangeEntries.length === recipientsPerRange;
  };

  for await (const some of listEntries(stream, readingOf(batch)))
    for (const entry of some) if (addEntry(entry)) await writeRangeFile();
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

/** Returns a filter that keeps the variables that the text uses, or all of them if the provider fills in the text itself. */
const usedVariables = ({ texts, contentSid }: StoredBatch) => {
  if (contentSid !== null) return (variables: Recipient["variables"]) => variables;
  const names = texts ? namesIn(texts) : new Set<string>();
  return (variables: Recipient["variables"]) =>
    Object.fromEntries(Object.entries(variables).filter(([name]) => names.has(name)));
};

/** Converts line ends as the API does in a request. */
const withLineEnds = (variables: Recipient["variables"]): Recipient["variables"] =>
  Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, withNewlines(value)]));

/** Returns a check of the values for an approved template. It says why the channel's operator would refuse them. Null: it would not. */
const contentChecker = ({ channel, contentSid, contentVariables, texts }: StoredBatch) => {
  const used = texts && namesIn(texts);
  return (variables: Recipient["variables"]): string | null => {
    const unfit = contentSid === null ? null : unfitValueIn(channel, { ...contentVariables, ...variables }, used);
    return unfit && `variable_unfit_for_${channel}: ${unfit.name} (${unfit.reason})`;
  };
};

/** Why a recipient's text cannot be rendered. Null: it can. */
const renderingFailure = (check: () => unknown): string | null => {
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
