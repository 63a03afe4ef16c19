import type { Item } from "../aws/dynamodb.ts";
import { epochSeconds, now } from "../kernel/clock.ts";
import type { StoredVerification } from "./verification.ts";
import { keptSeconds, keysOf } from "./verification-keys.ts";

export const itemOfVerification = (verification: StoredVerification): Item => ({
  ...keysOf(verification),
  ...verification,
  expiresAt: epochSeconds(Date.parse(verification.createdAt)) + keptSeconds,
});

/** True for a verification's own row, not one of those that point to it. */
export const isVerification = ({ sk }: Item): boolean => String(sk).startsWith("ver_");

/** DynamoDB may keep an expired row for two days more: it is absent (invariant 19). */
export const isPresent = ({ expiresAt }: Item): boolean => Number(expiresAt) > epochSeconds(now());

/** The verification that stood in the way of a conditional write, if one did. */
export const presentVerification = (item: Item | undefined): StoredVerification | null =>
  item && isPresent(item) ? verificationFromItem(item) : null;

/** The one place where a row becomes a verification; our own rows are trusted to hold what we wrote. */
export const verificationFromItem = ({
  pk,
  sk,
  timeKey,
  timeSort,
  expiresAt,
  ...attributes
}: Item): StoredVerification => attributes as unknown as StoredVerification;
