import * as rules from "../api/rules.ts";
import { fingerprintOf } from "../aws/hash-key.ts";
import { concernedUser } from "../identity/authorization/named-user.ts";
import type { Caller } from "../identity/caller.ts";
import { idForRequest, replayOrRefuse } from "../identity/idempotency.ts";
import { isUnseenText } from "../kernel/characters.ts";
import { now, nowIso } from "../kernel/clock.ts";
import { broken, Problem } from "../kernel/errors.ts";
import { newClaimToken } from "../kernel/ids.ts";
import { waits } from "../kernel/timeouts-and-waits.ts";
import { log } from "../observability/logger.ts";
import type { NotificationView, StoredNotification } from "./notification.ts";
import { claimNotification, releaseNotification, writeNotification } from "./notification-writes.ts";
import { resultsOf } from "./results-of.ts";
import type { NotifyRequest } from "./try-channel.ts";

/**
 * Sends to a user on the channels that the user allows, and returns a reason for each channel that got no message. Each message is
 * idempotent under the notification's id, so a retry of an interrupted notification sends nothing twice. Quiet hours delay a message and do
 * not refuse it. Throws permission_missing, invalid_request, idempotency_in_flight, idempotency_mismatch.
 */
export const notify = async (
  caller: Caller,
  request: NotifyRequest,
  idempotencyKey: string | null,
): Promise<{ notification: NotificationView; replayed: boolean }> => {
  // The reasons reveal a user's preferences, so this checks that the caller may see them.
  concernedUser(caller, request.userId);
  if (request.message !== undefined && isUnseenText(request.message)) throw broken(rules.visibleMessage);
  const begun = await newNotification(caller, request, idempotencyKey);
  const { id, fingerprint } = begun;
  const claimed = await orRelease(begun, () => claimNotification(begun));
  if (!claimed.isOurs) return { notification: replayOf(claimed.existing, fingerprint), replayed: true };
  const results = await orRelease(begun, async () => {
    const made = await resultsOf({ caller, request, id }, claimed.isTakenUp);
    await writeNotification({ ...begun, results: made });
    return made;
  });
  return { notification: { id, results }, replayed: false };
};

const newNotification = async (
  caller: Caller,
  request: NotifyRequest,
  key: string | null,
): Promise<StoredNotification> => ({
  scope: caller.scope,
  id: await idForRequest("notification", caller, "notifyUser", key),
  userId: request.userId,
  actingUserId: caller.userId,
  fingerprint: await fingerprintOf(request),
  createdAt: nowIso(),
  results: null,
  claimToken: newClaimToken(),
  leaseUntil: now() + waits().messageLease,
});

const replayOf = (existing: StoredNotification | null, fingerprint: string): NotificationView => {
  if (existing) replayOrRefuse(existing, fingerprint);
  if (!existing?.results) throw new Problem("idempotency_in_flight", { retryAfterSeconds: 1 });
  return { id: existing.id, results: existing.results };
};

/** If the work fails, releases the claim, so that the caller can retry at once. If the release fails too, the lease ends by itself. */
const orRelease = async <Result>(begun: StoredNotification, work: () => Promise<Result>): Promise<Result> => {
  try {
    return await work();
  } catch (error) {
    await releaseNotification(begun).catch((again) =>
      log.error("store_unavailable", again, { notificationId: begun.id }),
    );
    throw error;
  }
};
