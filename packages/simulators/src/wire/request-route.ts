import type { ControlRoute } from "./control-routes.ts";
import type { Journal } from "./journal.ts";

export function requestRoute(journal: Journal): ControlRoute {
  return {
    method: "GET",
    path: "/_simulator/requests",
    about: "Lists requests and the statuses of their answers: ?path= (a part of it), ?to=, ?operation=.",
    answer: ({ query }) => journal.find({ path: query("path"), to: query("to"), operation: query("operation") }),
  };
}
