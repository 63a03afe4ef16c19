import { now } from "../../kernel/clock.ts";
import { tenantOfScope } from "../../kernel/ids.ts";
import { waits } from "../../kernel/timeouts-and-waits.ts";
import { normalize } from "../../numbers/normalize.ts";
import { log } from "../../observability/logger.ts";
import { freshRestrictionsOf, restrictionsOf } from "../../sending-pauses/pause-reads.ts";
import { findPausedBy, keepSince, newPausedBy, type PausedBy } from "../../sending-pauses/paused-by.ts";
import type { StoredBatch } from "../batch.ts";
import { changeBatch } from "../batch-writes.ts";
import { providerConfigOfBatch } from "../provider-config-of-batch.ts";

/** What holds the whole batch. Null: nothing does, although a pause may hold some countries. `isFresh`: bypasses the cache. */
export const holdOfBatch = async (batch: StoredBatch, isFresh = false): Promise<PausedBy | null> => {
  const tenantId = tenantOfScope(batch.scope);
  const restrictions = await (isFresh ? freshRestrictionsOf(tenantId) : restrictionsOf(tenantId));
  const pausedBy = findPausedBy(restrictions, { ...batch, country: null });
  const current =
    pausedBy ??
    ((await providerConfigOfBatch(batch)).kind === "inactive" ? newPausedBy("provider_config_inactive") : null);
  return current && keepSince(batch.pausedBy, current);
};

/**
 * Holds a batch: its visits end without a successor, and the sweeper queues its ranges again once nothing holds it any more, which may be
 * weeks later. Null: the batch has changed since it was read, and the function that changed it queues the ranges.
 */
export const holdBatch = async (batch: StoredBatch, pausedBy: PausedBy): Promise<StoredBatch | null> => {
  const set = { isHeld: true, pausedBy };
  const held = await changeBatch(batch, {
    from: ["running"],
    where: "sameGeneration",
    set,
    dueAt: now() + waits().pausedLook,
  });
  if (held && !batch.isHeld) log.info("batch_held", { kind: pausedBy.kind, pauseId: pausedBy.pauseId });
  return held;
};

/**
 * For each recipient, the pause that holds their country; null if none does. The batch shows one of these pauses: the one that it shows
 * already, while that is in force, else the first one found.
 */
export const holdsByCountry = async (
  batch: StoredBatch,
  recipients: readonly { to: string }[],
): Promise<(PausedBy | null)[]> => {
  const restrictions = await restrictionsOf(tenantOfScope(batch.scope));
  const isNone = !restrictions.pauses.some(({ country }) => country !== null);
  const holds = recipients.map(({ to }) => {
    const pausedBy = isNone ? null : findPausedBy(restrictions, { ...batch, country: normalize(to).country });
    return pausedBy && keepSince(batch.pausedBy, pausedBy);
  });
  const isShownInForce = restrictions.pauses.some(({ id }) => id === batch.pausedBy?.pauseId);
  const shown = isShownInForce ? batch.pausedBy : (holds.find((pausedBy) => pausedBy !== null) ?? null);
  if (shown !== batch.pausedBy)
    await changeBatch(batch, { from: ["running"], where: "sameHold", set: { pausedBy: shown } });
  return holds;
};
