import { randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { second } from "../../../shared/kernel/durations.ts";
import { functionResponse, type HttpAnswer, jsonAnswer, writeAnswer } from "../http/function-response.ts";
import type { RequestHandler } from "../http/loopback-server.ts";
import { type EventParts, eventParts, httpContext, logTime, splitTarget } from "../http/payload.ts";
import { readBody } from "../http/read-body.ts";
import { type OnRequest, seenRequest } from "../http/seen-request.ts";
import type { FunctionHost } from "../lambda/function-host.ts";
import { accountId, arn } from "../template/pseudo-parameters.ts";
import type { ApiDefinition } from "./api-definition.ts";
import { type Authorization, createAuthorize } from "./authorize.ts";
import { applyCors } from "./cors.ts";
import { createRouter, type RouteMatch } from "./routes.ts";

const maximumBodyBytes = 10 * 1024 * 1024;
const integrationTimeoutMs = 30 * second;

/** API Gateway's own answers. An HTTP API cannot change them. */
const message = (status: number, text: string) => jsonAnswer(status, { message: text });
const refusals = {
  unauthorized: message(401, "Unauthorized"),
  forbidden: message(403, "Forbidden"),
  failed: message(500, "Internal Server Error"),
};

/** Serves an HTTP API as API Gateway does, with events in payload format 2.0. `port` goes into the domain name. */
export function createHttpApi(
  definition: ApiDefinition,
  host: FunctionHost,
  port: number,
  onRequest?: OnRequest,
): RequestHandler {
  const findRoute = createRouter(definition.routes);
  const authorizers = new Map(definition.authorizers.map((one) => [one.id, createAuthorize(one, host)] as const));

  async function answer(request: IncomingMessage, requestId: string): Promise<HttpAnswer> {
    const body = await readBody(request, maximumBodyBytes);
    if (!body) return message(413, "Request Entity Too Large");
    const { path, query } = splitTarget(request);
    const rawPath = decodePath(path);
    const match = rawPath === undefined ? undefined : findRoute(request.method ?? "GET", path);
    if (rawPath === undefined) return message(400, "Bad Request");
    if (!match) return message(404, "Not Found");
    const parts = eventParts(request, rawPath, query, body);
    const requestContext = context(request, match, rawPath, requestId);
    const authorization = await authorize(match, parts, requestContext);
    if (authorization && authorization.kind !== "allowed") return refusals[authorization.kind];
    const lambda = authorization && { authorizer: { lambda: authorization.context } };
    return await integrate(match, {
      version: "2.0",
      routeKey: match.route.routeKey,
      ...parts,
      requestContext: { ...requestContext, ...lambda },
      ...(match.pathParameters ? { pathParameters: match.pathParameters } : {}),
    });
  }

  const context = (request: IncomingMessage, { route }: RouteMatch, rawPath: string, requestId: string) => {
    const now = new Date();
    return {
      accountId,
      apiId: definition.apiId,
      domainName: `127.0.0.1:${port}`,
      domainPrefix: definition.apiId,
      http: httpContext(request, rawPath),
      requestId,
      routeKey: route.routeKey,
      stage: definition.stage,
      time: logTime(now),
      timeEpoch: now.getTime(),
    };
  };

  async function authorize(
    match: RouteMatch,
    parts: EventParts,
    requestContext: ReturnType<typeof context>,
  ): Promise<Authorization | undefined> {
    if (match.route.authorizer === undefined) return undefined;
    const authorizer = authorizers.get(match.route.authorizer);
    if (!authorizer) return { kind: "failed" };
    const { body: _, isBase64Encoded: __, ...head } = parts;
    const { method, path } = requestContext.http;
    return await authorizer(parts.headers, (identitySource) => ({
      version: "2.0",
      type: "REQUEST",
      routeArn: arn("execute-api", `${definition.apiId}/${definition.stage}/${method}${path}`),
      identitySource,
      routeKey: match.route.routeKey,
      ...head,
      requestContext,
      ...(match.pathParameters ? { pathParameters: match.pathParameters } : {}),
    }));
  }

  async function integrate({ route }: RouteMatch, event: object): Promise<HttpAnswer> {
    const result = await within(integrationTimeoutMs, host.invoke(route.functionName, event));
    if (!result) return message(503, "Service Unavailable");
    if (result.kind === "error") return refusals.failed;
    return functionResponse(JSON.parse(result.payload), "text/plain;charset=utf-8") ?? refusals.failed;
  }

  return async (request: IncomingMessage, response: ServerResponse) => {
    if (definition.cors && applyCors(definition.cors, request, response)) return;
    const requestId = randomBytes(11).toString("base64");
    response.setHeader("apigw-requestid", requestId);
    const startedAt = performance.now();
    const answered = await answer(request, requestId);
    writeAnswer(response, answered);
    onRequest?.(seenRequest("api", request, answered, startedAt));
  };
}

/** The decoded path, which HTTP APIs pass to functions. Undefined if it cannot be decoded. */
function decodePath(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}

async function within<T>(milliseconds: number, work: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), milliseconds);
  });
  return await Promise.race([work, late]).finally(() => clearTimeout(timer));
}
