import { region, rootCredentials } from "./aws-environment.ts";

/**
 * One call of an AWS service that this project has no other use, and so no client, for: the emulator checks no signature of its
 * root user. Throws what the service answers where it refuses.
 */
export async function callAsRoot(
  endpoint: string,
  service: string,
  headers: Readonly<Record<string, string>>,
  body: string,
): Promise<string> {
  const credential = `${rootCredentials.accessKeyId}/20260101/${region}/${service}/aws4_request`;
  const authorization = `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=host, Signature=0`;
  const answer = await fetch(endpoint, { method: "POST", headers: { ...headers, authorization }, body });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${service} answered ${answer.status} ${text}`);
  return text;
}
