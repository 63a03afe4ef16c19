import type { Method } from "../api/operation.ts";
import { registry } from "../api/registry.ts";
import { pathPattern } from "../api/shadowed-paths.ts";

/**
 * The methods by which a path can be called, in the order of the contract; none where it is no path of the API. A path that the contract
 * names stands for itself: what `/v1/messages/{id}` takes, `/v1/messages/preview` does not.
 */
export const methodsAt = (path: string): Method[] => {
  const named = registry.filter(({ operation }) => operation.path === path);
  const matching =
    named.length > 0 ? named : registry.filter(({ operation }) => pathPattern(operation.path).test(path));
  return [...new Set(matching.map((one) => one.operation.method))];
};
