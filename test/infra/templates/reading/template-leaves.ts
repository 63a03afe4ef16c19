import type { SynthesisedTemplate } from "./synthesise.ts";

type Path = readonly string[];

/** The path of every value that is neither a list nor an object. A path starts with the template's index. */
export const leavesOf = (templates: readonly SynthesisedTemplate[]): Path[] =>
  templates.flatMap(({ name, rootStack, ...sections }, index) =>
    pathsIn(sections).map((path) => [String(index), ...path]),
  );

const pathsIn = (value: unknown): Path[] =>
  typeof value === "object" && value !== null
    ? Object.entries(value).flatMap(([key, item]) => pathsIn(item).map((path) => [key, ...path]))
    : [[]];

/** A copy in which `change` replaces the value at `path`. The result `undefined` removes it. */
export function withLeaf<T>(value: T, path: Path, change: (leaf: unknown) => unknown): T {
  const [key, ...rest] = path;
  const copy = (item: unknown, name: string) => (name === key ? withLeaf(item, rest, change) : item);
  const changed =
    key === undefined
      ? change(value)
      : Array.isArray(value)
        ? value.map((item, index) => copy(item, String(index)))
        : Object.fromEntries(Object.entries(Object(value)).map(([name, item]) => [name, copy(item, name)]));
  return changed as T;
}
