import middy, { type MiddlewareObj } from "@middy/core";
import type { LambdaFunctionURLEvent } from "aws-lambda";
import { config } from "../kernel/config.ts";
import { notFound, Problem } from "../kernel/errors.ts";
import { log } from "../observability/logger.ts";
import type { Result } from "./answers.ts";
import { logContext, problemDocument } from "./middlewares.ts";

/** A form that was posted to a webhook function. Its signature has not been checked yet. */
export interface Webhook {
  /** The public URL. It is built from the settings or from Lambda's own domain name, never from Host or X-Forwarded-* (invariant 10). */
  url: string;
  /** The parts of the path. The first part is the webhook id. */
  path: readonly string[];
  parameters: Readonly<Record<string, string>>;
  /** The names are in lower case. */
  headers: Readonly<Record<string, string | undefined>>;
  requestId: string;
}

/** Far more than Twilio sends. Its message bodies have at most 1,600 characters. */
const maximumBytes = 64 * 1024;
const maximumParameters = 200;
/** The paths of our webhooks consist of ids. Those become keys of rows, whose length is limited. */
const pathPattern = /^(\/[A-Za-z0-9_~-]{1,128}){1,3}$/;

/**
 * Makes a Function URL handler from a function that takes a webhook. The handler checks size and form first, because anybody can call the
 * URL. A refused webhook gets a problem document, and a failure of the hub a 500, which Twilio retries as the fragment of the URL tells it
 * to.
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
  if (method !== "POST") throw new Problem("method_not_allowed", { detail: "Send the webhook by POST." });
  const type = event.headers["content-type"] ?? "";
  if (!/^application\/x-www-form-urlencoded\b/i.test(type))
    throw new Problem("invalid_request", { detail: "Send the webhook as application/x-www-form-urlencoded." });
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

/** Parses the form. Refuses a parameter that appears twice, because the signature check would see other values than the hub. */
const parametersOf = (event: LambdaFunctionURLEvent): Record<string, string> => {
  const body = Buffer.from(event.body ?? "", event.isBase64Encoded ? "base64" : "utf8");
  if (body.length > maximumBytes) throw new Problem("too_large");
  const entries = [...new URLSearchParams(body.toString("utf8"))];
  if (entries.length > maximumParameters) throw new Problem("too_large");
  const parameters = Object.fromEntries(entries);
  if (Object.keys(parameters).length !== entries.length)
    throw new Problem("webhook_rejected", { detail: "Duplicate parameter. Send each parameter once." });
  return parameters;
};

export const noAnswer = (): Result => ({ statusCode: 204 });

/** Empty TwiML, on which Twilio sends no reply. */
export const emptyTwiml = (): Result => ({
  statusCode: 200,
  headers: { "content-type": "text/xml" },
  body: '<?xml version="1.0" encoding="UTF-8"?><Response></Response>',
});
