import * as z from "zod";
import type {
  ZodOpenApiOperationObject,
  ZodOpenApiRequestBodyObject,
  ZodOpenApiResponseObject,
  ZodOpenApiResponsesObject,
} from "zod-openapi";
import { maximumIdempotencyKeyLength } from "../idempotency-key.ts";
import { type Answer, isRawAnswer, type Operation } from "../operation.ts";
import { toldPathParameters } from "../path-parameters.ts";
import type { RegisteredOperation } from "../registry.ts";
import { headerReferences } from "./openapi-headers.ts";
import { linksOf } from "./openapi-links.ts";
import { problemResponses } from "./openapi-problems.ts";

/** Describes one operation in OpenAPI. */
export const openApiOperation = ({ capability, operation }: RegisteredOperation): ZodOpenApiOperationObject => ({
  operationId: operation.id,
  tags: [capability],
  summary: operation.summary,
  description: [operation.description, needs(operation)].filter(Boolean).join("\n\n"),
  ...(operation.permission === "none" ? { security: [] } : {}),
  requestParams: {
    path: toldPathParameters(operation.path),
    ...(operation.query ? { query: operation.query } : {}),
    ...(operation.idempotent ? { header: z.object({ "Idempotency-Key": idempotencyKey }) } : {}),
  },
  ...(operation.body ? { requestBody: requestBody(operation.body, operation.rawBody) } : {}),
  responses: { ...answersOf(operation), ...problemResponses(operation) },
});

const needs = ({ permission, own }: Operation): string => {
  if (permission === "none") return "Needs no credential.";
  if (permission === "any") return "Any credential will do.";
  const exception = own ? " A user's token without it may use this on what is the user's own." : "";
  return `Needs the permission \`${permission}\`.${exception}`;
};

const idempotencyKey = z.string().min(1).max(maximumIdempotencyKeyLength).optional().meta({
  description:
    "The same key and body make one resource, however often they are sent; another body is answered 422, a first request still running 409.",
});

const requestBody = (schema: z.ZodType, rawBody = "application/json"): ZodOpenApiRequestBodyObject => ({
  required: !schema.safeParse(undefined).success,
  content: { [rawBody]: { schema } },
});

const answersOf = (operation: Operation): ZodOpenApiResponsesObject =>
  Object.fromEntries(
    Object.entries(operation.answers).map(([status, answer]) => [status, answerOf(Number(status), answer, operation)]),
  );

const answerDescriptions: Readonly<Record<number, string>> = {
  200: "Done",
  201: "Made",
  204: "Done",
  302: "Elsewhere",
};

const answerOf = (status: number, answer: Answer, operation: Operation): ZodOpenApiResponseObject => ({
  description: answerDescriptions[status] ?? "Done",
  headers: {
    ...headerReferences("RequestId"),
    ...(status === 201 && operation.idempotent ? headerReferences("IdempotentReplayed") : {}),
    ...(status === 302 ? headerReferences("Location") : {}),
  },
  ...(answer === null ? {} : { content: contentOf(answer) }),
  ...(Object.keys(linksOf(operation, status)).length > 0 ? { links: linksOf(operation, status) } : {}),
});

const contentOf = (answer: Exclude<Answer, null>) =>
  isRawAnswer(answer) ? { [answer.contentType]: {} } : { "application/json": { schema: answer } };
