import type { ControlRoute } from "../../wire/control-routes.ts";
import type { PhoneCall } from "../calls/phone-call.ts";
import type { World } from "../world.ts";

type Dates = "dateCreated" | "dateUpdated" | "startTime" | "endTime";

/** A call in the control API. Dates are ISO 8601. */
export type LedgerCall = Omit<PhoneCall, Dates> &
  Record<"dateCreated" | "dateUpdated", string> &
  Record<"startTime" | "endTime", string | null>;

export function callRoutes(world: World): ControlRoute[] {
  return [
    {
      method: "GET",
      path: "/_simulator/calls",
      about:
        "Lists all calls with the speech heard, the callbacks and the hub's answers: ?to=, ?from=, ?accountSid=, ?status=.",
      answer: ({ query }): LedgerCall[] =>
        world.calls
          .ledger({ to: query("to"), from: query("from"), accountSid: query("accountSid"), status: query("status") })
          .map((call) => ({
            ...call,
            dateCreated: call.dateCreated.toISOString(),
            dateUpdated: call.dateUpdated.toISOString(),
            startTime: call.startTime?.toISOString() ?? null,
            endTime: call.endTime?.toISOString() ?? null,
          })),
    },
  ];
}
