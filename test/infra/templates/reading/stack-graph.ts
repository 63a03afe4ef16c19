import type { SynthesisedTemplate } from "./synthesise.ts";

export type Graph = ReadonlyMap<string, ReadonlySet<string>>;

/** The ids that a template's value refers to by Ref, Fn::GetAtt or Fn::Sub. */
function references(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(references);
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, argument]) => {
    if (key === "Ref" && typeof argument === "string") return [argument];
    if (key === "Fn::GetAtt") return [String(argument).split(/[.,]/)[0] ?? ""];
    if (key === "Fn::Sub") return [...JSON.stringify(argument).matchAll(/\$\{(\w+)/g)].map(([, id]) => id ?? "");
    return references(argument);
  });
}

/** The dependencies between the resources of one template. A nested stack is one resource, as for CloudFormation. */
export const resourceGraph = ({ Resources }: Pick<SynthesisedTemplate, "Resources">): Graph =>
  new Map(
    Object.entries(Resources).map(([id, { Properties, DependsOn }]) => [
      id,
      new Set([...references(Properties), ...DependsOn].filter((other) => other in Resources)),
    ]),
  );

/** The dependencies between stacks: a stack depends on those that it imports from. */
export function importGraph(templates: readonly SynthesisedTemplate[]): Graph {
  const graph = new Map(templates.map(({ rootStack }) => [rootStack, new Set<string>()]));
  for (const { rootStack, Resources } of templates) {
    for (const [, exporter] of JSON.stringify(Resources).matchAll(/"Fn::ImportValue":"PhoneHub-\w+-(\w+):/g)) {
      if (exporter) graph.get(rootStack)?.add(exporter);
    }
  }
  return graph;
}

/** A path from a node back to itself. Undefined: there is none. */
export function findCycle(graph: Graph): string[] | undefined {
  const finished = new Set<string>();
  const visit = (node: string, path: readonly string[]): string[] | undefined => {
    if (path.includes(node)) return [...path.slice(path.indexOf(node)), node];
    if (finished.has(node)) return undefined;
    for (const next of graph.get(node) ?? []) {
      const cycle = visit(next, [...path, node]);
      if (cycle) return cycle;
    }
    finished.add(node);
    return undefined;
  };
  for (const node of graph.keys()) {
    const cycle = visit(node, []);
    if (cycle) return cycle;
  }
  return undefined;
}
