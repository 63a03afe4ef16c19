import type { ZodOpenApiResponseObject, ZodOpenApiResponsesObject } from "zod-openapi";
import type { Operation } from "../operation.ts";
import { GatewayMessage, gatewayProblems } from "../problems/gateway-message.ts";
import { ProblemDocument } from "../problems/problem-document.ts";
import { type ProblemCode, problemCodes, problems } from "../problems/problems.ts";
import { problemsOf } from "../problems/problems-of.ts";
import type { Rule } from "../rules.ts";
import { headerReferences } from "./openapi-headers.ts";

/** One response per problem code. An operation refers to it if the status has only one code. */
export const openApiProblems = (): Record<string, ZodOpenApiResponseObject> =>
  Object.fromEntries(problemCodes.map((code) => [code, problemResponse([code])]));

export const problemResponses = (operation: Operation): ZodOpenApiResponsesObject =>
  Object.fromEntries(
    [...problemsOf(operation)].map(([status, codes]) => {
      const rules = status === problems.invalid_request.status ? (operation.rules ?? []) : [];
      return [
        status,
        codes.length === 1 && rules.length === 0
          ? { $ref: `#/components/responses/${codes[0]}` }
          : problemResponse(codes, rules),
      ];
    }),
  );

const problemResponse = (codes: readonly ProblemCode[], rules: readonly Rule[] = []): ZodOpenApiResponseObject => ({
  description: [...codes.map((code) => `\`${code}\`: ${problems[code].title}`), ...told(rules)].join("\n\n"),
  headers: headerReferences("RequestId", ...(codes.some(asksToWait) ? (["RetryAfter"] as const) : [])),
  content: {
    "application/problem+json": { schema: ProblemDocument },
    ...(codes.some(mayBeGateways) && { "application/json": { schema: GatewayMessage } }),
  },
});

/** Describes the rules that the request's schemas cannot express. */
const told = (rules: readonly Rule[]): string[] =>
  rules.length === 0
    ? []
    : [
        "Also where a request that fits its schemas breaks a rule:",
        rules.map(({ path, says }) => `- \`${path}\`: ${says}`).join("\n"),
      ];

const gatewayStatuses = new Set<number>(gatewayProblems.map((code) => problems[code].status));
const mayBeGateways = (code: ProblemCode): boolean => gatewayStatuses.has(problems[code].status);

const asksToWait = (code: ProblemCode): boolean =>
  code === "idempotency_in_flight" || problems[code].status === 429 || problems[code].status === 503;
