import { Problem } from "../kernel/errors.ts";
import type { Scope } from "../kernel/ids.ts";
import type { LogCode, LogFields } from "../observability/log-codes.ts";
import { log } from "../observability/logger.ts";
import { isOptedOut } from "../opt-outs/opt-out-reads.ts";
import { recordProviderOptOut } from "../opt-outs/provider-opt-out.ts";
import { changedCredentials } from "../provider-configs/credentials/changed-credentials.ts";
import { isCoolingDown, noteHealth } from "../provider-configs/health/provider-health-writes.ts";
import type { StoredProviderConfig } from "../provider-configs/provider-config.ts";
import { readConfigRow } from "../provider-configs/provider-config-reads.ts";
import type { ProviderCredentials } from "../providers/credentials.ts";
import type { SendOutcome } from "../providers/provider.ts";
import { isOpenElsewhere, isProvidersFault, ofBoth } from "./faults.ts";

/** One provider configuration by which a message or a code may go. */
export interface Route {
  providerConfig: StoredProviderConfig;
  /** What it comes from. Undefined: the provider chooses. */
  sender: string | undefined;
}

/** What is delivered, and how it goes by a route. */
export interface Delivery<By extends Route> {
  scope: Scope;
  /** E.164. */
  to: string;
  /** What the lines of the log name it by. */
  named: LogFields;
  failedOver: Extract<LogCode, "message_failed_over" | "verification_failed_over">;
  /** A failure of a batch's message says less about a provider than a single one's. */
  countsAs: "single" | "batch";
  /**
   * The one call of a provider, which never throws. `changed`: credentials that were set since the route was opened, where the provider
   * refused the earlier ones.
   */
  send: (route: By, changed: ProviderCredentials | null) => Promise<SendOutcome>;
  /** The route by a failover that is active and usable in itself. Null, or a Problem: it cannot carry this. */
  routeBy: (failover: StoredProviderConfig) => Promise<By | null>;
  /** Writes that it goes by another route now, before that one's provider is asked. Null: it is no longer ours to send. */
  take: (route: By, before: By) => Promise<By | null>;
  /** Whether an outcome of one provider stands, though the other was not asked or is only busy. */
  stands: (outcome: SendOutcome) => boolean;
}

export interface Delivered<By> {
  /** The one that the outcome is of. */
  route: By;
  outcome: SendOutcome;
}

/**
 * Hands something to its provider, and to the configuration's failover where the provider certainly did not send it for a reason of its own
 * (credentials, suspended, throttled, unreachable). Never after an outcome that may have been a send (invariant 1), and never for a fault of
 * the recipient's. While a provider cools down, its failover is asked first. Where the failover does not take it either, the first
 * outcome stands, unless no provider would take it: a bad failover makes nothing worse. At most two configurations are asked. Never throws.
 */
export const deliver = async <By extends Route>(first: By, delivery: Delivery<By>): Promise<Delivered<By>> => {
  const spare = isCoolingDown(first.providerConfig) ? await failoverOf(first, delivery) : null;
  if (spare) return failoverFirst(first, spare, delivery);
  const tried = await handOver(first, delivery);
  const second = isProvidersFault(tried.outcome) ? await failoverOf(first, delivery) : null;
  if (!second) return tried;
  const last = await handOver(second, delivery);
  if (!isOpenElsewhere(last.outcome) || delivery.stands(last.outcome)) return last;
  const route = (await takeBack(first, second, delivery)) ?? second;
  return { route, outcome: ofBoth(tried.outcome, last.outcome) };
};

/** The first one cools down and has not been asked: it is, where the failover cannot do it either. */
const failoverFirst = async <By extends Route>(
  first: By,
  failover: By,
  delivery: Delivery<By>,
): Promise<Delivered<By>> => {
  const tried = await handOver(failover, delivery);
  if (!isOpenElsewhere(tried.outcome) || delivery.stands(tried.outcome)) return tried;
  const back = (await mayHaveOptedOut(first, delivery)) ? null : await takeBack(first, failover, delivery);
  if (!back) return tried;
  const last = await handOver(back, delivery);
  return isProvidersFault(last.outcome) ? { route: back, outcome: ofBoth(last.outcome, tried.outcome) } : last;
};

/**
 * The route by the failover. Null: there is none that is usable, it cools down itself, the recipient has opted out of its sender, or this is no
 * longer ours to send. Then the first outcome stands.
 */
const failoverOf = async <By extends Route>(first: By, delivery: Delivery<By>): Promise<By | null> => {
  const { id, tenantId, failoverConfigId } = first.providerConfig;
  if (failoverConfigId === null) return null;
  try {
    const failover = await readConfigRow(tenantId, failoverConfigId);
    if (!failover?.isActive || failover.testMode || isCoolingDown(failover)) return null;
    const route = await delivery.routeBy(failover);
    if (!route || (await hasOptedOut(route, delivery))) return null;
    const taken = await delivery.take(route, first);
    if (taken) log.warn(delivery.failedOver, { ...delivery.named, providerConfigId: id, provider: failover.provider });
    return taken;
  } catch (error) {
    // A failover that cannot carry this is none.
    if (!(error instanceof Problem)) log.error("store_unavailable", error, delivery.named);
    return null;
  }
};

/** The first route again. Null: that cannot be written, for it is no longer ours or the store failed. */
const takeBack = async <By extends Route>(first: By, failover: By, delivery: Delivery<By>): Promise<By | null> => {
  try {
    return await delivery.take(first, failover);
  } catch (error) {
    log.error("store_unavailable", error, delivery.named);
    return null;
  }
};

const hasOptedOut = <By extends Route>({ providerConfig, sender }: By, { scope, to }: Delivery<By>): Promise<boolean> =>
  isOptedOut([scope, providerConfig.tenantId], to, sender, providerConfig.id);

/**
 * The opt-outs from the first one's sender were read before the failover was asked, up to a provider call ago: a STOP may have come since
 * (invariant 7). Where nobody can tell, nothing is sent.
 */
const mayHaveOptedOut = async <By extends Route>(route: By, delivery: Delivery<By>): Promise<boolean> => {
  try {
    return await hasOptedOut(route, delivery);
  } catch (error) {
    log.error("store_unavailable", error, delivery.named);
    return true;
  }
};

const handOver = async <By extends Route>(route: By, delivery: Delivery<By>): Promise<Delivered<By>> => {
  const outcome = await sendOnce(route, delivery);
  const { providerConfig, sender } = route;
  if (outcome.kind === "rejected" && outcome.error.code === "recipient_opted_out")
    await recordProviderOptOut(providerConfig, { number: delivery.to, sender, named: delivery.named });
  await noteHealth(providerConfig, outcome, delivery.countsAs);
  return { route, outcome };
};

/** Where the credentials were refused nothing was sent: if they have been changed meanwhile, it is asked once more with the new ones. */
const sendOnce = async <By extends Route>(route: By, delivery: Delivery<By>): Promise<SendOutcome> => {
  const outcome = await delivery.send(route, null);
  if (outcome.kind !== "rejected" || outcome.error.code !== "credentials_rejected") return outcome;
  const changed = await changedCredentials(route.providerConfig);
  return changed ? delivery.send(route, changed) : outcome;
};
