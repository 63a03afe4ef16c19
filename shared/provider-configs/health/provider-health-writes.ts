import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { conditional, dynamodb, isConditionFailed } from "../../aws/dynamodb.ts";
import { transact } from "../../aws/transaction.ts";
import { newEvent } from "../../events/event.ts";
import { eventPut } from "../../events/event-writes.ts";
import { cache } from "../../kernel/cache.ts";
import { now } from "../../kernel/clock.ts";
import { config } from "../../kernel/config.ts";
import { scopeOf } from "../../kernel/ids.ts";
import { waits } from "../../kernel/timeouts-and-waits.ts";
import { log } from "../../observability/logger.ts";
import type { SendOutcome } from "../../providers/provider.ts";
import type { StoredProviderConfig } from "../provider-config.ts";

/**
 * One lost answer or broken connection can be a short glitch. This many in a row, within one cool-down, are an outage. A batch sends fifty
 * messages at once, so a few failures there mean less.
 */
const faultsToCoolDown = { single: 3, batch: 10 };

/** Faults that last until somebody fixes them. */
const lasting = new Set(["credentials_rejected", "permission_missing", "account_suspended"]);
/** True if every send of this account will fail until somebody fixes the fault. */
export const isLasting = ({ code }: { code: string }): boolean => lasting.has(code);
/** Faults that can be temporary. A refused number, text or sender, or a full queue, says nothing about the provider's health. */
const passing = new Set(["provider_unreachable", "provider_unavailable"]);

const faults = new Map<string, { count: number; since: number }>();
const noted = cache<void>({ milliseconds: () => waits().providerCoolDown / 2, entries: 1_000 });

/** Reads the cool-down from the row, so every function sees it within the 10 s for which it caches a configuration. */
export const isCoolingDown = ({ coolsUntil }: StoredProviderConfig): boolean => (coolsUntil ?? 0) > now();

/**
 * Updates a configuration's health from the outcomes of its sends. A lasting fault makes it unhealthy at once, any other fault after
 * several failures in a row. The first accepted message makes it healthy again. Even if many functions see one outage, the hub emits one
 * `unhealthy` and one `recovered` event. Each function writes each status at most twice per cool-down.
 */
export const noteHealth = async (
  providerConfig: StoredProviderConfig,
  outcome: SendOutcome,
  partOf: keyof typeof faultsToCoolDown = "single",
): Promise<void> => {
  if (outcome.kind === "accepted") {
    faults.delete(providerConfig.id);
    if (providerConfig.isOutageTold || providerConfig.healthStatus === "unhealthy")
      await noted.recall(`${providerConfig.id} healthy`, () => write(providerConfig, healthy));
    return;
  }
  const fault = faultOf(outcome);
  if (fault === null) return;
  const known = faults.get(providerConfig.id);
  const isRecent = known !== undefined && now() - known.since < waits().providerCoolDown;
  const count = isRecent ? known.count + 1 : 1;
  faults.set(providerConfig.id, { count, since: isRecent ? known.since : now() });
  if (count < faultsToCoolDown[partOf] && !isLasting(fault)) return;
  const lastError = fault.message;
  const unhealthy = {
    healthStatus: "unhealthy",
    lastError,
    coolsUntil: now() + waits().providerCoolDown,
    isOutageTold: true,
  } as const;
  await noted.recall(`${providerConfig.id} unhealthy`, () => write(providerConfig, unhealthy));
};

const healthy = { healthStatus: "healthy", lastError: null, coolsUntil: 0, isOutageTold: false } as const;

/** The fault, if the provider caused the failure. A send without an answer counts as one, whether or not the message was sent. */
const faultOf = (outcome: SendOutcome): { code: string; message: string } | null => {
  if (outcome.kind === "unknown") return { code: "provider_unavailable", message: outcome.cause };
  if (outcome.kind === "accepted") return null;
  return isLasting(outcome.error) || passing.has(outcome.error.code) ? outcome.error : null;
};

type Health = Required<Pick<StoredProviderConfig, "healthStatus" | "lastError" | "coolsUntil" | "isOutageTold">>;

/** Never throws, because a failed write must not lose a message. The next send with the same outcome writes the health. */
const write = async (providerConfig: StoredProviderConfig, health: Health): Promise<void> => {
  const { id, provider } = providerConfig;
  try {
    if (!(await turn(providerConfig, health)) && !(await keep(providerConfig, health))) return;
    log.warn("provider_health", { providerConfigId: id, provider, status: health.healthStatus });
  } catch (error) {
    log.error("store_unavailable", error, { providerConfigId: id });
  }
};

/**
 * Writes the start or end of an outage together with its event, in one transaction. False: the event was emitted before, or the
 * configuration is gone.
 */
const turn = async (providerConfig: StoredProviderConfig, health: Health): Promise<boolean> => {
  const { tenantId, id } = providerConfig;
  const scope = scopeOf(tenantId, "live");
  const type = health.isOutageTold ? "provider_config.unhealthy" : "provider_config.recovered";
  const event = newEvent(scope, type, { providerConfigId: id, lastError: health.lastError });
  const update = healthUpdate(providerConfig, health, isTold(!health.isOutageTold));
  return (await transact([{ Update: update }, eventPut(scope, event)])).length === 0;
};

/**
 * Writes the health without an event: the outage continues, or there was none. False: another function wrote it already, or the
 * configuration is gone.
 */
const keep = async (providerConfig: StoredProviderConfig, health: Health): Promise<boolean> => {
  const isNews = health.isOutageTold ? "(healthStatus <> :status OR coolsUntil < :soon)" : "healthStatus <> :status";
  const update = healthUpdate(providerConfig, health, `${isTold(health.isOutageTold)} AND ${isNews}`);
  if (health.isOutageTold) update.ExpressionAttributeValues[":soon"] = now() + waits().providerCoolDown / 2;
  return !isConditionFailed(await conditional(dynamodb().send(new UpdateCommand(update))));
};

const isTold = (told: boolean): string =>
  told ? "isOutageTold = :true" : "(attribute_not_exists(isOutageTold) OR isOutageTold <> :true)";

const healthUpdate = ({ tenantId, id }: StoredProviderConfig, health: Health, condition: string) => {
  const values: Record<string, unknown> = {
    ":status": health.healthStatus,
    ":error": health.lastError,
    ":until": health.coolsUntil,
    ":told": health.isOutageTold,
    ":true": true,
  };
  return {
    TableName: config.table("providerConfigs"),
    Key: { pk: tenantId, sk: id },
    UpdateExpression: "SET healthStatus = :status, lastError = :error, coolsUntil = :until, isOutageTold = :told",
    ConditionExpression: `attribute_exists(pk) AND ${condition}`,
    ExpressionAttributeValues: values,
  };
};
