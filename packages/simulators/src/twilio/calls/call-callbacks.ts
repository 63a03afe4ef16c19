import { parsePhoneNumberFromString } from "libphonenumber-js/max";
import type { AccountStore } from "../accounts/account-store.ts";
import { rfc2822 } from "../dates.ts";
import type { WebhookSender } from "../webhooks/webhook-sender.ts";
import type { CallEvent, PhoneCall, SentCallCallback } from "./phone-call.ts";

export type CallCallbacks = {
  /** Posts the event if the call's creator asked for it, and stores the hub's answer in the call. */
  post: (call: PhoneCall, event: CallEvent, params: CallbackParams, copies: number) => Promise<SentCallCallback[]>;
  /** The parameters at the time of the event: a late callback still reports that time. */
  paramsOf: (call: PhoneCall, event: CallEvent) => CallbackParams;
};

type CallbackParams = Record<string, string>;

export function createCallCallbacks(webhooks: WebhookSender, accounts: AccountStore): CallCallbacks {
  return {
    post(call, event, params, copies) {
      const { statusCallback: url, statusCallbackMethod: method } = call;
      const account = accounts.get(call.accountSid);
      if (url === null || account === undefined || !call.statusCallbackEvents.includes(event)) {
        return Promise.resolve([]);
      }
      const postOnce = async () => {
        const at = new Date().toISOString();
        const answer = await webhooks.post({ account, url, method, params });
        const sent = { event, status: params.CallStatus ?? "", at, url, answer };
        call.callbacks.push(sent);
        return sent;
      };
      return Promise.all(Array.from({ length: copies }, postOnce));
    },
    paramsOf: (call, event) => ({
      ...voiceParams(call),
      CallStatus: event === "initiated" ? "initiated" : call.status,
      CallbackSource: "call-progress-events",
      SequenceNumber: String(sequenceNumber(call, event)),
      Timestamp: rfc2822(new Date()),
      ...(event === "completed" ? endParams(call) : {}),
    }),
  };
}

/** The parameters that Twilio posts to every URL about a call. Unknown geography is empty, and part of the signature. */
export function voiceParams(call: PhoneCall): Record<string, string> {
  const params: Record<string, string> = {
    AccountSid: call.accountSid,
    ApiVersion: "2010-04-01",
    CallSid: call.sid,
    CallStatus: call.status,
    Direction: "outbound-api",
  };
  for (const [role, number] of [
    ["From", call.from],
    ["Caller", call.from],
    ["To", call.to],
    ["Called", call.to],
  ] as const) {
    params[role] = number;
    params[`${role}Country`] = parsePhoneNumberFromString(number)?.country ?? "";
    for (const part of ["City", "State", "Zip"]) params[role + part] = "";
  }
  if (call.answeredBy !== null) params.AnsweredBy = call.answeredBy;
  return params;
}

function endParams({ duration }: PhoneCall): Record<string, string> {
  const seconds = duration ?? 0;
  // Duration counts billed minutes, CallDuration seconds.
  return { CallDuration: String(seconds), Duration: String(Math.ceil(seconds / 60)) };
}

/** Counts from 0, and only the events that the call's creator asked for. */
function sequenceNumber(call: PhoneCall, event: CallEvent): number {
  const order: CallEvent[] = ["initiated", "ringing", "answered", "completed"];
  return order.slice(0, order.indexOf(event)).filter((earlier) => call.statusCallbackEvents.includes(earlier)).length;
}
