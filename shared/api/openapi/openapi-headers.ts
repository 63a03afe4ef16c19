import type { ZodOpenApiComponentsObject } from "zod-openapi";

/** Response headers, each defined once in the document's components. */
export const openApiHeaders = {
  RequestId: { description: "Names this request in the hub's logs", schema: { type: "string" } },
  RetryAfter: { description: "Seconds to wait before asking again", schema: { type: "integer", minimum: 1 } },
  IdempotentReplayed: {
    description: "`true` where an earlier request with this Idempotency-Key made the resource",
    schema: { type: "string", enum: ["true"] },
  },
  Location: { description: "Where it is to be had", schema: { type: "string", format: "uri-reference" } },
} satisfies ZodOpenApiComponentsObject["headers"];

const headerNames = {
  RequestId: "X-Request-Id",
  RetryAfter: "Retry-After",
  IdempotentReplayed: "Idempotent-Replayed",
  Location: "Location",
} as const satisfies Record<keyof typeof openApiHeaders, string>;

type Header = keyof typeof openApiHeaders;

/** References to headers, by their HTTP names. */
export const headerReferences = (...headers: readonly Header[]) =>
  Object.fromEntries(headers.map((header) => [headerNames[header], { $ref: `#/components/headers/${header}` }]));
