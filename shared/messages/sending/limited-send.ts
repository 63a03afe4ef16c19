import type { LimitedSend } from "../../limits/check-limits.ts";
import { normalize } from "../../numbers/normalize.ts";
import { type StoredMessage, sendingChannel } from "../stored-message.ts";

/** What the tenant's limits count of a message. */
export const limitedSend = (message: StoredMessage): LimitedSend => ({
  scope: message.scope,
  to: message.to,
  country: normalize(message.to).country,
  channel: sendingChannel(message),
  segments: message.segmentCount,
  isTest: message.isTest,
  isFromBatch: message.batchId !== undefined,
});
