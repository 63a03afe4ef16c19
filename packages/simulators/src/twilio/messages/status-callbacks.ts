import { numberOf } from "../../wire/address.ts";
import type { AccountStore } from "../accounts/account-store.ts";
import { deliveryErrorMessage } from "../delivery-errors.ts";
import type { WebhookSender } from "../webhooks/webhook-sender.ts";
import type { Message, MessageStatus, SentCallback } from "./message.ts";

export type StatusCallbacks = {
  /** Posts `copies` callbacks at the same time, and stores the hub's answers in the message. */
  post: (message: Message, status: MessageStatus, copies: number, errorCode?: number) => Promise<SentCallback[]>;
};

export function createStatusCallbacks(webhooks: WebhookSender, accounts: AccountStore): StatusCallbacks {
  return {
    post(message, status, copies, errorCode) {
      const url = message.statusCallback;
      const account = accounts.get(message.accountSid);
      if (url === null || account === undefined) return Promise.resolve([]);
      const params = statusCallbackParams(message, status, errorCode ?? message.errorCode);
      const postOnce = async () => {
        const at = new Date().toISOString();
        const answer = await webhooks.post({ account, url, method: "POST", params });
        const sent = { status, at, url, answer };
        message.callbacks.push(sent);
        return sent;
      };
      return Promise.all(Array.from({ length: copies }, postOnce));
    },
  };
}

function statusCallbackParams(message: Message, status: MessageStatus, errorCode: number | null) {
  const params: Record<string, string> = {
    AccountSid: message.accountSid,
    ApiVersion: "2010-04-01",
    From: message.from ?? "",
    MessageSid: message.sid,
    MessageStatus: status,
    SmsSid: message.sid,
    SmsStatus: status,
    To: message.to,
  };
  if (message.messagingServiceSid !== null) params.MessagingServiceSid = message.messagingServiceSid;
  if (status === "delivered" || status === "undelivered") params.RawDlrDoneDate = dlrDate(new Date());
  if (errorCode !== null && (status === "failed" || status === "undelivered")) {
    params.ErrorCode = String(errorCode);
    params.ErrorMessage = deliveryErrorMessage(errorCode);
  }
  return message.to.includes(":") ? { ...params, ...channelParams(message, status) } : params;
}

function channelParams(message: Message, status: MessageStatus): Record<string, string> {
  const event: Record<string, string> = status === "read" ? { EventType: "READ" } : {};
  return {
    ChannelInstallSid: `XE${message.accountSid.slice(2)}`,
    ChannelPrefix: message.to.slice(0, message.to.indexOf(":")),
    ChannelToAddress: numberOf(message.to),
    ...event,
  };
}

/** YYMMDDhhmm, the form of carriers' delivery receipts. */
function dlrDate(date: Date): string {
  return date.toISOString().replaceAll(/\D/g, "").slice(2, 12);
}
