import { region, rootCredentials } from "./aws-environment.ts";

/**
 * Calls an AWS service for which this project has no client. The emulator does not check its root user's signature. Throws an error with
 * the service's answer if the status is not 2xx.
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
