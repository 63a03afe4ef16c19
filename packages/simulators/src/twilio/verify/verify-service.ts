import * as z from "zod";
import { iso8601Seconds } from "../dates.ts";
import { TwilioError } from "../twilio-error.ts";

/** The service's name in every message. Twilio refuses names that could be mistaken for a code. */
const friendlyName = z
  .string()
  .min(1)
  .max(30)
  .refine((name) => name.replaceAll(/\D/g, "").length < 5, "a name can have at most four digits");

const verifyServiceSettings = z.strictObject({
  friendlyName,
  codeLength: z.number().int().min(4).max(10).default(6),
  lookupEnabled: z.boolean().default(false),
  skipSmsToLandlines: z.boolean().default(false),
  dtmfInputRequired: z.boolean().default(true),
  ttsName: z.string().nullable().default(null),
  psd2Enabled: z.boolean().default(false),
  doNotShareWarningEnabled: z.boolean().default(false),
  customCodeEnabled: z.boolean().default(false),
});

/** A service as in an account's settings and the control API. */
export const verifyServiceInput = verifyServiceSettings.extend({
  friendlyName: friendlyName.default("PhoneHub"),
  sid: z
    .string()
    .regex(/^VA[0-9a-f]{32}$/)
    .optional(),
});

export type VerifyServiceSettings = z.output<typeof verifyServiceSettings>;
export type VerifyServiceInput = z.input<typeof verifyServiceInput>;

export type VerifyService = VerifyServiceSettings & {
  sid: string;
  accountSid: string;
  dateCreated: Date;
  dateUpdated: Date;
};

const parameters = {
  FriendlyName: "friendlyName",
  CodeLength: "codeLength",
  LookupEnabled: "lookupEnabled",
  SkipSmsToLandlines: "skipSmsToLandlines",
  DtmfInputRequired: "dtmfInputRequired",
  TtsName: "ttsName",
  Psd2Enabled: "psd2Enabled",
  DoNotShareWarningEnabled: "doNotShareWarningEnabled",
  CustomCodeEnabled: "customCodeEnabled",
} as const satisfies Record<string, keyof VerifyServiceSettings>;

/** The settings of a create or update request. Others come from `before`, or from Twilio's defaults. Error 60200. */
export function serviceSettingsFrom(params: URLSearchParams, before: object = {}): VerifyServiceSettings {
  const changes = Object.entries(parameters).flatMap(([name, field]) => {
    const text = params.get(name);
    return text === null ? [] : [[field, settingIn(field, text)]];
  });
  const parsed = verifyServiceSettings.safeParse({ ...before, ...Object.fromEntries(changes) });
  if (parsed.success) return parsed.data;
  const [wrong] = parsed.error.issues[0]?.path ?? [];
  const name = Object.entries(parameters).find(([, field]) => field === wrong)?.[0];
  throw new TwilioError(60200, `Invalid parameter: ${name}`);
}

function settingIn(field: keyof VerifyServiceSettings, text: string): unknown {
  if (field === "friendlyName" || field === "ttsName") return text;
  return field === "codeLength" ? Number(text) : text.toLowerCase() === "true";
}

export function verifyServiceResource(service: VerifyService, baseUrl: string) {
  const url = `${baseUrl}/v2/Services/${service.sid}`;
  const links = ["Verifications", "VerificationCheck", "RateLimits", "Entities", "Webhooks", "AccessTokens"];
  return {
    sid: service.sid,
    account_sid: service.accountSid,
    friendly_name: service.friendlyName,
    code_length: service.codeLength,
    lookup_enabled: service.lookupEnabled,
    psd2_enabled: service.psd2Enabled,
    skip_sms_to_landlines: service.skipSmsToLandlines,
    dtmf_input_required: service.dtmfInputRequired,
    tts_name: service.ttsName,
    do_not_share_warning_enabled: service.doNotShareWarningEnabled,
    custom_code_enabled: service.customCodeEnabled,
    push: { include_date: false, apn_credential_sid: null, fcm_credential_sid: null },
    totp: { issuer: service.friendlyName, time_step: 30, code_length: 6, skew: 1 },
    default_template_sid: null,
    whatsapp: { msg_service_sid: null, from: null },
    passkeys: null,
    verify_event_subscription_enabled: false,
    date_created: iso8601Seconds(service.dateCreated),
    date_updated: iso8601Seconds(service.dateUpdated),
    url,
    links: Object.fromEntries(links.map((name) => [linkName(name), `${url}/${name}`])),
  };
}

function linkName(name: string): string {
  const snake = name.replaceAll(/(?<=[a-z])[A-Z]/g, "_$&").toLowerCase();
  return name === "VerificationCheck" ? `${snake}s` : snake;
}
