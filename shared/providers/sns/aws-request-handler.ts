import { Readable } from "node:stream";
import { httpCall } from "../http-call.ts";

/** The fields of the SDK's HttpRequest that a call of the Query protocol uses. */
interface AwsRequest {
  protocol: string;
  hostname: string;
  port?: number | undefined;
  path: string;
  method: string;
  headers: Record<string, string>;
  body?: string | Uint8Array | undefined;
}

const maximumBytes = 1_000_000;

/**
 * Sends the AWS SDK's requests through the same HTTP call as Twilio's: each has limits and a new connection, and a failure says for certain
 * whether the request can have left. The SDK's own handler cannot reliably tell a refused connection from a lost answer, and only
 * warns when its request timeout passes.
 */
export const awsRequestHandler = (defaultTimeoutMs: number) => ({
  handle: async (request: AwsRequest, { requestTimeout }: { requestTimeout?: number | undefined } = {}) => {
    const { protocol, hostname, port, path, method, headers, body } = request;
    const url = new URL(`${protocol}//${hostname}${port === undefined ? "" : `:${port}`}${path}`);
    const timeoutMs = requestTimeout ?? defaultTimeoutMs;
    const answer = await httpCall({ method, url, headers, body, timeoutMs, maximumBytes });
    return { response: { statusCode: answer.status, headers: answer.headers, body: Readable.from([answer.body]) } };
  },
});
