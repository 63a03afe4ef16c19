import { validateRequest } from "twilio/lib/webhooks/webhooks.js";

export interface SignedRequest {
  /** The public URL Twilio was told, with its query as it stands there, without a fragment. */
  url: string;
  /** Every form parameter, blank ones too. */
  parameters: Readonly<Record<string, string>>;
  signature: string;
}

/**
 * Was this request signed with one of these secrets? Several, because an account's token may be rotating. An empty secret never
 * validates: Twilio's own check would accept a signature made under an empty key, which anybody can make.
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
    // The SDK throws on a URL or a signature it cannot read: such a request was not signed.
    return false;
  }
};
