import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { conditional, dynamodb, type Item, isConditionFailed } from "../aws/dynamodb.ts";
import { now } from "../clock.ts";
import { config as settings } from "../config.ts";
import { recordEvent } from "../events/event-writes.ts";
import { scopeOf } from "../ids.ts";
import { log } from "../logger.ts";
import type { SendOutcome } from "../providers/provider.ts";
import { shortMemory } from "../short-memory.ts";
import type { StoredProviderConfig } from "./provider-config.ts";

/** So long a provider that failed is spared where there is a failover. */
const coolDownMilliseconds = 60_000;
/** A throttle or a broken connection may be a moment's; so many in a row, within a cool-down, are not. */
const faultsToCoolDown = 3;

/** Faults that will not go away by themselves. */
const lasting = new Set(["credentials_rejected", "permission_missing", "account_suspended"]);
/** Faults that may be a moment's. A refused number, text or sender, or a full queue, says nothing about the provider's health. */
const passing = new Set(["provider_unreachable", "provider_unavailable"]);

const faults = new Map<string, { count: number; since: number }>();
const noted = shortMemory<void>({ milliseconds: coolDownMilliseconds / 2, entries: 1_000 });

/** Told by the row, so every function knows within the 30 s for which a configuration is remembered. */
export const isCoolingDown = ({ coolsUntil }: StoredProviderConfig): boolean => (coolsUntil ?? 0) > now();

/**
 * Keeps a configuration's health by what its sends come to: unhealthy at once for refused credentials, after several failures in a row
 * for the rest, healthy again with the first message taken. However many functions see an outage, one `unhealthy` and one `recovered`
 * tell of it, and it is written twice a cool-down at most.
 */
export const noteHealth = async (config: StoredProviderConfig, outcome: SendOutcome): Promise<void> => {
  if (outcome.kind === "accepted") {
    faults.delete(config.id);
    if (config.isOutageTold || config.healthStatus === "unhealthy")
      await noted.recall(`${config.id} healthy`, () => write(config, healthy));
    return;
  }
  const fault = faultOf(outcome);
  if (fault === null) return;
  const known = faults.get(config.id);
  const isRecent = known !== undefined && now() - known.since < coolDownMilliseconds;
  const count = isRecent ? known.count + 1 : 1;
  faults.set(config.id, { count, since: isRecent ? known.since : now() });
  if (count < faultsToCoolDown && !lasting.has(fault.code)) return;
  const lastError = fault.message;
  const unhealthy = {
    healthStatus: "unhealthy",
    lastError,
    coolsUntil: now() + coolDownMilliseconds,
    isOutageTold: true,
  } as const;
  await noted.recall(`${config.id} unhealthy`, () => write(config, unhealthy));
};

const healthy = { healthStatus: "healthy", lastError: null, coolsUntil: 0, isOutageTold: false } as const;

/** The provider's own fault, if it was one. A send that got no answer is one, whatever became of the message. */
const faultOf = (outcome: SendOutcome): { code: string; message: string } | null => {
  if (outcome.kind === "unknown") return { code: "provider_unavailable", message: outcome.cause };
  if (outcome.kind === "accepted") return null;
  return lasting.has(outcome.error.code) || passing.has(outcome.error.code) ? outcome.error : null;
};

type Health = Required<Pick<StoredProviderConfig, "healthStatus" | "lastError" | "coolsUntil" | "isOutageTold">>;

/** That it could not be written down is no reason to lose a message. */
const write = async (config: StoredProviderConfig, health: Health): Promise<void> => {
  const { tenantId, id, provider } = config;
  const { healthStatus, lastError, isOutageTold } = health;
  try {
    const before = await put(config, health);
    if (!before) return;
    log.warn("provider_health", { providerConfigId: id, provider, status: healthStatus });
    if ((before.isOutageTold === true) === isOutageTold) return;
    const type = isOutageTold ? "provider_config.unhealthy" : "provider_config.recovered";
    await recordEvent(scopeOf(tenantId, "live"), type, { providerConfigId: id, lastError });
  } catch (error) {
    log.error("store_unavailable", error, { providerConfigId: id });
  }
};

/** What stood there before; null where another function has written it already, or the configuration is gone. */
const put = async ({ tenantId, id }: StoredProviderConfig, health: Health): Promise<Item | null> => {
  const isNews = health.isOutageTold
    ? "(healthStatus <> :status OR attribute_not_exists(isOutageTold) OR isOutageTold <> :told OR coolsUntil < :soon)"
    : "(healthStatus <> :status OR isOutageTold <> :told)";
  const result = await conditional(
    dynamodb().send(
      new UpdateCommand({
        TableName: settings.table("providerConfigs"),
        Key: { pk: tenantId, sk: id },
        UpdateExpression: "SET healthStatus = :status, lastError = :error, coolsUntil = :until, isOutageTold = :told",
        ConditionExpression: `attribute_exists(pk) AND ${isNews}`,
        ExpressionAttributeValues: {
          ":status": health.healthStatus,
          ":error": health.lastError,
          ":until": health.coolsUntil,
          ":told": health.isOutageTold,
          ...(health.isOutageTold && { ":soon": now() + coolDownMilliseconds / 2 }),
        },
        ReturnValues: "UPDATED_OLD",
      }),
    ),
  );
  return isConditionFailed(result) ? null : (result.Attributes ?? {});
};
