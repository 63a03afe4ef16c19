import * as z from "zod";
import { rfc2822 } from "../dates.ts";
import { newSid } from "../sids.ts";

const phoneNumberSettings = z.strictObject({
  phoneNumber: z.string().regex(/^\+[1-9]\d{6,14}$/),
  sid: z
    .string()
    .regex(/^PN[0-9a-f]{32}$/)
    .optional(),
  friendlyName: z.string().optional(),
  smsCapable: z.boolean().default(true),
  smsUrl: z.string().nullable().default(null),
  smsMethod: z.enum(["GET", "POST"]).default("POST"),
  smsFallbackUrl: z.string().nullable().default(null),
  voiceUrl: z.string().nullable().default(null),
  /** False: Twilio leaves STOP, START and HELP to the number's owner, as for a standalone short code. */
  handlesOptOuts: z.boolean().default(true),
});

export const phoneNumberInput = z.union([z.string().transform((e164) => ({ phoneNumber: e164 })), phoneNumberSettings]);
export type PhoneNumberInput = z.output<typeof phoneNumberInput>;

export type HttpMethod = "GET" | "POST";

export type PhoneNumber = {
  sid: string;
  accountSid: string;
  phoneNumber: string;
  friendlyName: string;
  smsCapable: boolean;
  handlesOptOuts: boolean;
  smsUrl: string | null;
  smsMethod: HttpMethod;
  smsFallbackUrl: string | null;
  smsFallbackMethod: HttpMethod;
  smsApplicationSid: string | null;
  statusCallback: string | null;
  statusCallbackMethod: HttpMethod;
  voiceUrl: string | null;
  voiceMethod: HttpMethod;
  voiceFallbackUrl: string | null;
  voiceFallbackMethod: HttpMethod;
  voiceApplicationSid: string | null;
  voiceCallerIdLookup: boolean;
  dateCreated: Date;
  dateUpdated: Date;
};

export function newPhoneNumber(accountSid: string, input: PhoneNumberInput): PhoneNumber {
  const settings = phoneNumberSettings.parse(input);
  const now = new Date();
  return {
    ...settings,
    sid: settings.sid ?? newSid("PN"),
    accountSid,
    friendlyName: settings.friendlyName ?? settings.phoneNumber,
    smsFallbackMethod: "POST",
    smsApplicationSid: null,
    statusCallback: null,
    statusCallbackMethod: "POST",
    voiceMethod: "POST",
    voiceFallbackUrl: null,
    voiceFallbackMethod: "POST",
    voiceApplicationSid: null,
    voiceCallerIdLookup: false,
    dateCreated: now,
    dateUpdated: now,
  };
}

export function phoneNumberResource(number: PhoneNumber) {
  return {
    account_sid: number.accountSid,
    address_sid: null,
    address_requirements: "none",
    api_version: "2010-04-01",
    beta: false,
    capabilities: { mms: number.smsCapable, sms: number.smsCapable, voice: true, fax: false },
    date_created: rfc2822(number.dateCreated),
    date_updated: rfc2822(number.dateUpdated),
    friendly_name: number.friendlyName,
    identity_sid: null,
    phone_number: number.phoneNumber,
    origin: "twilio",
    sid: number.sid,
    sms_application_sid: number.smsApplicationSid,
    sms_fallback_method: number.smsFallbackMethod,
    sms_fallback_url: number.smsFallbackUrl,
    sms_method: number.smsMethod,
    sms_url: number.smsUrl,
    status_callback: number.statusCallback,
    status_callback_method: number.statusCallbackMethod,
    trunk_sid: null,
    uri: `/2010-04-01/Accounts/${number.accountSid}/IncomingPhoneNumbers/${number.sid}.json`,
    voice_receive_mode: "voice",
    voice_application_sid: number.voiceApplicationSid,
    voice_caller_id_lookup: number.voiceCallerIdLookup,
    voice_fallback_method: number.voiceFallbackMethod,
    voice_fallback_url: number.voiceFallbackUrl,
    voice_method: number.voiceMethod,
    voice_url: number.voiceUrl,
    emergency_status: "Inactive",
    emergency_address_sid: null,
    emergency_address_status: "unregistered",
    bundle_sid: null,
    status: "in-use",
    type: "local",
  };
}
