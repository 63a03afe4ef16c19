import { now } from "../../kernel/clock.ts";
import { tenantOfScope } from "../../kernel/ids.ts";
import { countInSlice } from "../../limits/counts/sliced-count-writes.ts";
import { log } from "../../observability/logger.ts";
import type { StoredVerification } from "../verification.ts";
import { countToday } from "./daily-figure-writes.ts";
import { checkCounts } from "./guessing.ts";
import { prefixCounts, prefixOf } from "./prefix-breaker.ts";

/** What the send of a code counts as. */
export type SendCount = "sent" | "blocked" | "failed";

/**
 * Counts what became of the latest code: handed to the provider (or perhaps so), kept from it for the number's sake, or not taken by
 * it. Never throws: what could not be counted is logged.
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
  return counted(verification, [
    countToday(latestOf(verification), count),
    // Test codes reach nobody, so nobody gives them back.
    ...(count === "sent" && !isTest ? [countForBreaker(verification, "sent")] : []),
  ]);
};

/** Counts an approval, beside making it; -1 takes it back where another check was quicker. Never throws. */
export const noteApproved = (verification: StoredVerification, by: 1 | -1 = 1): Promise<void> =>
  counted(verification, [
    countToday(latestOf(verification), "approved", by),
    countInSlice(checkCounts(verification.scope), "approved", now(), by),
    ...(verification.isTest ? [] : [countForBreaker(verification, "approved", by)]),
  ]);

/** Counts a verification whose attempts are used up, or takes it back. Never throws. */
export const noteFailed = (verification: StoredVerification, by: 1 | -1 = 1): Promise<void> =>
  counted(verification, [countToday(latestOf(verification), "exhausted", by)]);

/** Counts a code that was kept from a closed block of numbers. Never throws. */
export const noteBlocked = async (code: Parameters<typeof countToday>[0]): Promise<void> => {
  await countToday(code, "blocked").catch((error) =>
    log.error("store_unavailable", error, { tenantId: tenantOfScope(code.scope) }),
  );
};

/** Both count in the slice of the send, so that a block's share is that of the codes which had their chance. */
const countForBreaker = async (
  verification: StoredVerification,
  what: "sent" | "approved",
  by: 1 | -1 = 1,
): Promise<void> => {
  const { scope, to, sends, createdAt } = verification;
  const sentAt = Date.parse(sends.at(-1)?.at ?? createdAt);
  await countInSlice(prefixCounts(scope, prefixOf(to)), what, sentAt, by);
};

const latestOf = ({ scope, country, channel, sends }: StoredVerification) => ({
  scope,
  country,
  channel: sends.at(-1)?.channel ?? channel,
});

const counted = async ({ id }: StoredVerification, counting: readonly Promise<unknown>[]): Promise<void> => {
  for (const result of await Promise.allSettled(counting))
    if (result.status === "rejected") log.error("store_unavailable", result.reason, { verificationId: id });
};
