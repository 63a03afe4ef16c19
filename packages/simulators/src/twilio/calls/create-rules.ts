import { parsePhoneNumberFromString } from "libphonenumber-js/max";
import type { Account } from "../accounts/account.ts";
import type { HttpMethod } from "../numbers/phone-number.ts";
import { TwilioError } from "../twilio-error.ts";
import type { World } from "../world.ts";
import { type CallEvent, callEvents, type Instructions } from "./phone-call.ts";

const longestTwiml = 4000;
const longestTimeout = 600;

/** Checks the two numbers, before the check of the account's own numbers. Errors 21201, 21211, 21213. */
export function checkParties(params: URLSearchParams): { to: string; from: string } {
  const [to, from] = [params.get("To") ?? "", params.get("From") ?? ""];
  if (!to) throw new TwilioError(21201, "No 'To' number is specified");
  if (!from) throw new TwilioError(21213, "No 'From' number is specified");
  if (!/^\+[1-9]\d{1,14}$/.test(to) || !parsePhoneNumberFromString(to)?.isPossible()) {
    throw new TwilioError(21211, `Invalid 'To' Phone Number: ${to}`);
  }
  return { to, from };
}

/** Checks that the account owns the number that calls. Errors 21210, 21212. */
export function checkCaller(world: World, account: Account, from: string): void {
  if (!/^\+[1-9]\d{1,14}$/.test(from)) throw new TwilioError(21212, `Invalid 'From' Phone Number: ${from}`);
  if (world.numbers.owned(account.accountSid, from)) return;
  throw new TwilioError(
    21210,
    `The source phone number provided, ${from}, is not yet verified for your account. You may only make calls from phone numbers that you've verified or purchased from Twilio.`,
  );
}

/** An application's settings take precedence over Url, and Url over Twiml. Errors 20001, 21205, 21218. */
export function instructionsIn(params: URLSearchParams): Instructions {
  const application = params.get("ApplicationSid");
  if (application) throw new TwilioError(21218, `Invalid ApplicationSid: the simulator has no ${application}`);
  const url = params.get("Url");
  if (url) {
    if (!isHttpUrl(url)) throw new TwilioError(21205, `Url is not a valid URL: ${url}`);
    const fallbackMethod = methodIn(params, "FallbackMethod");
    return { url, method: methodIn(params, "Method"), fallbackUrl: params.get("FallbackUrl") || null, fallbackMethod };
  }
  const twiml = params.get("Twiml");
  if (!twiml) throw new TwilioError(21205, "Url parameter is required.");
  if (twiml.length > longestTwiml) throw new TwilioError(20001, `Twiml exceeds the ${longestTwiml} character limit`);
  return { twiml };
}

/** Errors 20001, 21609, 21626. */
export function callbackSettings(params: URLSearchParams) {
  const url = params.get("StatusCallback") || null;
  if (url !== null && !isHttpUrl(url)) {
    throw new TwilioError(21609, `The 'StatusCallback' URL ${url} is not a valid URL.`);
  }
  return {
    statusCallback: url,
    statusCallbackMethod: methodIn(params, "StatusCallbackMethod"),
    statusCallbackEvents: eventsIn(params),
  };
}

const storedOptions = [
  "Record",
  "RecordingChannels",
  "RecordingTrack",
  "RecordingStatusCallback",
  "RecordingStatusCallbackMethod",
  "RecordingStatusCallbackEvent",
  "MachineDetection",
  "MachineDetectionTimeout",
  "AsyncAmd",
  "AsyncAmdStatusCallback",
  "Timeout",
  "TimeLimit",
  "Trim",
  "SendDigits",
  "CallerId",
  "CallReason",
];

/** The options that the simulator accepts and stores; only MachineDetection has an effect. Error 20001. */
export function storedOptionsIn(params: URLSearchParams): Record<string, string> {
  const timeout = params.get("Timeout");
  if (timeout !== null && !(/^\d+$/.test(timeout) && Number(timeout) >= 1 && Number(timeout) <= longestTimeout)) {
    throw new TwilioError(20001, `Timeout must be a number between 1 and ${longestTimeout}`);
  }
  const detection = params.get("MachineDetection");
  if (detection && !["Enable", "DetectMessageEnd"].includes(detection)) {
    throw new TwilioError(20001, "MachineDetection must be Enable or DetectMessageEnd");
  }
  const given = storedOptions.filter((name) => params.has(name));
  return Object.fromEntries(given.map((name) => [name, params.getAll(name).join(" ")]));
}

function methodIn(params: URLSearchParams, name: string): HttpMethod {
  const method = (params.get(name) ?? "POST").toUpperCase();
  if (method !== "GET" && method !== "POST") throw new TwilioError(20001, `${name} must be GET or POST`);
  return method;
}

function eventsIn(params: URLSearchParams): CallEvent[] {
  const names = params.getAll("StatusCallbackEvent").flatMap((text) => text.split(/\s+/));
  if (names.length === 0) return ["completed"];
  const unknown = names.find((name) => !callEvents.some((event) => event === name));
  if (unknown !== undefined) {
    throw new TwilioError(21626, `'StatusCallbackEvents' contains invalid event: ${unknown}`);
  }
  return callEvents.filter((event) => names.includes(event));
}

function isHttpUrl(text: string): boolean {
  return /^https?:\/\/[^\s]+$/.test(text) && URL.canParse(text);
}
