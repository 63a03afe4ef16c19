import { batchFilesKeptDays } from "../../api/sizes.ts";
import { now, nowIso } from "../../kernel/clock.ts";
import { day, minute, second } from "../../kernel/durations.ts";
import { notFound, Problem } from "../../kernel/errors.ts";
import { allBatchStatuses, type StoredBatch } from "../batch.ts";
import { changeBatch } from "../batch-writes.ts";
import { enqueueBatch } from "../batches-queue.ts";
import { resultsName } from "../lists/recipient-file.ts";
import { fileUrl } from "../lists/recipient-file-get.ts";
import { rangesKeptMilliseconds } from "../range.ts";
import { resultLines } from "./result-lines.ts";

/** So many recipients are answered at once; their lines have about 150 bytes each, and a Lambda answers 6 MB at most. */
const maximumAtOnce = 5_000;
/** While a batch runs, a file that was begun longer ago is made anew; one of a million takes a minute or two. */
const freshMilliseconds = 5 * minute;
const keptMilliseconds = batchFilesKeptDays * day;
const urlSeconds = (15 * minute) / second;

export type Results = { kind: "csv"; csv: string } | { kind: "url"; url: string } | { kind: "later" };

/** What became of each recipient. Throws not_found once the list is deleted, conflict while it is not imported, or never was. */
export const resultsOf = async (batch: StoredBatch): Promise<Results> => {
  if (batch.rangeCount === null) throw new Problem("conflict", { detail: whyNotImported(batch) });
  if (isGone(batch))
    throw notFound(
      `results: they are kept for ${batchFilesKeptDays} days after a batch's end, and no longer than its list`,
    );
  if (batch.total <= maximumAtOnce) return { kind: "csv", csv: await textOf(resultLines(batch)) };
  if (isFresh(batch))
    return { kind: "url", url: await fileUrl(batch.scope, resultsName(batch), `${batch.id}.csv`, urlSeconds) };
  if (!isAskedFor(batch)) await askFor(batch);
  return { kind: "later" };
};

/** A cancel may come before the import, which then never begins: whoever asks is not to wait for it. */
const whyNotImported = ({ status }: StoredBatch): string =>
  status === "canceled" || status === "canceling"
    ? "The batch was canceled before its list was imported: nothing of it was sent."
    : "The list is still being imported.";

const isGone = ({ createdAt, completedAt }: StoredBatch): boolean =>
  now() - Date.parse(createdAt) > rangesKeptMilliseconds ||
  (completedAt !== null && now() - Date.parse(completedAt) > keptMilliseconds);

/** Whoever asks every few seconds has one file made, not one for each time; and one more when the batch is over. */
const isAskedFor = (batch: StoredBatch): boolean =>
  batch.resultsAskedAt != null &&
  !isBeforeTheEnd(batch, batch.resultsAskedAt) &&
  now() - Date.parse(batch.resultsAskedAt) < freshMilliseconds;

/** What was made before the batch was over tells of recipients who wait. */
const isBeforeTheEnd = ({ completedAt }: StoredBatch, at: string): boolean => completedAt !== null && at < completedAt;

const askFor = async (batch: StoredBatch): Promise<void> => {
  await enqueueBatch({ kind: "results", scope: batch.scope, batchId: batch.id, correlationId: batch.requestId });
  await changeBatch(batch, { from: allBatchStatuses, set: { resultsAskedAt: nowIso() } });
};

/** A file made after the end may still miss what a late callback told, so it lasts twice as long, not for ever. */
const isFresh = (batch: StoredBatch): boolean => {
  const { resultsAt, completedAt } = batch;
  if (resultsAt === null || isBeforeTheEnd(batch, resultsAt)) return false;
  return now() - Date.parse(resultsAt) < (completedAt === null ? 1 : 2) * freshMilliseconds;
};

const textOf = async (pieces: AsyncIterable<string>): Promise<string> => {
  let text = "";
  for await (const piece of pieces) text += piece;
  return text;
};
