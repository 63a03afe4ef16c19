import { withFamilyNames } from "./family-names.ts";
import { type ResourceFacts, resourceFacts } from "./resource-facts.ts";
import type { SynthesisedTemplate } from "./synthesise.ts";

/** The maximum width of a line, in columns. A resource that fits is written on one line. */
const widest = 160;

const legend = `Under each type stand the properties that more than half of its resources share. A resource lists only its differences.
Inside \${}, ~ stands for the name of the function that the resource belongs to.
`;

/** An environment's templates as text with readable differences: sorted by type, with a line for each property. */
export function templateText(templates: readonly SynthesisedTemplate[]): string {
  const resources = withFamilyNames(resourceFacts(templates));
  const types = [...new Set(resources.map(({ type }) => type))].sort();
  const ofType = (name: string) => resources.filter(({ type }) => type === name);
  return [legend, ...types.map((type) => typeText(type, ofType(type)))].join("\n");
}

function typeText(type: string, resources: readonly ResourceFacts[]): string {
  const common = commonFacts(resources);
  const each = resources.map((resource) => resourceText(resource, common));
  return [`# ${type}`, ...lines(common), "", ...each, ""].join("\n");
}

/** The facts that more than half of the resources have, and at least two. */
function commonFacts(resources: readonly ResourceFacts[]): ReadonlyMap<string, string> {
  const counts = new Map<string, number>();
  const countOf = (path: string, text: string) => counts.get(`${path} ${text}`) ?? 0;
  const all = resources.flatMap(({ facts }) => [...facts]);
  for (const [path, text] of all) counts.set(`${path} ${text}`, countOf(path, text) + 1);
  return new Map(all.filter(([path, text]) => countOf(path, text) > Math.max(1, resources.length / 2)));
}

function resourceText({ template, id, facts }: ResourceFacts, common: ReadonlyMap<string, string>): string {
  const said = lines([...facts].filter(([path, text]) => common.get(path) !== text));
  const unsaid = [...common.keys()].filter((path) => !facts.has(path)).map((path) => `  no ${path}`);
  const all = [`${template} ${id}`, ...said, ...unsaid];
  return all.join("").length <= widest ? all.join("") : all.join("\n");
}

const lines = (facts: Iterable<readonly [path: string, text: string]>): string[] =>
  [...facts].map(([path, text]) => `  ${path}: ${isLongList(text) ? text.replaceAll('", "', '",\n    "') : text}`);

const isLongList = (text: string): boolean => text.startsWith('["') && text.length > widest;
