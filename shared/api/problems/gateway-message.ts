import * as z from "zod";
import type { ProblemCode } from "./problems.ts";

/** API Gateway's own answer, before or instead of a function. An HTTP API cannot convert it to a problem document. */
export const GatewayMessage = z
  .object({ message: z.string() })
  .meta({ id: "GatewayMessage", description: "API Gateway's own answer, which is no problem document" });

/**
 * The problems whose status API Gateway itself can also answer. Causes: no Authorization header, a body over its own limit, its throttle,
 * or an authorizer or function that failed or timed out.
 */
export const gatewayProblems = [
  "unauthenticated",
  "too_large",
  "rate_limited",
  "internal_error",
  "temporarily_unavailable",
] as const satisfies readonly ProblemCode[];
