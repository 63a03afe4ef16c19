import type * as z from "zod";
import type { CodeChannel } from "../api/channels.ts";
import type { PausedBy as Contract } from "../api/schemas/paused-by.ts";
import { now, nowIso } from "../kernel/clock.ts";
import { minute } from "../kernel/durations.ts";
import { Problem } from "../kernel/errors.ts";
import { hubTenantId } from "../kernel/ids.ts";
import { waits } from "../kernel/timeouts-and-waits.ts";
import type { ProviderName } from "../providers/manifests.ts";
import { isInForce, type StoredPause } from "./sending-pause.ts";

export type PausedBy = z.output<typeof Contract>;

/** All that may hold a tenant's work, as it was read. */
export interface SendingRestrictions {
  isSuspended: boolean;
  /** The operator lets it send by the hub's shared configuration (`useHubProvider`), or it is the hub's own tenant. */
  mayUseHub: boolean;
  pauses: readonly StoredPause[];
}

/** What is about to go out. */
export interface Outgoing {
  provider: ProviderName | "test" | null;
  /** Whose the configuration is that it goes by. */
  configTenantId?: string | null | undefined;
  channel: CodeChannel;
  /** The recipient's; null: none, or not asked for, as for a whole batch. Then a pause of a country does not hold it. */
  country: string | null;
  /** Nothing of it leaves the hub. */
  isTest: boolean;
}

/** What holds it; null: nothing does. A suspension holds everything; a pause, and the operator who withdrew the hub's provider, what goes to a provider. */
export const findPausedBy = (
  { isSuspended, mayUseHub, pauses }: SendingRestrictions,
  outgoing: Outgoing,
): PausedBy | null => {
  if (isSuspended) return newPausedBy("tenant_suspended");
  if (outgoing.isTest) return null;
  if (outgoing.configTenantId === hubTenantId && !mayUseHub) return newPausedBy("hub_provider_withdrawn");
  const pause = pauses.find((one) => isInForce(one) && matches(one, outgoing));
  return pause ? newPausedBy("sending_pause", pause) : null;
};

const matches = ({ provider, channel, country }: StoredPause, outgoing: Outgoing): boolean =>
  (provider === null || provider === outgoing.provider) &&
  (channel === null || channel === outgoing.channel) &&
  (country === null || country === outgoing.country);

export const newPausedBy = (kind: PausedBy["kind"], pause?: StoredPause): PausedBy => ({
  kind,
  pauseId: pause?.id ?? null,
  reason: pause?.reason ?? null,
  until: pause?.until ?? null,
  since: nowIso(),
});

/** What holds it now, since when the same has held it. */
export const keepSince = (before: PausedBy | null | undefined, current: PausedBy): PausedBy =>
  before?.kind === current.kind && before.pauseId === current.pauseId ? { ...current, since: before.since } : current;

const longestLook = 5 * minute;

/** When work that is held is next looked at, epoch milliseconds: the longer it waits the more seldom, for there may be much of it for weeks. */
export const nextLookAt = ({ since }: Pick<PausedBy, "since">): number =>
  now() + Math.min(longestLook, Math.max(waits().pausedLook, (now() - Date.parse(since)) / 4));

/** For what is of no use later: a code is refused, where a message waits. */
export const sendingPaused = (pausedBy: PausedBy): Problem => {
  const { kind, reason, until } = pausedBy;
  const detail = kind === "sending_pause" ? `Sending is paused: ${reason}` : "Sending is paused.";
  const retryAfterSeconds = until === null ? undefined : Math.max(1, Math.ceil((Date.parse(until) - now()) / 1000));
  return new Problem("sending_paused", {
    detail,
    extensions: { pausedBy },
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  });
};
