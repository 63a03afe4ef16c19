import middy, { type MiddlewareObj } from "@middy/core";
import type { APIGatewayProxyEventV2WithLambdaAuthorizer, Context } from "aws-lambda";
import * as z from "zod";
import { maximumIdempotencyKeyLength } from "../api/idempotency-key.ts";
import { type BodyOf, isRawAnswer, type Operation, type ParamsOf, type QueryOf } from "../api/operation.ts";
import { pathParameters } from "../api/path-parameters.ts";
import { shadowedPaths } from "../api/shadowed-paths.ts";
import { type AuthorizerContext, type Caller, callerOf } from "../identity/caller.ts";
import { methodNotAllowed, Problem } from "../kernel/errors.ts";
import { addLogContext, log } from "../observability/logger.ts";
import { maskActor } from "../observability/masking.ts";
import { type Answer, jsonResult, type Result } from "./answers.ts";
import { logContext, problemDocument } from "./middlewares.ts";
import { fileBodyOf, jsonBodyOf, parametersOf, queryOf, validated } from "./request-input.ts";

export type HttpEvent = APIGatewayProxyEventV2WithLambdaAuthorizer<AuthorizerContext | undefined>;

/** A request that has been validated against its operation's declaration. */
export interface HttpRequest<O extends Operation> {
  params: ParamsOf<O>;
  query: QueryOf<O>;
  /** If the operation takes a file, its bytes as they arrived. */
  body: O extends { rawBody: string } ? Uint8Array : BodyOf<O>;
  /** An operation with the permission `none` has no caller and must use `publicHandler`. */
  caller: Caller;
  idempotencyKey: string | null;
  requestId: string;
}

/** Values that the middlewares of one request share. */
interface Internal extends Record<string, unknown> {
  requestId: string;
  caller: Caller;
}

type HttpMiddleware = MiddlewareObj<HttpEvent, Result, Error, Context, Internal>;

/**
 * Makes a Lambda handler from an operation's declaration and its use case. The handler checks credential, permission and input, calls the
 * use case, and filters the answer through the operation's schema. A Problem becomes a problem document. Any other error becomes a 500 (or
 * 503) without internals, and one log line.
 */
export const httpHandler = <O extends Operation>(
  operation: O,
  handle: (request: HttpRequest<O>) => Promise<Answer> | Answer,
) =>
  basicHandler(operation)
    .use(permission(operation))
    .use(input(operation))
    .handler(handle as unknown as Handle);

/** For an operation that needs no credential. */
export const publicHandler = (operation: Operation, handle: () => Promise<Answer> | Answer) =>
  basicHandler(operation).handler(handle as unknown as Handle);

/**
 * The type that middy sees. `input` replaces the event by the declared request, and `declaredAnswer` turns the answer into Lambda's result.
 */
type Handle = (event: HttpEvent) => Promise<Result>;

const basicHandler = (operation: Operation) =>
  middy<HttpEvent, Result, Error, Context, Internal>()
    .use(logContext<HttpEvent>(({ requestContext: { requestId } }) => ({ requestId, operation: operation.id })))
    .use(requestId)
    .use(problemDocument<HttpEvent>(({ internal }) => (internal as Internal).requestId))
    .use(declaredAnswer(operation));

const requestId: HttpMiddleware = {
  before: ({ event, internal }) => {
    internal.requestId = event.requestContext.requestId;
  },
};

/** Identifies the caller and checks its permission. Throws unauthenticated and permission_missing. */
const permission = (operation: Operation): HttpMiddleware => ({
  before: ({ event, internal }) => {
    const context = event.requestContext.authorizer?.lambda ?? {};
    const caller = permitted(operation, callerOf(context, internal.requestId, operation.id), context);
    addLogContext({ tenantId: caller.tenantId, actor: maskActor(caller.actor) });
    internal.caller = caller;
  },
});

/** Replaces the event by the request that the operation declares. Throws invalid_request, too_large, method_not_allowed. */
const input = <O extends Operation>(operation: O): HttpMiddleware => ({
  before: (request) => {
    const { event, internal } = request;
    refuseShadowed(operation, event);
    const parsed: HttpRequest<O> = {
      params: paramsOf(operation, event),
      query: validated(operation.query ?? z.strictObject({}), queryOf(event), "query") as QueryOf<O>,
      body: bodyOf(operation, event),
      caller: internal.caller,
      idempotencyKey: operation.idempotent ? idempotencyKeyOf(event) : null,
      requestId: internal.requestId,
    };
    request.event = parsed as unknown as HttpEvent;
  },
});

