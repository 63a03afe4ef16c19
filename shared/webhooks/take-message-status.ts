import { Problem } from "../kernel/errors.ts";
import { hubTenantId, scopeOf, type TenantId } from "../kernel/ids.ts";
import type { Webhook } from "../lambda/webhook-handler.ts";
import { report } from "../messages/message.ts";
import { isProvidersOptOut, recordOptOut } from "../messages/settling/record-opt-out.ts";
import { addLate, changeStatus, logStatus } from "../messages/settling/status-writes.ts";
import { addLogContext, log } from "../observability/logger.ts";
import { noteWebhook } from "../provider-configs/health/webhook-arrival-writes.ts";
import { verifiedWebhook } from "./verified-webhook.ts";

/**
 * Takes in one status callback: one write, whatever the order they come in (invariant 8), and the opt-out too where that is what it
 * tells for the first time: a Messaging Service takes a message first and refuses it later (21610). The path names the message; the row
 * must be of the configuration whose secret signed, and of the provider's message that is reported. A message of another configuration is
 * answered like one that does not exist, and another tenant's path is refused before anything is looked up: a signature tells its owner
 * nothing about others (invariant 16). Throws webhook_rejected for such a path, and for another message of the provider.
 */
export const takeMessageStatus = async (webhook: Webhook): Promise<void> => {
  const { providerConfig, reader } = await verifiedWebhook(webhook);
  const reported = reader.statusIn(webhook);
  const [, tenantId, messageId] = webhook.path;
  if (!reported || !tenantId || !messageId || webhook.path.length !== 3) {
    log.warn("webhook_ignored", { reason: "no status of a message" });
    return;
  }
  if (tenantId !== providerConfig.tenantId && providerConfig.tenantId !== hubTenantId)
    throw new Problem("webhook_rejected", { detail: "The path names another tenant." });
  const scope = scopeOf(tenantId as TenantId, "live");
  const change = report({ channel: reported.channel, provider: providerConfig.provider }, reported, {
    source: "callback",
    requestId: webhook.requestId,
  });
  const binding = { providerConfigId: providerConfig.id, providerMessageId: reported.providerMessageId };
  const result = await changeStatus(scope, messageId, change, binding);
  if (result.changed) {
    addLogContext({ messageId, correlationId: result.message.requestId });
    logStatus(result.message, change);
    if (isProvidersOptOut(reported.error)) await recordOptOut(result.message);
    return noteWebhook(providerConfig, "lastStatusCallbackAt");
  }
  const { existing } = result;
  if (existing?.providerConfigId !== providerConfig.id) return log.info("webhook_ignored", { messageId });
  addLogContext({ messageId, correlationId: existing.requestId });
  if (existing.providerMessageId !== undefined && existing.providerMessageId !== reported.providerMessageId)
    throw new Problem("webhook_rejected", { detail: "The message is another one of the provider's." });
  const late = await addLate(scope, existing, change, binding);
  if (late.changed && isProvidersOptOut(reported.error)) await recordOptOut(late.message);
};
