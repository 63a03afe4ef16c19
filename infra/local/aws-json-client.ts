import { region } from "./template/pseudo-parameters.ts";

export class AwsError extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(`${code}: ${message}`);
  }
}

/**
 * Calls a local AWS JSON service. The SDK's clients would do, at the price of loading them before anything can start;
 * the local services check no signature, so a header of the right form is enough.
 */
export function awsJsonClient(endpoint: string, service: string, targetPrefix: string) {
  return async (operation: string, input: object, signal?: AbortSignal): Promise<unknown> => {
    const response = await fetch(endpoint, {
      method: "POST",
      headers: {
        "content-type": "application/x-amz-json-1.0",
        "x-amz-target": `${targetPrefix}.${operation}`,
        "x-amz-date": "20260101T000000Z",
        authorization: `AWS4-HMAC-SHA256 Credential=local/20260101/${region}/${service}/aws4_request, SignedHeaders=host, Signature=0`,
      },
      body: JSON.stringify(input),
      signal: signal ?? null,
    });
    const answer: unknown = JSON.parse((await response.text()) || "{}");
    if (response.ok) return answer;
    const { __type = "UnknownError", message = "" } = Object(answer);
    throw new AwsError(String(__type).replace(/^.*#/, ""), String(message));
  };
}

export type AwsCall = ReturnType<typeof awsJsonClient>;
