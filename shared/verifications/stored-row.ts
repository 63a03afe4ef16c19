import type { Item } from "../aws/dynamodb.ts";
import { epochSeconds, now } from "../kernel/clock.ts";
import type { StoredVerification } from "./verification.ts";
import { keptSeconds, keysOf } from "./verification-keys.ts";

export const itemOfVerification = (verification: StoredVerification): Item => ({
  ...keysOf(verification),
  ...verification,
  expiresAt: epochSeconds(Date.parse(verification.createdAt)) + keptSeconds,
});

/** True for a verification's own row, false for a row that points to it. */
export const isVerification = ({ sk }: Item): boolean => String(sk).startsWith("ver_");

/** DynamoDB may keep an expired row for two more days. The hub treats it as absent (invariant 19). */
export const isPresent = ({ expiresAt }: Item): boolean => Number(expiresAt) > epochSeconds(now());

/** The verification that made a conditional write fail, if there is one. */
export const presentVerification = (item: Item | undefined): StoredVerification | null =>
  item && isPresent(item) ? verificationFromItem(item) : null;

/** The only place that turns a row into a verification. Rows are not validated, because only the hub writes them. */
export const verificationFromItem = ({
  pk,
  sk,
  timeKey,
  timeSort,
  expiresAt,
  ...attributes
}: Item): StoredVerification => attributes as unknown as StoredVerification;
