import { numberOf } from "../../wire/address.ts";
import { ControlError } from "../../wire/control-routes.ts";
import type { Account } from "../accounts/account.ts";
import { newMedia } from "../messages/media.ts";
import type { Message } from "../messages/message.ts";
import { segmentsOf } from "../messages/segments.ts";
import type { PhoneNumber } from "../numbers/phone-number.ts";
import { newSid } from "../sids.ts";
import type { World } from "../world.ts";
import type { InboundMessage } from "./inbound-message.ts";
import { inboundParams } from "./inbound-params.ts";
import type { WebhookAnswer } from "./webhook-sender.ts";

export type InboundResult = { messageSid: string; webhook: string | null; answer: WebhookAnswer | null };

export async function receiveMessage(world: World, inbound: InboundMessage): Promise<InboundResult> {
  const number = world.numbers.byE164(numberOf(inbound.to));
  const account = world.accounts.get(number?.accountSid ?? "");
  if (number === undefined || account === undefined) throw new ControlError(`no simulated number ${inbound.to}`);
  const service = account.messagingServices.find(({ senders }) => senders.includes(number.phoneNumber));

  // Twilio keeps no opt-out list for WhatsApp, and none for a number whose owner handles the keywords.
  const handlesOptOuts = number.handlesOptOuts && inbound.to === numberOf(inbound.to);
  for (const sender of handlesOptOuts ? [inbound.to, service?.sid] : []) {
    if (sender !== undefined) world.optOuts.readKeyword(sender, inbound.from, inbound.body);
  }
  const message = newInboundMessage(account, inbound, service?.sid ?? null);
  if (world.messages.bySid(message.sid) === undefined) world.messages.add(message);
  const url = number.smsApplicationSid === null && number.smsUrl ? number.smsUrl : null;
  if (url === null) return { messageSid: message.sid, webhook: null, answer: null };
  return {
    messageSid: message.sid,
    ...(await callWebhook(world, account, number, url, inboundParams(world.baseUrl(), message, inbound))),
  };
}

/** Calls the number's SmsUrl. If that fails, calls its fallback with the reason in ErrorCode and ErrorUrl. */
async function callWebhook(
  world: World,
  account: Account,
  number: PhoneNumber,
  url: string,
  params: Record<string, string>,
): Promise<{ webhook: string; answer: WebhookAnswer }> {
  const answer = await world.webhooks.post({ account, url, method: number.smsMethod, params });
  const hasFailed = "error" in answer || answer.status >= 400;
  if (!hasFailed || !number.smsFallbackUrl) return { webhook: url, answer };
  const failure = { ErrorCode: "error" in answer ? "11205" : "11200", ErrorUrl: url };
  const fallback = { account, url: number.smsFallbackUrl, method: number.smsFallbackMethod };
  return {
    webhook: number.smsFallbackUrl,
    answer: await world.webhooks.post({ ...fallback, params: { ...params, ...failure } }),
  };
}

function newInboundMessage(account: Account, inbound: InboundMessage, serviceSid: string | null): Message {
  const now = new Date();
  const media = inbound.media.map((item) => newMedia(item.contentType, Buffer.from(item.base64, "base64")));
  const hasMedia = media.length + inbound.mediaUrls.length > 0;
  return {
    sid: inbound.messageSid ?? newSid(hasMedia ? "MM" : "SM"),
    accountSid: account.accountSid,
    messagingServiceSid: serviceSid,
    direction: "inbound",
    from: inbound.from,
    to: inbound.to,
    body: inbound.body,
    status: "received",
    segments: segmentsOf(inbound.body),
    media,
    price: "-0.0079",
    errorCode: null,
    errorMessage: null,
    dateCreated: now,
    dateUpdated: now,
    dateSent: now,
    sendAt: null,
    statusCallback: null,
    callbacks: [],
    isDeleted: false,
    isOutsideWindow: false,
    isByHand: false,
  };
}
