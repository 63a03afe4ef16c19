import type { Method } from "../api/operation.ts";
import { registry } from "../api/registry.ts";

const pathPattern = (path: string): RegExp =>
  new RegExp(`^${path.replace(/[.]/g, "\\.").replace(/\{[A-Za-z]+\}/g, "[^/]+")}$`);

/** The methods by which a path can be called, in the order of the contract; none where it is no path of the API. */
export const methodsAt = (path: string): Method[] => [
  ...new Set(
    registry.filter(({ operation }) => pathPattern(operation.path).test(path)).map((one) => one.operation.method),
  ),
];
