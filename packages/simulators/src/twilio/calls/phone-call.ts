import { parsePhoneNumberFromString } from "libphonenumber-js/max";
import { rfc2822, rfc2822OrNull } from "../dates.ts";
import type { HttpMethod } from "../numbers/phone-number.ts";
import { newSid } from "../sids.ts";
import type { WebhookAnswer } from "../webhooks/webhook-sender.ts";
import type { Heard } from "./twiml.ts";

export const callStatuses = [
  "queued",
  "ringing",
  "in-progress",
  "completed",
  "busy",
  "failed",
  "no-answer",
  "canceled",
] as const;

export type CallStatus = (typeof callStatuses)[number];

export const callEvents = ["initiated", "ringing", "answered", "completed"] as const;
export type CallEvent = (typeof callEvents)[number];

/** The instructions for the time after somebody answers. */
export type Instructions =
  | { twiml: string }
  | { url: string; method: HttpMethod; fallbackUrl: string | null; fallbackMethod: HttpMethod };

export type SentCallCallback = { event: CallEvent; status: string; at: string; url: string; answer: WebhookAnswer };

/** A phone call. (`Call` is the input of an API operation.) */
export type PhoneCall = {
  sid: string;
  accountSid: string;
  phoneNumberSid: string | null;
  from: string;
  to: string;
  status: CallStatus;
  instructions: Instructions;
  /** The actions that the phone heard, in order. */
  heard: Heard[];
  /** The errors in the instructions, one line each, as Twilio's debugger would show them. */
  problems: string[];
  answeredBy: string | null;
  /** Parameters of its creation that the simulator only stores: Record, MachineDetection, Timeout, … */
  options: Record<string, string>;
  statusCallback: string | null;
  statusCallbackMethod: HttpMethod;
  statusCallbackEvents: CallEvent[];
  callbacks: SentCallCallback[];
  dateCreated: Date;
  dateUpdated: Date;
  startTime: Date | null;
  endTime: Date | null;
  /** Whole seconds from the answer to the end. */
  duration: number | null;
  price: string | null;
  isDeleted: boolean;
};

type NewCall = Pick<PhoneCall, "accountSid" | "from" | "to" | "instructions"> & Partial<PhoneCall>;

export function newOutboundCall(settings: NewCall): PhoneCall {
  const now = new Date();
  return {
    sid: newSid("CA"),
    phoneNumberSid: null,
    status: "queued",
    heard: [],
    problems: [],
    answeredBy: null,
    options: {},
    statusCallback: null,
    statusCallbackMethod: "POST",
    statusCallbackEvents: [],
    callbacks: [],
    dateCreated: now,
    dateUpdated: now,
    startTime: null,
    endTime: null,
    duration: null,
    price: null,
    isDeleted: false,
    ...settings,
  };
}

export function hasEnded({ status }: PhoneCall): boolean {
  return !["queued", "ringing", "in-progress"].includes(status);
}

const subresources = ["Events", "Notifications", "Payments", "Recordings", "Siprec", "Streams", "Transcriptions"];

export function callResource(call: PhoneCall) {
  const uri = `/2010-04-01/Accounts/${call.accountSid}/Calls/${call.sid}`;
  return {
    sid: call.sid,
    date_created: rfc2822(call.dateCreated),
    date_updated: rfc2822(call.dateUpdated),
    parent_call_sid: null,
    account_sid: call.accountSid,
    to: call.to,
    to_formatted: formatted(call.to),
    from: call.from,
    from_formatted: formatted(call.from),
    phone_number_sid: call.phoneNumberSid,
    status: call.status,
    start_time: rfc2822OrNull(call.startTime),
    end_time: rfc2822OrNull(call.endTime),
    duration: call.duration === null ? null : String(call.duration),
    price: call.price,
    price_unit: "USD",
    direction: "outbound-api",
    answered_by: call.answeredBy,
    api_version: "2010-04-01",
    forwarded_from: null,
    group_sid: null,
    caller_name: null,
    queue_time: "0",
    trunk_sid: null,
    uri: `${uri}.json`,
    subresource_uris: Object.fromEntries(subresources.map((name) => [name.toLowerCase(), `${uri}/${name}.json`])),
  };
}

function formatted(number: string): string {
  return parsePhoneNumberFromString(number)?.formatNational() ?? number;
}
