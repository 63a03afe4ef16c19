export type ControlConnection = {
  get: <T>(path: string, query?: Record<string, string | undefined>) => Promise<T>;
  post: <T>(path: string, body?: unknown) => Promise<T>;
  delete: (path: string, query?: Record<string, string | undefined>) => Promise<void>;
};

/** Calls a simulator's /_simulator routes. Throws an error with the simulator's answer if the status is not 2xx. */
export function controlConnection(url: string): ControlConnection {
  const ask = async (method: string, path: string, query: Record<string, string | undefined> = {}, body?: unknown) => {
    const target = new URL(`/_simulator${path}`, url);
    for (const [name, value] of Object.entries(query)) {
      if (value !== undefined) target.searchParams.set(name, value);
    }
    const response = await fetch(target, { method, body: body === undefined ? null : JSON.stringify(body) });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${target.pathname} answered ${response.status}: ${text}`);
    return JSON.parse(text);
  };
  return {
    get: (path, query) => ask("GET", path, query),
    post: (path, body = {}) => ask("POST", path, {}, body),
    delete: (path, query) => ask("DELETE", path, query),
  };
}
