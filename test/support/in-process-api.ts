import type { APIGatewayRequestAuthorizerEventV2 } from "aws-lambda";
import { handler as authorize } from "../../functions/service/authorize.ts";
import { handler as notFound } from "../../functions/service/not-found.ts";
import { pathParameterNames } from "../../shared/api/operation.ts";
import { type RegisteredOperation, registry } from "../../shared/api/registry.ts";
import type { Result } from "../../shared/lambda/answers.ts";
import type { HttpEvent } from "../../shared/lambda/http-handler.ts";
import type { Api, ApiAnswer } from "./api.ts";

let requests = 0;

/**
 * The API without a server: calls the authorizer and the operation's handler with the events that API Gateway would build. Only for tests
 * that set the clock or read the handlers' memory; other tests use HTTP.
 */
export const inProcessApi = (credential?: string): Api => {
  const request: Api["request"] = async (method, path, body, headers = {}) => {
    const url = new URL(path, "http://phonehub.local");
    const event = eventOf(method, url, body, headers);
    const route = routeOf(method, url.pathname);
    if (!route) return answerOf(await notFound(event));
    if (route.operation.permission === "none") return answerOf(await run(route, event));
    if (credential === undefined) return { status: 401, headers: new Headers(), body: { message: "Unauthorized" } };
    const { context } = await authorize(authorizerEventOf(event, credential));
    event.requestContext.authorizer = { lambda: context };
    event.pathParameters = parametersOf(route.operation.path, url.pathname);
    return answerOf(await run(route, event));
  };
  return {
    request,
    get: (path, headers) => request("GET", path, undefined, headers),
    post: (path, body, headers) => request("POST", path, body, headers),
    put: (path, body, headers) => request("PUT", path, body, headers),
    patch: (path, body, headers) => request("PATCH", path, body, headers),
    del: (path, headers) => request("DELETE", path, undefined, headers),
  };
};

const patternOf = (path: string): RegExp =>
  new RegExp(`^${path.replaceAll(".", "\\.").replace(/\{[A-Za-z]+\}/g, "([^/]+)")}$`);

const routeOf = (method: string, path: string): RegisteredOperation | undefined =>
  registry.find(({ operation }) => operation.method === method && patternOf(operation.path).test(path));

const parametersOf = (pattern: string, path: string): Record<string, string> => {
  const values = patternOf(pattern).exec(path)?.slice(1) ?? [];
  return Object.fromEntries(
    pathParameterNames(pattern).map((name, at) => [name, decodeURIComponent(values[at] ?? "")]),
  );
};

const run = async ({ functionName }: RegisteredOperation, event: HttpEvent): Promise<Result> => {
  // Vite can bundle a dynamic import only if its path shows each folder.
  const [folder, file] = functionName.split("/");
  const { handler } = await import(`../../functions/${folder}/${file}.ts`);
  return handler(event, {});
};

const eventOf = (method: string, url: URL, body: unknown, headers: Record<string, string>): HttpEvent => ({
  version: "2.0",
  routeKey: "$default",
  rawPath: decodeURIComponent(url.pathname),
  rawQueryString: url.search.slice(1),
  headers,
  isBase64Encoded: body instanceof Uint8Array,
  ...(body === undefined ? {} : { body: textOf(body) }),
  requestContext: {
    accountId: "000000000000",
    apiId: "test",
    authorizer: { lambda: undefined },
    domainName: "phonehub.local",
    domainPrefix: "phonehub",
    http: { method, path: url.pathname, protocol: "HTTP/1.1", sourceIp: "127.0.0.1", userAgent: "test" },
    requestId: `request-${++requests}`,
    routeKey: "$default",
    stage: "$default",
    time: "",
    timeEpoch: 0,
  },
});

const textOf = (body: unknown): string => {
  if (body instanceof Uint8Array) return Buffer.from(body).toString("base64");
  return typeof body === "string" ? body : JSON.stringify(body);
};

const authorizerEventOf = ({ requestContext, ...event }: HttpEvent, credential: string) =>
  ({
    ...event,
    type: "REQUEST",
    routeArn: "",
    identitySource: [`Bearer ${credential}`],
    cookies: [],
    headers: { ...event.headers, authorization: `Bearer ${credential}` },
    requestContext,
  }) as unknown as APIGatewayRequestAuthorizerEventV2;

const answerOf = ({ statusCode = 200, headers = {}, body }: Result): ApiAnswer => ({
  status: statusCode,
  headers: new Headers(Object.entries(headers).map(([name, value]): [string, string] => [name, String(value)])),
  body: body ? JSON.parse(body) : undefined,
});
