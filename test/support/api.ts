import { requireDeclared } from "./declared-answers.ts";

export interface ApiAnswer {
  status: number;
  headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: a test may read any member of an answer
  body: any;
}

type RequestHeaders = Record<string, string>;

/** An untyped client of the API. */
export interface Api {
  get(path: string, headers?: RequestHeaders): Promise<ApiAnswer>;
  post(path: string, body?: unknown, headers?: RequestHeaders): Promise<ApiAnswer>;
  put(path: string, body?: unknown, headers?: RequestHeaders): Promise<ApiAnswer>;
  patch(path: string, body?: unknown, headers?: RequestHeaders): Promise<ApiAnswer>;
  del(path: string, headers?: RequestHeaders): Promise<ApiAnswer>;
  request(method: string, path: string, body?: unknown, headers?: RequestHeaders): Promise<ApiAnswer>;
}

export const apiWith = (baseUrl: string, credential?: string): Api => {
  const request: Api["request"] = async (method, path, body, headers = {}) => {
    const answer = await fetch(`${baseUrl}${path}`, {
      method,
      redirect: "manual",
      headers: {
        ...(credential === undefined ? {} : { authorization: `Bearer ${credential}` }),
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...headers,
      },
      ...(body === undefined
        ? {}
        : { body: typeof body === "string" || body instanceof Uint8Array ? body : JSON.stringify(body) }),
    });
    const result = { status: answer.status, headers: answer.headers, body: await bodyOf(answer) };
    requireDeclared({ method, path: new URL(answer.url).pathname, body }, result);
    return result;
  };
  return {
    request,
    get: (path, headers) => request("GET", path, undefined, headers),
    post: (path, body, headers) => request("POST", path, body, headers),
    put: (path, body, headers) => request("PUT", path, body, headers),
    patch: (path, body, headers) => request("PATCH", path, body, headers),
    del: (path, headers) => request("DELETE", path, undefined, headers),
  };
};

const bodyOf = async (answer: Response): Promise<unknown> => {
  const bytes = Buffer.from(await answer.arrayBuffer());
  if (!/json/.test(answer.headers.get("content-type") ?? "")) return bytes;
  return JSON.parse(bytes.toString("utf8"));
};
