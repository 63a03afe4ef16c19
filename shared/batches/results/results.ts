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

/** Up to this many recipients fit into the answer itself: a line has about 150 bytes, and a Lambda answers 6 MB at most. */
const maximumInAnswer = 5_000;
/** While a batch runs, an older file is written again. A file of a million recipients takes a minute or two. */
const freshMilliseconds = 5 * minute;
const keptMilliseconds = batchFilesKeptDays * day;
const urlSeconds = (15 * minute) / second;

export type Results = { kind: "csv"; csv: string } | { kind: "url"; url: string } | { kind: "later" };

/** The result of each recipient. Throws not_found once the list is deleted, and conflict if it is not imported yet, or never will be. */
export const resultsOf = async (batch: StoredBatch): Promise<Results> => {
  if (batch.rangeCount === null) throw new Problem("conflict", { detail: whyNotImported(batch) });
  if (isGone(batch))
    throw notFound(
      `results (the hub keeps them for ${batchFilesKeptDays} days after a batch has ended, and no longer than its list)`,
    );
  if (batch.total <= maximumInAnswer) return { kind: "csv", csv: await textOf(resultLines(batch)) };
  if (isFresh(batch))
    return { kind: "url", url: await fileUrl(batch.scope, resultsName(batch), `${batch.id}.csv`, urlSeconds) };
  if (!isFileRequested(batch)) await requestFile(batch);
  return { kind: "later" };
};

/** A cancellation can come before the import, which then never begins: the caller must not wait for it. */
const whyNotImported = ({ status }: StoredBatch): string =>
  status === "canceled" || status === "canceling"
    ? "The batch was canceled before its list was imported. Nothing was sent."
    : "The list is still being imported. Ask again in a few seconds.";

const isGone = ({ createdAt, completedAt }: StoredBatch): boolean =>
  now() - Date.parse(createdAt) > rangesKeptMilliseconds ||
  (completedAt !== null && now() - Date.parse(completedAt) > keptMilliseconds);

/** A client that polls every few seconds causes one file, not one for each request, and one more once the batch has ended. */
const isFileRequested = (batch: StoredBatch): boolean =>
  batch.resultsAskedAt != null &&
  !predatesEnd(batch, batch.resultsAskedAt) &&
  now() - Date.parse(batch.resultsAskedAt) < freshMilliseconds;

/** A file from before the end of the batch shows recipients as pending. */
const predatesEnd = ({ completedAt }: StoredBatch, at: string): boolean => completedAt !== null && at < completedAt;

const requestFile = async (batch: StoredBatch): Promise<void> => {
  await enqueueBatch({ kind: "results", scope: batch.scope, batchId: batch.id, correlationId: batch.requestId });
  await changeBatch(batch, { from: allBatchStatuses, set: { resultsAskedAt: nowIso() } });
};

/** A file from after the end may still miss a late callback, so it lasts twice as long, but not forever. */
const isFresh = (batch: StoredBatch): boolean => {
  const { resultsAt, completedAt } = batch;
  if (resultsAt === null || predatesEnd(batch, resultsAt)) return false;
  return now() - Date.parse(resultsAt) < (completedAt === null ? 1 : 2) * freshMilliseconds;
};

const textOf = async (pieces: AsyncIterable<string>): Promise<string> => {
  let text = "";
  for await (const piece of pieces) text += piece;
  return text;
};
