import * as z from "zod";
import type { ProblemCode } from "./problems.ts";

/** What API Gateway answers by itself, before or instead of a function: an HTTP API cannot make a problem document of it. */
export const GatewayMessage = z
  .object({ message: z.string() })
  .meta({ id: "GatewayMessage", description: "API Gateway's own answer, which is no problem document" });

/**
 * The problems whose status API Gateway may answer by itself too: no Authorization header, a body beyond its own limit, its throttle, an
 * authorizer or a function that failed or took too long.
 */
export const gatewayProblems = [
  "unauthenticated",
  "too_large",
  "rate_limited",
  "internal_error",
  "temporarily_unavailable",
] as const satisfies readonly ProblemCode[];
