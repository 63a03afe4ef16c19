import type { TwilioCredentials } from "../../../shared/providers/twilio/twilio-credentials.ts";

export const credentials: TwilioCredentials = {
  accountSid: `AC${"0".repeat(32)}`,
  authToken: "a-token-that-opens-nothing-at-all",
};

/** A message in Twilio's format: every field is present, and null if empty. */
export const messageResource = (changes: Record<string, unknown> = {}) => ({
  account_sid: credentials.accountSid,
  api_version: "2010-04-01",
  body: "Hi",
  date_created: "Fri, 20 Nov 2026 12:00:00 +0000",
  date_sent: null,
  date_updated: "Fri, 20 Nov 2026 12:00:00 +0000",
  direction: "outbound-api",
  error_code: null,
  error_message: null,
  from: "+14155550100",
  messaging_service_sid: null,
  num_media: "0",
  num_segments: "1",
  price: null,
  price_unit: null,
  sid: `SM${"1".repeat(32)}`,
  status: "queued",
  subresource_uris: {},
  to: "+14155550123",
  uri: "/2010-04-01/…",
  ...changes,
});
