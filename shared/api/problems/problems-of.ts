import type { Operation } from "../operation.ts";
import { pathPattern, shadowedPaths } from "../shadowed-paths.ts";
import { commonProblems, type ProblemCode, problems } from "./problems.ts";

const isPublic = ({ permission }: Operation): boolean => permission === "none";

const canHappen = (operation: Operation) => (code: ProblemCode) => {
  // An operation that needs no credential does not read the request either.
  if (code === "unauthenticated" || code === "invalid_request") return !isPublic(operation);
  if (code === "permission_missing") return !isPublic(operation) && operation.permission !== "any";
  return true;
};

/** True if the path's parameter also matches the path of another operation, which has another method. */
const mayBeMeantOtherwise = ({ path }: Operation): boolean =>
  Object.keys(shadowedPaths).some((shadowed) => shadowed !== path && pathPattern(path).test(shadowed));

/** Every problem that an operation can answer, by HTTP status: those it declares, and those of all operations of its kind. */
export const problemsOf = (operation: Operation): ReadonlyMap<number, readonly ProblemCode[]> => {
  const bySize: ProblemCode[] = operation.body ? ["too_large"] : [];
  const byPath: ProblemCode[] = mayBeMeantOtherwise(operation) ? ["method_not_allowed"] : [];
  const codes = new Set([
    ...commonProblems.filter(canHappen(operation)),
    ...bySize,
    ...byPath,
    ...(operation.problems ?? []),
  ]);
  const statuses = [...new Set([...codes].map((code) => problems[code].status))].sort((a, b) => a - b);
  return new Map<number, readonly ProblemCode[]>(
    statuses.map((status) => [status, [...codes].filter((code) => problems[code].status === status)]),
  );
};
