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

/** What holds all of a batch; null: nothing does, though some of its recipients may be held. `isFresh`: not by memory. */
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
 * Lets a batch rest: its visits end without a successor, and the sweeper hands its ranges out anew once nothing holds it any more, which
 * may be weeks later. Null: it is not what was read any more, and whoever changed it has handed its ranges out or will.
 */
export const holdBatch = async (batch: StoredBatch, pausedBy: PausedBy): Promise<StoredBatch | null> => {
  const set = { isHeld: true, pausedBy };
  const resting = await changeBatch(batch, {
    from: ["running"],
    where: "sameGeneration",
    set,
    dueAt: now() + waits().pausedLook,
  });
  if (resting && !batch.isHeld) log.info("batch_held", { kind: pausedBy.kind, pauseId: pausedBy.pauseId });
  return resting;
};

/**
 * What holds recipients by their country, where nothing holds all of the batch; null for those who are not. It is told in the batch, one such
 * pause for all: the one that stands there, as long as it is in force.
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
  const isStill = restrictions.pauses.some(({ id }) => id === batch.pausedBy?.pauseId);
  const told = isStill ? batch.pausedBy : (holds.find((pausedBy) => pausedBy !== null) ?? null);
  if (told !== batch.pausedBy)
    await changeBatch(batch, { from: ["running"], where: "sameHold", set: { pausedBy: told } });
  return holds;
};
