import { TwilioError } from "../twilio-error.ts";
import type { HttpMethod, PhoneNumber } from "./phone-number.ts";

/** Changes the settings that the parameters name. An empty parameter clears its setting. */
export function updatePhoneNumber(number: PhoneNumber, params: URLSearchParams): void {
  const changes: Partial<PhoneNumber> = {
    ...url(params, "SmsUrl", "smsUrl"),
    ...url(params, "SmsFallbackUrl", "smsFallbackUrl"),
    ...url(params, "StatusCallback", "statusCallback"),
    ...url(params, "VoiceUrl", "voiceUrl"),
    ...url(params, "VoiceFallbackUrl", "voiceFallbackUrl"),
    ...method(params, "SmsMethod", "smsMethod"),
    ...method(params, "SmsFallbackMethod", "smsFallbackMethod"),
    ...method(params, "StatusCallbackMethod", "statusCallbackMethod"),
    ...method(params, "VoiceMethod", "voiceMethod"),
    ...method(params, "VoiceFallbackMethod", "voiceFallbackMethod"),
    ...application(params, "SmsApplicationSid", "smsApplicationSid"),
    ...application(params, "VoiceApplicationSid", "voiceApplicationSid"),
  };
  const friendlyName = params.get("FriendlyName");
  if (friendlyName !== null) changes.friendlyName = friendlyName;
  const callerIdLookup = params.get("VoiceCallerIdLookup");
  if (callerIdLookup !== null) changes.voiceCallerIdLookup = callerIdLookup === "true";
  Object.assign(number, changes, { dateUpdated: new Date() });
}

function url(params: URLSearchParams, name: string, field: keyof PhoneNumber): Partial<PhoneNumber> {
  const value = params.get(name);
  if (value === null) return {};
  if (value !== "" && !/^https?:\/\/[^\s]+$/.test(value)) throw new TwilioError(21502, `${name} is not a valid URL`);
  // Twilio returns a cleared URL as an empty string, and a URL that was never set as null.
  return { [field]: value };
}

function method(params: URLSearchParams, name: string, field: keyof PhoneNumber): Partial<PhoneNumber> {
  const value = params.get(name)?.toUpperCase();
  if (value === undefined) return {};
  if (value !== "GET" && value !== "POST") throw new TwilioError(21403, `${name} must be GET or POST`);
  return { [field]: value satisfies HttpMethod };
}

function application(params: URLSearchParams, name: string, field: keyof PhoneNumber): Partial<PhoneNumber> {
  const value = params.get(name);
  if (value === null) return {};
  if (value !== "" && !/^AP[0-9a-fA-F]{32}$/.test(value)) throw new TwilioError(20001, `${name} is not an AP SID`);
  return { [field]: value === "" ? null : value };
}
