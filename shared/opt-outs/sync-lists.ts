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
/** The next run reads the remaining lists. */
const listsPerRun = 100;
const concurrency = 4;
/** The time for one page of a list, its writes, and the write at the end. */
const neededMilliseconds = 30 * second;

/**
 * Reads the opt-out lists of providers that do not report opt-outs by themselves (SNS), once an hour for each verified configuration.
 * Returns the number of lists that it read.
 */
export const syncLists = async ({ remaining }: { remaining: () => number }): Promise<number> => {
  const due = await readListsDue(now() - everyMilliseconds, listsPerRun);
  const hasTime = (): boolean => remaining() > neededMilliseconds;
  let next = 0;
  let read = 0;
  const worker = async (): Promise<void> => {
    for (let list = due[next++]; list && hasTime(); list = due[next++]) if (await sync(list, hasTime)) read += 1;
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  return read;
};

/** A failure of one list does not stop the others. The next try is in an hour. */
const sync = (due: ListDue, hasTime: () => boolean): Promise<boolean> =>
  withLogContext({ tenantId: due.tenantId, providerConfigId: due.id }, async () => {
    try {
      const providerConfig = await claimList(due, now());
      // A deactivated configuration sends nothing, but its opt-outs still count, so its list is read too.
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
