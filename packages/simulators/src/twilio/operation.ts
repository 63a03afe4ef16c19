import type { Incoming } from "../wire/incoming.ts";
import type { Answer } from "../wire/reply.ts";
import type { PathParameters } from "../wire/router.ts";
import type { Caller } from "./accounts/authenticate.ts";
import type { World } from "./world.ts";

export type Call = {
  caller: Caller;
  /** The form of a POST, the query of a GET. */
  params: URLSearchParams;
  path: PathParameters;
  incoming: Incoming;
  world: World;
};

/** One operation of Twilio's API. Faults and the journal use its id. */
export type Operation = {
  id: string;
  method: "GET" | "POST" | "DELETE";
  path: string;
  /** The number that the request is about, if that is not the parameter `To`. */
  to?: (path: PathParameters, world: World, params: URLSearchParams) => string | undefined;
  answer: (call: Call) => Answer | Promise<Answer>;
};
