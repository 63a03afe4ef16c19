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
 * Takes in one status callback, in one write; callbacks may arrive in any order (invariant 8). If the callback is the first to report an
 * opt-out, it records that too: a Messaging Service accepts a message and refuses it later (21610). The path names the message. The
 * message's row must belong to the configuration whose secret signed the request, and to the provider's message that the request reports.
 * A message of another configuration gets the same answer as one that does not exist, and a path of another tenant is refused before
 * anything is read: a signature reveals nothing about others to its owner (invariant 16). Throws webhook_rejected for such a path, and
 * for another message of the provider.
 */
export const takeMessageStatus = async (webhook: Webhook): Promise<void> => {
  const { providerConfig, reader } = await verifiedWebhook(webhook);
  const reported = reader.statusIn(webhook);
  const [, tenantId, messageId] = webhook.path;
  if (!reported || !tenantId || !messageId || webhook.path.length !== 3) {
    log.warn("webhook_ignored", { reason: "no message status" });
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
    throw new Problem("webhook_rejected", {
      detail: "The callback reports another message of the provider than the path names.",
    });
  const late = await addLate(scope, existing, change, binding);
  if (late.changed && isProvidersOptOut(reported.error)) await recordOptOut(late.message);
};
