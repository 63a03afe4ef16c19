import { now } from "../../kernel/clock.ts";
import { tenantOfScope } from "../../kernel/ids.ts";
import { countInSlice } from "../../limits/counts/sliced-count-writes.ts";
import { log } from "../../observability/logger.ts";
import type { StoredVerification } from "../verification.ts";
import { countToday } from "./daily-figure-writes.ts";
import { checkCounts } from "./guessing.ts";
import { prefixCounts, prefixOf } from "./prefix-breaker.ts";

/** The daily figure that a send counts in. */
export type SendCount = "sent" | "blocked" | "failed";

/**
 * Counts the latest code: `sent` if the provider took it or may have taken it, `blocked` if the hub sent none because of the number,
 * `failed` if the provider refused it. Never throws: a failure to count is logged.
 */
export const noteSent = (verification: StoredVerification, count: SendCount): Promise<void> => {
  const { id, engine, country, channel, sends, isTest } = verification;
  const latest = sends.at(-1);
  log.info("verification_sent", {
    verificationId: id,
    outcome: latest?.status ?? count,
    channel: latest?.channel ?? channel,
    engine,
    country,
    errorCode: latest?.error?.code,
    isTest,
  });
  return settleAll(verification, [
    countToday(latestOf(verification), count),
    // Test codes reach nobody, so nobody can use them.
    ...(count === "sent" && !isTest ? [countForBreaker(verification, "sent")] : []),
  ]);
};

/** Counts an approval while it is written. -1 takes it back if another request was faster. Never throws. */
export const noteApproved = (verification: StoredVerification, by: 1 | -1 = 1): Promise<void> =>
  settleAll(verification, [
    countToday(latestOf(verification), "approved", by),
    countInSlice(checkCounts(verification.scope), "approved", now(), by),
    ...(verification.isTest ? [] : [countForBreaker(verification, "approved", by)]),
  ]);

/** Counts a verification whose attempts are used up, or takes it back. Never throws. */
export const noteExhausted = (verification: StoredVerification, by: 1 | -1 = 1): Promise<void> =>
  settleAll(verification, [countToday(latestOf(verification), "exhausted", by)]);

/** Counts a code that the prefix breaker refused. Never throws. */
export const noteBlocked = async (code: Parameters<typeof countToday>[0]): Promise<void> => {
  await countToday(code, "blocked").catch((error) =>
    log.error("store_unavailable", error, { tenantId: tenantOfScope(code.scope) }),
  );
};

/** Sends and approvals both count in the slice of the send, so that a block's share is about the same codes. */
const countForBreaker = async (
  verification: StoredVerification,
  count: "sent" | "approved",
  by: 1 | -1 = 1,
): Promise<void> => {
  const { scope, to, sends, createdAt } = verification;
  const sentAt = Date.parse(sends.at(-1)?.at ?? createdAt);
  await countInSlice(prefixCounts(scope, prefixOf(to)), count, sentAt, by);
};

const latestOf = ({ scope, country, channel, sends }: StoredVerification) => ({
  scope,
  country,
  channel: sends.at(-1)?.channel ?? channel,
});

/** Waits for all counts and logs those that fail. */
const settleAll = async ({ id }: StoredVerification, counting: readonly Promise<unknown>[]): Promise<void> => {
  for (const result of await Promise.allSettled(counting))
    if (result.status === "rejected") log.error("store_unavailable", result.reason, { verificationId: id });
};
