import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { functionResponse, type HttpAnswer, jsonAnswer, writeAnswer } from "../http/function-response.ts";
import type { RequestHandler } from "../http/loopback-server.ts";
import { eventParts, httpContext, logTime, splitTarget } from "../http/payload.ts";
import { readBody } from "../http/read-body.ts";
import { type OnRequest, seenRequest } from "../http/seen-request.ts";
import type { FunctionHost } from "../lambda/function-host.ts";
import { maximumPayloadBytes } from "../lambda/invocation.ts";

export interface FunctionUrl {
  functionName: string;
  /** False: only callers with AWS's signature may call it, so locally nobody can. */
  isPublic: boolean;
  port: number;
  /** A short name for people. */
  label?: string;
  onRequest?: OnRequest;
}

const badGateway: HttpAnswer = { status: 502, headers: {}, cookies: [], body: Buffer.from("Internal Server Error") };

/** Serves one Function URL. The function gets the path undecoded, as on Lambda. */
export function createFunctionUrl(url: FunctionUrl, host: FunctionHost): RequestHandler {
  const { functionName, isPublic, port, label = functionName, onRequest } = url;

  async function answer(request: IncomingMessage, requestId: string): Promise<HttpAnswer> {
    if (!isPublic) return jsonAnswer(403, { Message: "Forbidden" });
    const body = await readBody(request, maximumPayloadBytes);
    if (!body) {
      const limit = `Request must be smaller than ${maximumPayloadBytes} bytes for the InvokeFunction operation`;
      return jsonAnswer(413, { Message: limit });
    }
    const result = await host.invoke(functionName, event(request, body, requestId), requestId);
    if (result.kind === "error") return badGateway;
    return functionResponse(JSON.parse(result.payload), "application/json") ?? badGateway;
  }

  function event(request: IncomingMessage, body: Buffer, requestId: string) {
    const { path, query } = splitTarget(request);
    const now = new Date();
    return {
      version: "2.0",
      routeKey: "$default",
      ...eventParts(request, path, query, body),
      requestContext: {
        accountId: "anonymous",
        apiId: functionName,
        domainName: `127.0.0.1:${port}`,
        domainPrefix: functionName,
        http: httpContext(request, path),
        requestId,
        routeKey: "$default",
        stage: "$default",
        time: logTime(now),
        timeEpoch: now.getTime(),
      },
    };
  }

  return async (request, response) => {
    const requestId = randomUUID();
    response.setHeader("x-amzn-requestid", requestId);
    const startedAt = performance.now();
    const answered = await answer(request, requestId);
    writeAnswer(response, answered);
    onRequest?.(seenRequest(label, request, answered, startedAt));
  };
}
