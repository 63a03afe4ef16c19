import type { ZodOpenApiResponseObject, ZodOpenApiResponsesObject } from "zod-openapi";
import { headerReferences } from "./openapi-headers.ts";
import type { Operation } from "./operation.ts";
import { ProblemDocument } from "./problem-document.ts";
import { type ProblemCode, problemCodes, problems } from "./problems.ts";
import { problemsOf } from "./problems-of.ts";

/** One response per problem code, for the statuses that have but one of them. */
export const openApiProblems = (): Record<string, ZodOpenApiResponseObject> =>
  Object.fromEntries(problemCodes.map((code) => [code, problemResponse([code])]));

export const problemResponses = (operation: Operation): ZodOpenApiResponsesObject =>
  Object.fromEntries(
    [...problemsOf(operation)].map(([status, codes]) => [
      status,
      codes.length === 1 ? { $ref: `#/components/responses/${codes[0]}` } : problemResponse(codes),
    ]),
  );

const problemResponse = (codes: readonly ProblemCode[]): ZodOpenApiResponseObject => ({
  description: codes.map((code) => `\`${code}\`: ${problems[code].title}`).join("\n\n"),
  headers: headerReferences("RequestId", ...(codes.some(asksToWait) ? (["RetryAfter"] as const) : [])),
  content: { "application/problem+json": { schema: ProblemDocument } },
});

const asksToWait = (code: ProblemCode): boolean =>
  code === "idempotency_in_flight" || problems[code].status === 429 || problems[code].status === 503;
