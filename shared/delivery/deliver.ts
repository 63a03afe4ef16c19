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
import { combinedOutcome, isProviderFault, mayBeSentElsewhere } from "./faults.ts";

/** One provider configuration that can send a message or a code, and the sender. */
export interface Route {
  providerConfig: StoredProviderConfig;
  /** Undefined: the provider chooses it. */
  sender: string | undefined;
}

/** A message or a code to deliver, and how it is sent by a route. */
export interface Delivery<By extends Route> {
  scope: Scope;
  /** E.164. */
  to: string;
  /** The fields that name it in log lines. */
  named: LogFields;
  failedOver: Extract<LogCode, "message_failed_over" | "verification_failed_over">;
  /** The failure of a batch's message says less about a provider than that of a single message. */
  countsAs: "single" | "batch";
  /**
   * Makes one provider call, and never throws. `changed`: credentials that were stored after the route was opened, if the provider refused
   * the earlier ones.
   */
  send: (route: By, changed: ProviderCredentials | null) => Promise<SendOutcome>;
  /** The route of a failover that is active. Null, or a Problem: it cannot carry this. */
  routeBy: (failover: StoredProviderConfig) => Promise<By | null>;
  /** Writes the new route before its provider is called. Null: it is no longer ours to send. */
  take: (route: By, before: By) => Promise<By | null>;
  /** Whether an outcome of one provider stands, although the other was not asked or is only busy. */
  stands: (outcome: SendOutcome) => boolean;
}

export interface Delivered<By> {
  /** The route that the outcome belongs to. */
  route: By;
  outcome: SendOutcome;
}

/**
 * Hands something to its provider, and to the configuration's failover if the provider certainly did not send it, for a reason of its own
 * (credentials, suspended, throttled, unreachable). It asks no second provider after an outcome that may have been a send (invariant 1),
 * nor for a fault of the recipient. While a provider cools down, its failover is asked first. If the failover does not take it either,
 * the first outcome stands, unless no provider would take it: so a bad failover makes nothing worse. At most two configurations are
 * asked. Never throws.
 */
export const deliver = async <By extends Route>(first: By, delivery: Delivery<By>): Promise<Delivered<By>> => {
  const failover = isCoolingDown(first.providerConfig) ? await failoverOf(first, delivery) : null;
  if (failover) return failoverFirst(first, failover, delivery);
  const tried = await handOver(first, delivery);
  const second = isProviderFault(tried.outcome) ? await failoverOf(first, delivery) : null;
  if (!second) return tried;
  const last = await handOver(second, delivery);
  if (!mayBeSentElsewhere(last.outcome) || delivery.stands(last.outcome)) return last;
  const route = (await restoreRoute(first, second, delivery)) ?? second;
  return { route, outcome: combinedOutcome(tried.outcome, last.outcome) };
};

/** Asks the failover first, because the first provider cools down, and then the first one if the failover cannot send. */
const failoverFirst = async <By extends Route>(
  first: By,
  failover: By,
  delivery: Delivery<By>,
): Promise<Delivered<By>> => {
  const tried = await handOver(failover, delivery);
  if (!mayBeSentElsewhere(tried.outcome) || delivery.stands(tried.outcome)) return tried;
  const back = (await mayHaveOptedOut(first, delivery)) ? null : await restoreRoute(first, failover, delivery);
  if (!back) return tried;
  const last = await handOver(back, delivery);
  return isProviderFault(last.outcome) ? { route: back, outcome: combinedOutcome(last.outcome, tried.outcome) } : last;
};

/**
 * The route of the failover. Null: there is no usable one, it cools down too, the recipient has opted out of its sender, or this is no
 * longer ours to send. The first outcome then stands.
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
    // A failover that cannot carry this counts as none.
    if (!(error instanceof Problem)) log.error("store_unavailable", error, delivery.named);
    return null;
  }
};

/** Writes the first route again. Null: it is no longer ours to send, or the store failed. */
const restoreRoute = async <By extends Route>(first: By, failover: By, delivery: Delivery<By>): Promise<By | null> => {
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
 * Reads the opt-outs of the first sender again: they were read before the call of the failover, and a STOP may have come since (invariant
 * 7). If the store fails, the result is true and nothing is sent.
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

/** Calls the provider, and once more if it refused the credentials (so that nothing was sent) and newer ones are stored. */
const sendOnce = async <By extends Route>(route: By, delivery: Delivery<By>): Promise<SendOutcome> => {
  const outcome = await delivery.send(route, null);
  if (outcome.kind !== "rejected" || outcome.error.code !== "credentials_rejected") return outcome;
  const changed = await changedCredentials(route.providerConfig);
  return changed ? delivery.send(route, changed) : outcome;
};
