import { newOutboundCall } from "../calls/phone-call.ts";
import type { Message } from "../messages/message.ts";
import { segmentsOf } from "../messages/segments.ts";
import { takeShaping } from "../messages/shaping.ts";
import { newSid } from "../sids.ts";
import type { World } from "../world.ts";
import { type CodeWords, codeSpoken, codeText } from "./code-texts.ts";
import type { SendAttempt, Verification } from "./verification.ts";
import type { VerifyService } from "./verify-service.ts";

/** Codes come from Twilio's own account and senders. The customer's account lists no message and no call for them. */
const verifyAccountSid = "AC000000000000000000000000verify00";
const senders = { sms: "22395", whatsapp: "whatsapp:+14155238886", call: "+14155238886" };

type Order = Pick<SendAttempt, "channel" | "locale"> & { service: VerifyService; name: string; appHash: string | null };

/** Sends the code. Returns the SID of the message or call that carries it. */
export function deliverCode(world: World, verification: Verification, order: Order): string {
  const words = { locale: order.locale, name: order.name, code: verification.code };
  return order.channel === "call" ? callWith(world, verification, words) : textWith(world, verification, words, order);
}

function textWith(world: World, { to }: Verification, words: CodeWords, order: Order): string {
  const isSms = order.channel === "sms";
  const body = codeText(words, {
    warning: order.service.doNotShareWarningEnabled,
    appHash: isSms ? order.appHash : null,
  });
  const message = newText(isSms ? senders.sms : senders.whatsapp, isSms ? to : `whatsapp:${to}`, body);
  world.messages.add(message);
  void world.delivery.start(message, takeShaping(world.faults, message, "verifications.create"));
  return message.sid;
}

function callWith(world: World, { to }: Verification, words: CodeWords): string {
  const call = newOutboundCall({
    accountSid: verifyAccountSid,
    from: senders.call,
    to,
    instructions: {
      twiml: `<Response><Say language="${words.locale}" loop="3">${escaped(codeSpoken(words))}</Say></Response>`,
    },
  });
  world.calls.add(call);
  void world.callProgress.start(call, takeShaping(world.faults, call, "verifications.create"));
  return call.sid;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

function newText(from: string, to: string, body: string): Message {
  const now = new Date();
  return {
    sid: newSid("SM"),
    accountSid: verifyAccountSid,
    messagingServiceSid: null,
    direction: "outbound-api",
    from,
    to,
    body,
    status: "queued",
    segments: segmentsOf(body),
    media: [],
    price: null,
    errorCode: null,
    errorMessage: null,
    dateCreated: now,
    dateUpdated: now,
    dateSent: null,
    sendAt: null,
    statusCallback: null,
    callbacks: [],
    isDeleted: false,
    isOutsideWindow: false,
    isByHand: false,
  };
}
