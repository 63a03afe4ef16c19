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

/** Everything that can hold a tenant's sends. */
export interface SendingRestrictions {
  isSuspended: boolean;
  /** True if the operator allows the hub's shared configuration (`useHubProvider`), and for the hub's own tenant. */
  mayUseHub: boolean;
  pauses: readonly StoredPause[];
}

/** A message, a code or a batch before it is sent. */
export interface Outgoing {
  provider: ProviderName | "test" | null;
  /** The owner of the provider configuration. */
  configTenantId?: string | null | undefined;
  channel: CodeChannel;
  /** The recipient's country. Null: it has none, or several, as a batch does. A pause for a country does not hold it then. */
  country: string | null;
  /** True if nothing of it leaves the hub. */
  isTest: boolean;
}

/**
 * Returns the restriction that holds a send, or null. A suspension holds every send. A pause, and the loss of the hub's provider, hold only
 * sends that go to a provider.
 */
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

/** Returns the present restriction. If the same one held the send before, keeps the time since when. */
export const keepSince = (before: PausedBy | null | undefined, current: PausedBy): PausedBy =>
  before?.kind === current.kind && before.pauseId === current.pauseId ? { ...current, since: before.since } : current;

const maximumWait = 5 * minute;

/**
 * The time of the next look at held work, in epoch milliseconds. The longer the work waits, the rarer the looks are, because much of it may
 * wait for weeks.
 */
export const nextLookAt = ({ since }: Pick<PausedBy, "since">): number =>
  now() + Math.min(maximumWait, Math.max(waits().pausedLook, (now() - Date.parse(since)) / 4));

/** The problem for a code. Messages wait for the end of a pause, but a late code is of no use, so the hub refuses it. */
export const sendingPaused = (pausedBy: PausedBy): Problem => {
  const { kind, reason, until } = pausedBy;
  const detail = kind === "sending_pause" ? `Sending is paused: ${reason}` : "Sending is paused. See `pausedBy`.";
  const retryAfterSeconds = until === null ? undefined : Math.max(1, Math.ceil((Date.parse(until) - now()) / 1000));
  return new Problem("sending_paused", {
    detail,
    extensions: { pausedBy },
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  });
};
