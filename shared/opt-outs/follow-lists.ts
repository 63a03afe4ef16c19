import { now } from "../kernel/clock.ts";
import { hour, second } from "../kernel/durations.ts";
import { log, withLogContext } from "../observability/logger.ts";
import { credentialsOf } from "../provider-configs/credentials/credentials-of.ts";
import { type ListDue, readListsDue } from "../provider-configs/opt-out-lists/opt-out-list-reads.ts";
import { claimList, keepCursor } from "../provider-configs/opt-out-lists/opt-out-list-writes.ts";
import { isUsable } from "../provider-configs/provider-config.ts";
import { optOutsFor } from "../providers/opt-outs-for.ts";
import { followList } from "./follow-list.ts";

const everyMilliseconds = hour;
/** Per run; what is left is the next run's. */
const listsPerRun = 100;
const atOnce = 4;
/** A page of a list, the writes that follow from it, and what is written at the end. */
const neededMilliseconds = 30 * second;

/**
 * Reads the lists of opt-outs that providers keep and do not tell of (SNS), each once an hour, for every verified configuration.
 * Returns how many it read.
 */
export const followLists = async ({ remaining }: { remaining: () => number }): Promise<number> => {
  const due = await readListsDue(now() - everyMilliseconds, listsPerRun);
  const hasTime = (): boolean => remaining() > neededMilliseconds;
  let next = 0;
  let read = 0;
  const worker = async (): Promise<void> => {
    for (let list = due[next++]; list && hasTime(); list = due[next++]) if (await follow(list, hasTime)) read += 1;
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return read;
};

/** One list's trouble must not keep the others unread; it comes up again in an hour. */
const follow = (due: ListDue, hasTime: () => boolean): Promise<boolean> =>
  withLogContext({ tenantId: due.tenantId, providerConfigId: due.id }, async () => {
    try {
      const config = await claimList(due, now());
      // Deactivated or not: what is stopped goes out, and this comes in.
      if (!config || !isUsable(config)) return false;
      const list = await optOutsFor(config, () => credentialsOf(config));
      if (!list) return false;
      const { added, removed, cursor, failure } = await followList(config, list, hasTime);
      await keepCursor(config, cursor);
      if (failure) log.warn("opt_out_list_unread", { kind: failure.kind, providerCode: failure.error.providerCode });
      log.info("opt_out_list_read", { added, removed, isWhole: cursor === null });
      return failure === undefined;
    } catch (error) {
      log.error("store_unavailable", error);
      return false;
    }
  });
