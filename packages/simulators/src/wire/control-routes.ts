import * as z from "zod";
import type { Incoming } from "./incoming.ts";
import { jsonAnswer, type Reply } from "./reply.ts";
import { createRouter, type PathParameters } from "./router.ts";

type ControlCall = { path: PathParameters; query: (name: string) => string | undefined; body: unknown };

/** A route that inspects or controls the simulator itself, besides the API that it simulates. GET /_simulator lists each `about`. */
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
    about: "Lists the control routes.",
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
      return jsonAnswer(400, { error: messageOf(error) });
    }
  };
}

function messageOf(error: unknown): string {
  if (error instanceof z.ZodError) return z.prettifyError(error);
  if (error instanceof ControlError || error instanceof SyntaxError) return error.message;
  throw error;
}
