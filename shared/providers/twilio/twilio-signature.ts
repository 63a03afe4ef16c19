import { validateRequest } from "twilio/lib/webhooks/webhooks.js";

export interface SignedRequest {
  /** The public URL that the hub gave Twilio, with its query unchanged and without a fragment. */
  url: string;
  /** Every form parameter, including blank ones. */
  parameters: Readonly<Record<string, string>>;
  signature: string;
}

/**
 * True if the request was signed with one of these secrets. There can be several while an account rotates its token. An empty secret never
 * matches, because Twilio's own check accepts a signature made with an empty key, and anybody can make one.
 * https://www.twilio.com/docs/usage/security#validating-requests
 */
export const isSignedByTwilio = (
  { url, parameters, signature }: SignedRequest,
  secrets: readonly (string | undefined)[],
): boolean =>
  secrets.some(
    (secret) => secret !== undefined && secret.trim() !== "" && isSignedWith(secret, url, parameters, signature),
  );

const isSignedWith = (
  secret: string,
  url: string,
  parameters: Readonly<Record<string, string>>,
  signature: string,
): boolean => {
  try {
    return validateRequest(secret, signature, url, { ...parameters });
  } catch {
    // The SDK throws if it cannot read the URL or the signature. Such a request was not signed.
    return false;
  }
};
