import { expect, test } from "vitest";
import { problemsOf } from "../../shared/api/problems/problems-of.ts";
import { registry } from "../../shared/api/registry.ts";
import { pathPattern, shadowedPaths } from "../../shared/api/shadowed-paths.ts";

const operations = registry.map(({ operation }) => operation);
const isLiteral = ({ path }: { path: string }): boolean => !path.includes("{");
const shadows = (path: string) => operations.filter((one) => !isLiteral(one) && pathPattern(one.path).test(path));

test("every path that another operation takes for an id is listed with its own methods", () => {
  const literal = [...new Set(operations.filter(isLiteral).map(({ path }) => path))];
  const derived = literal
    .filter((path) => shadows(path).length > 0)
    .map((path) => [path, operations.filter((one) => one.path === path).map(({ method }) => method)]);
  expect(shadowedPaths).toEqual(Object.fromEntries(derived));
});

test.each(Object.keys(shadowedPaths))("%s by another method is declared to be 405", (path) => {
  expect(shadows(path)).not.toEqual([]);
  for (const operation of shadows(path))
    expect(problemsOf(operation).get(405), operation.id).toEqual(["method_not_allowed"]);
});
