import type { LimitedSend } from "../limits/check-limits.ts";
import { normalize } from "../numbers/normalize.ts";
import type { StoredMessage } from "./stored-message.ts";

/** What the tenant's limits count of a message. */
export const limitedSend = ({ scope, to, channel, segmentCount, isTest, batchId }: StoredMessage): LimitedSend => ({
  scope,
  to,
  country: normalize(to).country,
  channel,
  segments: segmentCount,
  isTest,
  isPaced: batchId !== undefined,
});
