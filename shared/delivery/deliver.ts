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

/** A provider configuration that can send a message or a code, with the sender that it uses. */
export interface Route {
  providerConfig: StoredProviderConfig;
  /** Undefined: the provider chooses the sender. */
  sender: string | undefined;
}

/** A message or a code to deliver, and how a route sends it. */
export interface Delivery<By extends Route> {
  scope: Scope;
  /** E.164. */
  to: string;
  /** The fields that identify the message or the code in log lines. */
  named: LogFields;
  failedOver: Extract<LogCode, "message_failed_over" | "verification_failed_over">;
  /** The failure of a message in a batch says less about a provider than the failure of a single message. */
  countsAs: "single" | "batch";
  /**
   * Makes one provider call, and never throws. `changed`: credentials that were stored after the route was opened, if the provider refused
   * the earlier ones.
   */
  send: (route: By, changed: ProviderCredentials | null) => Promise<SendOutcome>;
  /** Returns the route of an active failover. Null, or a thrown Problem: the failover cannot send this. */
  routeBy: (failover: StoredProviderConfig) => Promise<By | null>;
  /** Writes the new route before the hub calls its provider. Null: this process may no longer send it. */
  take: (route: By, before: By) => Promise<By | null>;
  /** True if the outcome of one provider is final, even if the other one was not asked or could not send. */
  stands: (outcome: SendOutcome) => boolean;
}

export interface Delivered<By> {
  /** The route that the outcome belongs to. */
  route: By;
  outcome: SendOutcome;
}

/**
 * Sends a message or a code through its provider. If the provider certainly did not send it, and the cause is the provider (credentials,
 * suspension, throttle, no connection), the hub asks the configuration's failover. It never asks a second provider after an outcome that
 * may have been a send (invariant 1), nor for a fault of the recipient. While the provider cools down, the hub asks the failover first.
 * If the failover does not send it either, the first outcome counts, unless every provider would refuse. So a bad failover makes nothing
 * worse. The hub asks at most two configurations. Never throws.
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

/** Asks the failover first, because the first provider cools down. If the failover cannot send, it asks the first provider. */
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
 * Returns the route of the failover. Null: there is no usable failover, it cools down too, the recipient has opted out of its sender, or
 * this process may no longer send it. The first outcome then counts.
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
    // A failover that cannot send this counts as none.
    if (!(error instanceof Problem)) log.error("store_unavailable", error, delivery.named);
    return null;
  }
};

/** Writes the first route again. Null: this process may no longer send it, or the store failed. */
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
 * Reads the opt-outs of the first sender again, because a STOP may have arrived since the hub called the failover (invariant 7). If the
 * store fails, the result is true and the hub sends nothing.
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

/** Calls the provider. Calls it once more if it refused the credentials (so it sent nothing) and newer credentials are stored. */
const sendOnce = async <By extends Route>(route: By, delivery: Delivery<By>): Promise<SendOutcome> => {
  const outcome = await delivery.send(route, null);
  if (outcome.kind !== "rejected" || outcome.error.code !== "credentials_rejected") return outcome;
  const changed = await changedCredentials(route.providerConfig);
  return changed ? delivery.send(route, changed) : outcome;
};
