import middy, { type MiddlewareObj } from "@middy/core";
import type { LambdaFunctionURLEvent } from "aws-lambda";
import { config } from "../kernel/config.ts";
import { notFound, Problem } from "../kernel/errors.ts";
import { log } from "../observability/logger.ts";
import type { Result } from "./answers.ts";
import { logContext, problemDocument } from "./middlewares.ts";

/** A form that somebody posted to one of our webhook functions; nothing about it is proven yet. */
export interface Webhook {
  /** The public URL, rebuilt from what is configured or what Lambda itself reports, never from Host or X-Forwarded-* (invariant 10). */
  url: string;
  /** The path's parts; the first one is the webhook id. */
  path: readonly string[];
  parameters: Readonly<Record<string, string>>;
  /** By their names in lower case. */
  headers: Readonly<Record<string, string | undefined>>;
  requestId: string;
}

/** Far above what Twilio sends: its bodies have at most 1,600 characters. */
const maximumBytes = 64 * 1024;
const maximumParameters = 200;
/** Our webhooks' paths are made of ids; keys are asked for by them, and a key has a greatest length. */
const pathPattern = /^(\/[A-Za-z0-9_~-]{1,128}){1,3}$/;

/**
 * Turns "what to do with a webhook" into a Function URL handler: size and shape first, for anybody may call it. What is refused
 * gets a problem document; our own failure a 500, which Twilio retries as the URL's fragment asks.
 */
export const webhookHandler = (take: (webhook: Webhook) => Promise<Result>) =>
  middy<LambdaFunctionURLEvent, Result>()
    .use(logContext<LambdaFunctionURLEvent>(({ requestContext: { requestId } }) => ({ requestId })))
    .use(problemDocument<LambdaFunctionURLEvent>(({ event }) => event.requestContext.requestId))
    .use(logRejection)
    .handler((event: LambdaFunctionURLEvent) => take(webhookOf(event)));

const logRejection: MiddlewareObj<LambdaFunctionURLEvent, Result> = {
  onError: ({ error }) => {
    if (error instanceof Problem) log.warn("webhook_rejected", { problem: error.code, reason: error.detail.detail });
  },
};

const webhookOf = (event: LambdaFunctionURLEvent): Webhook => {
  const { method } = event.requestContext.http;
  if (method !== "POST") throw new Problem("method_not_allowed", { detail: "Webhooks are posted." });
  const type = event.headers["content-type"] ?? "";
  if (!/^application\/x-www-form-urlencoded\b/i.test(type))
    throw new Problem("invalid_request", { detail: "Not a form." });
  if (!pathPattern.test(event.rawPath)) throw notFound("webhook");
  const base = config.ownWebhookBaseUrl() ?? `https://${event.requestContext.domainName}`;
  const query = event.rawQueryString ? `?${event.rawQueryString}` : "";
  return {
    url: `${base}${event.rawPath}${query}`,
    path: event.rawPath.split("/").slice(1),
    parameters: parametersOf(event),
    headers: event.headers,
    requestId: event.requestContext.requestId,
  };
};

/** The form's parameters. One that stands twice is refused: the signature check would see other values than we do. */
const parametersOf = (event: LambdaFunctionURLEvent): Record<string, string> => {
  const body = Buffer.from(event.body ?? "", event.isBase64Encoded ? "base64" : "utf8");
  if (body.length > maximumBytes) throw new Problem("too_large");
  const entries = [...new URLSearchParams(body.toString("utf8"))];
  if (entries.length > maximumParameters) throw new Problem("too_large");
  const parameters = Object.fromEntries(entries);
  if (Object.keys(parameters).length !== entries.length)
    throw new Problem("webhook_rejected", { detail: "A parameter stands twice." });
  return parameters;
};

export const noAnswer = (): Result => ({ statusCode: 204 });

/** TwiML that says nothing: Twilio sends no reply. */
export const emptyTwiml = (): Result => ({
  statusCode: 200,
  headers: { "content-type": "text/xml" },
  body: '<?xml version="1.0" encoding="UTF-8"?><Response></Response>',
});
