import type * as z from "zod";
import type { SendingPause } from "../api/operations/sending-pauses.ts";
import type { Item } from "../aws/dynamodb.ts";
import { now } from "../kernel/clock.ts";
import type { TenantId } from "../kernel/ids.ts";

type Contract = z.output<typeof SendingPause>;

/** A pause as its owner's list stores it. */
export interface StoredPause extends Contract {
  tenantId: TenantId | null;
}

/** The owner of the pauses that the platform has set, for all tenants or for one. */
export const platformList = "platform";

/** The owner of a list of pauses: the platform, or a tenant that sets them for itself. */
export type PauseOwner = typeof platformList | TenantId;

/**
 * The key of the row with all pauses of an owner. One row is enough, because they are few and every send reads them. It is in the tenants
 * table, where no tenant's id has a `#`.
 */
export const pausesKey = (owner: PauseOwner) => ({ pk: `${owner}#sending-pauses` });

export interface PauseList {
  pauses: readonly StoredPause[];
  /** Each change raises it by one. 0: there is no row. */
  revision: number;
}

/** Only this function turns a row into pauses. It does not validate the row, because only the hub writes it. */
export const pauseListFromItem = (item: Item | undefined): PauseList =>
  item
    ? { pauses: (item.pauses as StoredPause[]).filter(isInForce), revision: Number(item.revision) }
    : { pauses: [], revision: 0 };

export const isInForce = ({ until }: Pick<StoredPause, "until">): boolean =>
  until === null || Date.parse(until) > now();

type PauseTarget = Pick<StoredPause, "tenantId" | "provider" | "country" | "channel">;

/** True if both pauses hold the same sends. Setting such a pause twice makes one pause. */
export const isSameTarget = (one: PauseTarget, other: PauseTarget): boolean =>
  one.tenantId === other.tenantId &&
  one.provider === other.provider &&
  one.country === other.country &&
  one.channel === other.channel;
