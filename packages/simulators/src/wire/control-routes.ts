import * as z from "zod";
import type { Incoming } from "./incoming.ts";
import { jsonAnswer, type Reply } from "./reply.ts";
import { createRouter, type PathParameters } from "./router.ts";

type ControlCall = { path: PathParameters; query: (name: string) => string | undefined; body: unknown };

/** A way to ask or steer a simulator itself, beside the API it imitates. `about` is what GET /_simulator says of it. */
export type ControlRoute = {
  method: "GET" | "POST" | "DELETE";
  path: string;
  about: string;
  answer: (call: ControlCall) => unknown;
};

export class ControlError extends Error {}

export function serveControlRoutes(routes: ControlRoute[]): (incoming: Incoming) => Promise<Reply> {
  const list = routes.map(({ method, path, about }) => `${method} ${path}  ${about}`);
  const index: ControlRoute = {
    method: "GET",
    path: "/_simulator",
    about: "This list.",
    answer: () => ({ routes: list }),
  };
  const route = createRouter([index, ...routes].map((control) => ({ ...control, handle: control })));
  return async (incoming) => {
    const matched = route(incoming.method, incoming.path);
    if (matched === undefined) return jsonAnswer(404, { error: "no such control route", routes: list });
    try {
      const body: unknown = incoming.body === "" ? {} : JSON.parse(incoming.body);
      const query = (name: string) => incoming.query.get(name) ?? undefined;
      return jsonAnswer(200, (await matched.handle.answer({ path: matched.path, query, body })) ?? {});
    } catch (error) {
      return jsonAnswer(400, { error: wordsFor(error) });
    }
  };
}

function wordsFor(error: unknown): string {
  if (error instanceof z.ZodError) return z.prettifyError(error);
  if (error instanceof ControlError || error instanceof SyntaxError) return error.message;
  throw error;
}
