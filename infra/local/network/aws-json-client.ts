import { Agent, type IncomingMessage, request } from "node:http";
import { text } from "node:stream/consumers";
import { region } from "../template/pseudo-parameters.ts";

export class AwsError extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(`${code}: ${message}`);
  }
}

/** The hub polls queues and streams dozens of times a second, and `fetch` costs five times as much. */
const agent = new Agent({ keepAlive: true });

/**
 * Calls a local AWS JSON service. The SDK's clients would work too, but every start would have to load them first. The local services check
 * no signature, so a header of the right form is enough.
 */
export function awsJsonClient(endpoint: string, service: string, targetPrefix: string) {
  return async (operation: string, input: object, signal?: AbortSignal): Promise<unknown> => {
    const headers = {
      "content-type": "application/x-amz-json-1.0",
      "x-amz-target": `${targetPrefix}.${operation}`,
      "x-amz-date": "20260101T000000Z",
      authorization: `AWS4-HMAC-SHA256 Credential=local/20260101/${region}/${service}/aws4_request, SignedHeaders=host, Signature=0`,
    };
    const response = await post(endpoint, headers, JSON.stringify(input), signal);
    const answer: unknown = JSON.parse((await text(response)) || "{}");
    if (response.statusCode === 200) return answer;
    const { __type = "UnknownError", message = "" } = Object(answer);
    throw new AwsError(String(__type).replace(/^.*#/, ""), String(message));
  };
}

const post = (
  endpoint: string,
  headers: Record<string, string>,
  body: string,
  signal?: AbortSignal,
): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    const call = request(endpoint, { method: "POST", agent, headers, ...(signal ? { signal } : {}) }, resolve);
    call.on("error", (error: NodeJS.ErrnoException) => {
      // The service closed an idle connection just as this request used it again, so it has not seen the request.
      if (call.reusedSocket && error.code === "ECONNRESET") resolve(post(endpoint, headers, body, signal));
      else reject(error);
    });
    call.end(body);
  });

export type AwsCall = ReturnType<typeof awsJsonClient>;
