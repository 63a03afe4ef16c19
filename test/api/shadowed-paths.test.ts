import { expect, test } from "vitest";
import { problemsOf } from "../../shared/api/problems/problems-of.ts";
import { registry } from "../../shared/api/registry.ts";
import { pathPattern, shadowedPaths } from "../../shared/api/shadowed-paths.ts";

const operations = registry.map(({ operation }) => operation);
const isLiteral = ({ path }: { path: string }): boolean => !path.includes("{");
const shadows = (path: string) => operations.filter((one) => !isLiteral(one) && pathPattern(one.path).test(path));

test("shadowedPaths lists every path that another operation would read as an id, with its own methods", () => {
  const literal = [...new Set(operations.filter(isLiteral).map(({ path }) => path))];
  const derived = literal
    .filter((path) => shadows(path).length > 0)
    .map((path) => [path, operations.filter((one) => one.path === path).map(({ method }) => method)]);
  expect(shadowedPaths).toEqual(Object.fromEntries(derived));
});

test.each(Object.keys(shadowedPaths))("problemsOf() declares 405 for %s by another operation's method", (path) => {
  expect(shadows(path)).not.toEqual([]);
  for (const operation of shadows(path))
    expect(problemsOf(operation).get(405), operation.id).toEqual(["method_not_allowed"]);
});