/** Removes everything that the operation's schema for this status does not declare. */
const declaredAnswer = (operation: Operation): HttpMiddleware => ({
  after: (request) => {
    const result = resultOf(operation, request.response as unknown as Answer, request.internal.requestId);
    log.debug("request_answered", { status: result.statusCode ?? 200 });
    request.response = result;
  },
});

const bodyOf = <O extends Operation>(operation: O, event: HttpEvent): HttpRequest<O>["body"] => {
  const { body, rawBody, maximumBodyBytes } = operation;
  const read = () => {
    if (rawBody !== undefined) return fileBodyOf(event, maximumBodyBytes);
    return body && validated(body, jsonBodyOf(event, maximumBodyBytes), "body");
  };
  return read() as HttpRequest<O>["body"];
};

/** API Gateway routes `GET /v1/messages/preview` to the operation that reads a message, with the id `preview`. This refuses it. */
const refuseShadowed = ({ path, method }: Operation, { rawPath }: HttpEvent): void => {
  const allow = Object.hasOwn(shadowedPaths, rawPath) && rawPath !== path ? shadowedPaths[rawPath] : undefined;
  if (allow) throw methodNotAllowed(method, allow);
};

const permitted = (operation: Operation, caller: Caller | null, { refused, tenantId }: AuthorizerContext): Caller => {
  if (!caller) {
    const why = refused ?? (tenantId === undefined ? "unknown" : "expired");
    throw new Problem("unauthenticated", { detail: refusals[why] ?? refusals.unknown });
  }
  const { permission } = operation;
  if (permission === "any" || permission === "none" || caller.permissions.has(permission)) return caller;
  if (operation.own && caller.userId !== null) return { ...caller, restrictedToUserId: caller.userId };
  throw new Problem("permission_missing", {
    detail: `You need the permission ${permission}. Use a key or a token that has it.`,
  });
};

/**
 * The details for refused credentials: how to write a credential, and what the holder of a valid one may know. Else the detail is
 * `unknown`.
 */
const refusals: Readonly<Record<string, string>> & { unknown: string } = {
  no_scheme: "The Authorization header lacks the word Bearer. Send: Authorization: Bearer <API key or access token>.",
  malformed: "The Authorization header must be: Bearer <API key or access token>.",
  no_key: "This begins like an API key but is not one. Check that you copied all of it.",
  expired: "The API key or token has expired. Use a new one.",
  suspended: "The tenant is suspended. A platform administrator can resume it.",
  unknown: "The API key or token is unknown, expired or revoked, or belongs to another hub. Use a valid one.",
};

/** API Gateway decodes the path parameters. */
const paramsOf = <O extends Operation>(operation: O, event: HttpEvent): ParamsOf<O> =>
  validated(pathParameters(operation.path), parametersOf(event), "path") as ParamsOf<O>;

const idempotencyKeyOf = (event: HttpEvent): string | null => {
  const key = event.headers["idempotency-key"];
  if (key === undefined) return null;
  if (key.length < 1 || key.length > maximumIdempotencyKeyLength)
    throw new Problem("invalid_request", {
      detail: `The header Idempotency-Key must have 1 to ${maximumIdempotencyKeyLength} characters.`,
    });
  return key;
};

const resultOf = (operation: Operation, answer: Answer, requestId: string): Result => {
  const headers = { "x-request-id": requestId, ...answer.headers };
  if (answer.bytes) {
    const body = Buffer.from(answer.bytes).toString("base64");
    return {
      statusCode: answer.status,
      headers: { "cache-control": "no-store", ...headers },
      body,
      isBase64Encoded: true,
    };
  }
  const schema = operation.answers[answer.status];
  if (schema === undefined) throw new Error(`${operation.id} declares no answer ${answer.status}`);
  if (schema === null || isRawAnswer(schema)) return { statusCode: answer.status, headers };
  const filtered = schema.safeParse(answer.body);
  if (filtered.success) return jsonResult(answer.status, filtered.data, headers);
  const paths = filtered.error.issues.map((issue) => issue.path.join("."));
  log.error("answer_invalid", filtered.error, { paths });
  throw new Problem("internal_error");
};
