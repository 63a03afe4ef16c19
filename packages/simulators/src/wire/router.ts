export type Route<H> = { method: string; path: string; handle: H };
export type Matched<H> = { handle: H; path: PathParameters };
export type PathParameters = (name: string) => string;

/** Paths are templates such as `/Messages/{sid}.json`. A name matches the characters up to the next slash or dot. */
export function createRouter<H>(routes: Route<H>[]): (method: string, path: string) => Matched<H> | undefined {
  const compiled = routes.map((route) => ({ ...route, pattern: patternOf(route.path) }));
  return (method, path) => {
    for (const route of compiled) {
      if (route.method !== method) continue;
      const found = route.pattern.exec(path);
      if (found) return { handle: route.handle, path: pathParameters(found.groups ?? {}) };
    }
    return undefined;
  };
}

function patternOf(template: string): RegExp {
  const source = template.replaceAll(".", "\\.").replaceAll(/\{(\w+)\}/g, "(?<$1>[^/.]+)");
  return new RegExp(`^${source}$`);
}

function pathParameters(groups: Record<string, string | undefined>): PathParameters {
  return (name) => {
    const value = groups[name];
    if (value === undefined) throw new Error(`no path parameter ${name}`);
    try {
      return decodeURIComponent(value);
    } catch {
      return value;
    }
  };
}
