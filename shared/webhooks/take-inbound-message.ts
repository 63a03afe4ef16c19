import { messageSidPattern, messagingServiceSidPattern } from "../api/twilio-sids.ts";
import { scopeOf } from "../kernel/ids.ts";
import { type Heard, heardIn } from "../keywords/heard-in.ts";
import type { Webhook } from "../lambda/webhook-handler.ts";
import { limitCreation } from "../limits/creation-limits.ts";
import { readMessage } from "../messages/message-reads.ts";
import { askForReply } from "../messages/receiving/keyword-replies/ask-for-reply.ts";
import { isOwedReply, withReply } from "../messages/receiving/keyword-replies/owed-reply.ts";
import { addressPattern, receivedId, receivedMessage, writerOf } from "../messages/receiving/received-message.ts";
import { type OptOutWish, storeReceived } from "../messages/receiving/received-message-writes.ts";
import type { StoredMessage } from "../messages/stored-message.ts";
import { log } from "../observability/logger.ts";
import { maskNumber } from "../observability/masking.ts";
import { optedOutSender } from "../opt-outs/opted-out-sender.ts";
import { noteWebhook } from "../provider-configs/health/webhook-arrival-writes.ts";
import { verifiedConfig } from "./verified-webhook.ts";

/**
 * Takes in one inbound message: its row, and with a STOP or a START the opt-out, in one write. A replay finds the row and changes
 * nothing (invariant 11). One without a number is kept under whatever else names its writer.
 */
export const takeInboundMessage = async (webhook: Webhook): Promise<void> => {
  const config = await verifiedConfig(webhook);
  const { MessageSid: sid = "", From: from = "", To: to = "", Body: body = "", OptOutType } = webhook.parameters;
  if (!messageSidPattern.test(sid) || !(from === "" || addressPattern.test(from)) || !addressPattern.test(to)) {
    log.warn("webhook_ignored", { reason: "no message" });
    return;
  }
  const scope = scopeOf(config.tenantId, "live");
  const { number } = writerOf(webhook.parameters);
  const heard = heardIn(body, config, OptOutType);
  const wish = number === null ? null : optOutWishOf(heard);
  if (config.ownerUserId !== null) {
    const creator = { tenantId: config.tenantId, mode: "live", userId: config.ownerUserId } as const;
    // What is there already creates nothing; and who says STOP must be heard, however much came in before.
    const id = await receivedId(scope, sid);
    if (await readMessage(scope, id)) return log.info("inbound_received", { messageId: id, isNew: false });
    await limitCreation(creator, wish === null ? "ownReceivedMessages" : "ownReceivedOptOuts");
  }
  const received = await receivedMessage({
    scope,
    providerConfigId: config.id,
    configTenantId: config.tenantId,
    actingUserId: config.ownerUserId ?? undefined,
    parameters: webhook.parameters,
    requestId: webhook.requestId,
  });
  const message = withReply({ ...received, ...keptOf(heard) }, config, OptOutType);
  const { MessagingServiceSid: service = "" } = webhook.parameters;
  const told = messagingServiceSidPattern.test(service) ? [message.to, service] : [message.to];
  const senders = told.map((sender) => optedOutSender(config, sender));
  const isNew = await storeReceived(message, wish && number !== null ? { wish, number, senders } : null);
  log.info("inbound_received", { messageId: message.id, from: maskNumber(message.from ?? ""), isNew });
  if (number === null && (from === "" || message.channel !== "sms"))
    log.warn("inbound_without_number", { messageId: message.id, channel: message.channel, isNew });
  if (isNew) await noteWebhook(config, "lastInboundAt");
  if (isNew && isOwedReply(message)) await askForReply(message);
  if (wish && isNew) log.info("opt_out_recorded", { kind: wish.kind, number: maskNumber(message.from ?? "") });
};

/** What the message's row keeps of what was heard. */
const keptOf = ({ keyword, suspectedOptOut }: Heard): Pick<StoredMessage, "keyword" | "suspectedOptOut"> => ({
  ...(keyword === null ? {} : { keyword }),
  ...(suspectedOptOut ? { suspectedOptOut } : {}),
});

const optOutWishOf = ({ keyword }: Heard): OptOutWish | null =>
  keyword?.action === "stop" || keyword?.action === "start" ? { kind: keyword.action, keyword: keyword.word } : null;
