import twilio from "twilio";

export interface PostedWebhook {
  status: number;
  body: string;
  contentType: string | null;
}

/** Posts a form as Twilio does, signed by Twilio's own library with this token. */
export const postSigned = async (
  url: string,
  parameters: Record<string, string>,
  authToken: string,
  overrides: { signature?: string | null; body?: string; headers?: Record<string, string>; signedUrl?: string } = {},
): Promise<PostedWebhook> => {
  const signature =
    overrides.signature === undefined
      ? twilio.getExpectedTwilioSignature(authToken, overrides.signedUrl ?? url, parameters)
      : overrides.signature;
  const answer = await fetch(url, {
    method: "POST",
    headers: {
      "content-type": "application/x-www-form-urlencoded; charset=utf-8",
      ...(signature === null ? {} : { "x-twilio-signature": signature }),
      ...overrides.headers,
    },
    body: overrides.body ?? new URLSearchParams(parameters).toString(),
  });
  return { status: answer.status, body: await answer.text(), contentType: answer.headers.get("content-type") };
};
