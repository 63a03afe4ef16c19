import * as z from "zod";
import type { FunctionHost } from "../lambda/function-host.ts";
import type { Authorizer } from "./api-definition.ts";

export type Authorization =
  | { kind: "allowed"; context: Record<string, unknown> | null }
  | { kind: "unauthorized" }
  | { kind: "forbidden" }
  | { kind: "failed" };

const SimpleResponse = z.object({
  isAuthorized: z.boolean(),
  context: z.record(z.string(), z.unknown()).nullish(),
});

const maximumCached = 10_000;

/**
 * A REQUEST authorizer with simple responses. It caches the function's answers, refusals included, by identity for the time that the
 * template states. The route is not part of the identity. It refuses a request without an identity, without a call of the function.
 */
export function createAuthorize(authorizer: Authorizer, host: FunctionHost) {
  const cache = new Map<string, { until: number; authorization: Authorization }>();

  async function ask(event: object): Promise<Authorization> {
    const result = await host.invoke(authorizer.functionName, event);
    if (result.kind === "error") return { kind: result.errorMessage === "Unauthorized" ? "unauthorized" : "failed" };
    const response = SimpleResponse.safeParse(JSON.parse(result.payload));
    if (!response.success) return { kind: "failed" };
    const { isAuthorized, context } = response.data;
    return isAuthorized ? { kind: "allowed", context: context ?? null } : { kind: "forbidden" };
  }

  return async (
    headers: Record<string, string>,
    event: (identitySource: string[]) => object,
  ): Promise<Authorization> => {
    const identities = authorizer.identityHeaders
      .map((name) => headers[name])
      .filter((value) => value !== undefined && value !== "");
    if (identities.length < authorizer.identityHeaders.length) return { kind: "unauthorized" };
    const cacheable = authorizer.resultTtlSeconds > 0 && identities.length > 0;
    const key = JSON.stringify(identities);
    const cached = cacheable ? cache.get(key) : undefined;
    if (cached && cached.until > Date.now()) return cached.authorization;
    const authorization = await ask(event(identities.map(String)));
    if (cacheable && (authorization.kind === "allowed" || authorization.kind === "forbidden")) {
      if (cache.size >= maximumCached) cache.clear();
      cache.set(key, { until: Date.now() + authorizer.resultTtlSeconds * 1000, authorization });
    }
    return authorization;
  };
}
