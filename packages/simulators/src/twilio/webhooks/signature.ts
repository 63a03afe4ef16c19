import { createHmac } from "node:crypto";

/**
 * X-Twilio-Signature: base64 HMAC-SHA1, under the account's primary auth token, over the URL followed by every form
 * parameter's name and value in the order of the names (ASCII, case-sensitive).
 * https://www.twilio.com/docs/usage/security#validating-requests
 */
export function twilioSignature(authToken: string, url: string, params: Record<string, string>): string {
  const signed = Object.keys(params)
    .sort()
    .reduce((text, name) => text + name + params[name], url);
  return createHmac("sha1", authToken).update(signed, "utf8").digest("base64");
}
