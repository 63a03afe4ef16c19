import type { RangeTask } from "../aws/ranges-queue.ts";
import { now } from "../clock.ts";
import type { MessageId } from "../ids.ts";
import type { BatchRow } from "../messages/batch-message-reads.ts";
import { configOfBatch } from "./batch-config.ts";
import { reserveSlots } from "./pace.ts";
import type { Counts } from "./range.ts";
import type { Visit } from "./run-range.ts";
import type { Waves } from "./send-waves.ts";

interface Seen {
  counts: Counts;
  rows: ReadonlyMap<MessageId, BatchRow>;
  waves: Waves | null;
}

type Next = Pick<RangeTask, "notBefore" | "slots" | "throttled">;

const seconds = (count: number): number => count * 1000;
const minutes = (count: number): number => seconds(60 * count);

/** The sweeper looks for what is unknown for a day. */
const followedMilliseconds = minutes(25 * 60);

/** When a range is to be visited again, and for what; null: never. */
export const nextVisit = async (visit: Visit, seen: Seen): Promise<Next | null> => {
  if (seen.counts.pending === 0) return lateLook(visit, seen.counts);
  const { waiting, unsent } = openIn(visit, seen.rows);
  if (visit.batch.status !== "running" || unsent + waiting.length === 0) return { notBefore: now() + seconds(5) };
  const due = waiting.filter((retryAt) => retryAt <= now()).length;
  if (unsent + due === 0) return { notBefore: Math.min(...waiting) };
  return { ...(await nextSending(visit, seen.waves, unsent + due)) };
};

const nextSending = async ({ batch, task }: Visit, waves: Waves | null, wanted: number): Promise<Next> => {
  const slots = await reserveSlots(await configOfBatch(batch), wanted);
  const paced: Next = slots ? { slots: slots.count, notBefore: slots.at } : { notBefore: now() };
  if (!waves?.isThrottled) return paced;
  const throttled = (task.throttled ?? 0) + 1;
  return { ...paced, throttled, notBefore: Math.max(paced.notBefore ?? 0, now() + backoffOf(throttled)) };
};

/** 2, 4, 8 … seconds up to five minutes, spread by half so that the ranges of a throttled account do not return together. */
const backoffOf = (throttled: number): number => {
  const whole = Math.min(minutes(5), seconds(2 ** Math.min(throttled, 10)));
  return whole / 2 + (Math.random() * whole) / 2;
};

const openIn = ({ ids }: Visit, rows: Seen["rows"]): { waiting: number[]; unsent: number } => {
  const waiting: number[] = [];
  let unsent = 0;
  for (const id of ids) {
    const row = rows.get(id);
    if (!row) unsent += 1;
    else if (row.status === "queued") waiting.push(row.message?.retryAt ?? 0);
  }
  return { waiting, unsent };
};

/**
 * What became of a message may still change once its range is done: an unknown one is found, or a provider that took it tells that it
 * failed. So the range is counted again: while something in it is unknown, and once after a quarter of an hour.
 */
const lateLook = ({ batch, row }: Visit, { unknown }: Counts): Next | null => {
  const age = now() - Date.parse(batch.createdAt);
  if (unknown > 0 && age < followedMilliseconds)
    return { notBefore: now() + Math.min(minutes(15), Math.max(seconds(30), age / 2)) };
  return row?.isDone ? null : { notBefore: now() + minutes(15) };
};
