import type { ControlRoute } from "./control-routes.ts";
import type { Journal } from "./journal.ts";

export function requestRoute(journal: Journal): ControlRoute {
  return {
    method: "GET",
    path: "/_simulator/requests",
    about: "What was received and what went back: ?path= (part of it), ?to=, ?operation=.",
    answer: ({ query }) => journal.find({ path: query("path"), to: query("to"), operation: query("operation") }),
  };
}
