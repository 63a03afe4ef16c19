import type { ResourceFacts } from "./resource-facts.ts";

/**
 * The ids of a function's role, log, route and so on begin with the function's name. In the references between them `~` replaces that name,
 * and the hash is omitted, so that the references look alike for every function.
 */
export const withFamilyNames = (resources: readonly ResourceFacts[]): ResourceFacts[] =>
  resources.map((resource) => {
    const others = resources.filter(({ template, type }) => template === resource.template && type !== "Output");
    const short = shortNames(resource.id, others);
    const inShort = (text: string) => text.replace(/(?<=\$\{)\w+/g, (id) => short.get(id) ?? id);
    return { ...resource, facts: new Map([...resource.facts].map(([path, text]) => [path, inShort(text)])) };
  });

const withoutHash = (id: string): string => id.replace(/[0-9A-F]{8}$/, "");

/** The short forms of all ids that begin with the name of the same function as `id`. */
function shortNames(id: string, others: readonly ResourceFacts[]): ReadonlyMap<string, string> {
  const functions = others.filter(({ type }) => type === "AWS::Lambda::Function").map((other) => withoutHash(other.id));
  const [family] = functions.filter((name) => id.startsWith(name)).sort((a, b) => b.length - a.length);
  if (family === undefined) return new Map();
  const ids = others.map((other) => other.id).filter((other) => other.startsWith(family));
  const isUnique = (name: string) => ids.filter((other) => withoutHash(other) === name).length === 1;
  return new Map(
    ids
      .filter((other) => isUnique(withoutHash(other)))
      .map((other) => [other, withoutHash(other).replace(family, "~")]),
  );
}
