import type { Account } from "../accounts/account.ts";
import { newSid } from "../sids.ts";
import { outboundMedia } from "./media.ts";
import type { Message } from "./message.ts";
import { sendAtOf } from "./schedule-rule.ts";
import { segmentsOf } from "./segments.ts";
import type { Sender } from "./sender.ts";

export function newOutboundMessage(account: Account, sender: Sender, params: URLSearchParams): Message {
  const now = new Date();
  const sendAt = sendAtOf(params, now);
  const media = params.getAll("MediaUrl").map(outboundMedia);
  return {
    sid: newSid(media.length > 0 ? "MM" : "SM"),
    accountSid: account.accountSid,
    messagingServiceSid: sender.service?.sid ?? null,
    direction: "outbound-api",
    from: sender.from,
    to: params.get("To") ?? "",
    body: params.get("Body") ?? contentBody(params),
    status: initialStatus(sender, sendAt),
    // A messaging service counts the segments after it has chosen a sender.
    segments: sender.service ? 0 : segmentsOf(params.get("Body") ?? "", params.get("SmartEncoded") === "true"),
    media,
    price: null,
    errorCode: null,
    errorMessage: null,
    dateCreated: now,
    dateUpdated: now,
    dateSent: null,
    sendAt,
    statusCallback: params.get("StatusCallback") || sender.service?.statusCallback || null,
    callbacks: [],
    isDeleted: false,
    isOutsideWindow: false,
    isByHand: false,
  };
}

function initialStatus(sender: Sender, sendAt: Date | null): Message["status"] {
  if (sendAt) return "scheduled";
  return sender.service ? "accepted" : "queued";
}

/** Twilio stores templates. The simulator has none, so the body is the Content SID and its variables. */
function contentBody(params: URLSearchParams): string {
  const sid = params.get("ContentSid");
  return sid === null ? "" : `${sid} ${params.get("ContentVariables") ?? "{}"}`;
}
