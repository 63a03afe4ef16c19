export interface Route {
  /** `GET /v1/messages/{id}`, `ANY /{proxy+}` or `$default`. */
  routeKey: string;
  functionName: string;
  authorizer?: string;
}

export interface RouteMatch {
  route: Route;
  /** Decoded values. Undefined if the route has no variables. */
  pathParameters?: Record<string, string>;
}

type Segment = { kind: "literal" | "variable" | "greedy"; text: string };

const kindRank = { literal: 0, variable: 1, greedy: 2 };

/**
 * Finds the route as an HTTP API does: the most specific path wins (literal before variable before greedy, from the left),
 * then the named method before ANY, then $default. `path` is undecoded, so a %2F inside a segment does not split it.
 */
export function createRouter(routes: readonly Route[]): (method: string, path: string) => RouteMatch | undefined {
  const fallback = routes.find(({ routeKey }) => routeKey === "$default");
  const candidates = routes
    .filter(({ routeKey }) => routeKey !== "$default")
    .map((route) => {
      const [method = "", path = ""] = route.routeKey.split(" ");
      return { route, method, segments: parsePath(path) };
    })
    .sort((a, b) => comparePaths(a.segments, b.segments) || Number(a.method === "ANY") - Number(b.method === "ANY"));

  return (method, path) => {
    const parts = path.split("/").slice(1);
    for (const candidate of candidates) {
      if (candidate.method !== method && candidate.method !== "ANY") continue;
      const pathParameters = match(candidate.segments, parts);
      if (!pathParameters) continue;
      const { route } = candidate;
      return Object.keys(pathParameters).length > 0 ? { route, pathParameters } : { route };
    }
    return fallback && { route: fallback };
  };
}

const parsePath = (path: string): Segment[] =>
  path
    .split("/")
    .slice(1)
    .map((text) => {
      const variable = text.match(/^\{(.+?)(\+)?\}$/);
      if (!variable?.[1]) return { kind: "literal", text };
      return { kind: variable[2] ? "greedy" : "variable", text: variable[1] };
    });

function comparePaths(a: Segment[], b: Segment[]): number {
  for (const [index, segment] of a.entries()) {
    const other = b[index];
    if (!other) return -1;
    const difference = kindRank[segment.kind] - kindRank[other.kind];
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

function match(segments: Segment[], parts: string[]): Record<string, string> | undefined {
  const parameters: Record<string, string> = {};
  for (const [index, { kind, text }] of segments.entries()) {
    const part = parts[index];
    if (part === undefined) return undefined;
    if (kind === "greedy") {
      const rest = parts.slice(index).join("/");
      return rest === "" ? undefined : { ...parameters, [text]: decodeURIComponent(rest) };
    }
    if (kind === "literal" ? text !== part : part === "") return undefined;
    if (kind === "variable") parameters[text] = decodeURIComponent(part);
  }
  return segments.length === parts.length ? parameters : undefined;
}
