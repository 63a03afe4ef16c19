import { now } from "../kernel/clock.ts";
import { hour, second } from "../kernel/durations.ts";
import { log, withLogContext } from "../observability/logger.ts";
import { credentialsOf } from "../provider-configs/credentials/credentials-of.ts";
import { type ListDue, readListsDue } from "../provider-configs/opt-out-lists/opt-out-list-reads.ts";
import { claimList, keepCursor } from "../provider-configs/opt-out-lists/opt-out-list-writes.ts";
import { isUsable } from "../provider-configs/provider-config.ts";
import { openOptOutList } from "../providers/open-opt-out-list.ts";
import { syncList } from "./sync-list.ts";

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
export const syncLists = async ({ remaining }: { remaining: () => number }): Promise<number> => {
  const due = await readListsDue(now() - everyMilliseconds, listsPerRun);
  const hasTime = (): boolean => remaining() > neededMilliseconds;
  let next = 0;
  let read = 0;
  const worker = async (): Promise<void> => {
    for (let list = due[next++]; list && hasTime(); list = due[next++]) if (await sync(list, hasTime)) read += 1;
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return read;
};

/** One list's trouble must not keep the others unread; it comes up again in an hour. */
const sync = (due: ListDue, hasTime: () => boolean): Promise<boolean> =>
  withLogContext({ tenantId: due.tenantId, providerConfigId: due.id }, async () => {
    try {
      const providerConfig = await claimList(due, now());
      // Deactivated or not: what is stopped goes out, and this comes in.
      if (!providerConfig || !isUsable(providerConfig)) return false;
      const list = await openOptOutList(providerConfig, () => credentialsOf(providerConfig));
      if (!list) return false;
      const { added, removed, cursor, failure } = await syncList(providerConfig, list, hasTime);
      await keepCursor(providerConfig, cursor);
      if (failure) log.warn("opt_out_list_unread", { kind: failure.kind, providerCode: failure.error.providerCode });
      log.info("opt_out_list_read", { added, removed, isWhole: cursor === null });
      return failure === undefined;
    } catch (error) {
      log.error("store_unavailable", error);
      return false;
    }
  });
