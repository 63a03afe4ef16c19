import { twilioSignature } from "@phonehub/simulators/twilio/signature";

let requests = 0;

/** An id that appears nowhere else in a log. */
export const newRequestId = (): string => `bench-request-${String(++requests).padStart(6, "0")}`;

const contextOf = (requestId: string, method: string, path: string) => ({
  requestId,
  domainName: "bench.local",
  stage: "$default",
  http: { method, path, protocol: "HTTP/1.1", sourceIp: "127.0.0.1", userAgent: "bench" },
});

/** API Gateway's event for an operation: the request, and the authorizer's context. */
export const operationEvent = (
  requestId: string,
  path: string,
  body: object,
  authorizer: unknown,
  pathParameters: Record<string, string> = {},
) => ({
  version: "2.0",
  routeKey: `POST ${path}`,
  rawPath: path,
  rawQueryString: "",
  pathParameters,
  headers: { "content-type": "application/json" },
  body: JSON.stringify(body),
  isBase64Encoded: false,
  requestContext: { ...contextOf(requestId, "POST", path), authorizer: { lambda: authorizer } },
});

/** API Gateway's event for the authorizer. */
export const authorizerEvent = (requestId: string, apiKey: string) => ({
  version: "2.0",
  type: "REQUEST",
  identitySource: [`Bearer ${apiKey}`],
  headers: { authorization: `Bearer ${apiKey}` },
  rawPath: "/v1/messages",
  rawQueryString: "",
  requestContext: contextOf(requestId, "POST", "/v1/messages"),
});

/** A Function URL's event for a webhook function: Twilio's form, with the signature of its account. */
export function webhookEvent(requestId: string, url: string, form: Record<string, string>, authToken: string) {
  const { pathname } = new URL(url);
  const headers = {
    "content-type": "application/x-www-form-urlencoded; charset=utf-8",
    "x-twilio-signature": twilioSignature(authToken, url, form),
  };
  return {
    version: "2.0",
    routeKey: "$default",
    rawPath: pathname,
    rawQueryString: "",
    headers,
    body: Buffer.from(new URLSearchParams(form).toString()).toString("base64"),
    isBase64Encoded: true,
    requestContext: contextOf(requestId, "POST", pathname),
  };
}
