import type * as z from "zod";
import type { SendingPause } from "../api/operations/sending-pauses.ts";
import type { Item } from "../aws/dynamodb.ts";
import { now } from "../kernel/clock.ts";
import type { TenantId } from "../kernel/ids.ts";

type Contract = z.output<typeof SendingPause>;

/** A pause as the list that it stands in holds it. */
export interface StoredPause extends Contract {
  tenantId: TenantId | null;
}

/** The pauses that the platform has set, for all tenants and for some. */
export const platformList = "platform";

/** Who set them: the platform, or a tenant for itself. */
export type PauseOwner = typeof platformList | TenantId;

/** One row holds all pauses of an owner: they are few, and every send looks at them. Beside the tenants: an id of a tenant holds no `#`. */
export const pausesKey = (owner: PauseOwner) => ({ pk: `${owner}#sending-pauses` });

export interface PauseList {
  pauses: readonly StoredPause[];
  /** Rises with every change; 0: there is no row. */
  revision: number;
}

/** The one place where a row becomes pauses; our own rows are trusted to hold what we wrote. */
export const pauseListFromItem = (item: Item | undefined): PauseList =>
  item
    ? { pauses: (item.pauses as StoredPause[]).filter(isInForce), revision: Number(item.revision) }
    : { pauses: [], revision: 0 };

export const isInForce = ({ until }: Pick<StoredPause, "until">): boolean =>
  until === null || Date.parse(until) > now();

type PauseTarget = Pick<StoredPause, "tenantId" | "provider" | "country" | "channel">;

/** Do both hold the same? Put twice, a pause is one. */
export const isSameTarget = (one: PauseTarget, other: PauseTarget): boolean =>
  one.tenantId === other.tenantId &&
  one.provider === other.provider &&
  one.country === other.country &&
  one.channel === other.channel;
