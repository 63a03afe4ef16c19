import * as z from "zod";
import { type ControlRoute, serveControlRoutes } from "../wire/control-routes.ts";
import { faultRoutes } from "../wire/fault-routes.ts";
import type { Incoming } from "../wire/incoming.ts";
import type { Reply } from "../wire/reply.ts";
import { requestRoute } from "../wire/request-route.ts";
import { responseFault } from "../wire/response-fault.ts";
import type { SnsWorld } from "./sns-world.ts";

const optOut = z.strictObject({ phoneNumber: z.string().regex(/^\+\d+$/), isOptedOut: z.boolean().default(true) });
const role = z.strictObject({ roleArn: z.string(), externalId: z.string().optional() });

export function createSnsControlApi(world: SnsWorld): (incoming: Incoming) => Promise<Reply> {
  return serveControlRoutes([
    requestRoute(world.journal),
    {
      method: "GET",
      path: "/_simulator/messages",
      about: "Lists accepted text messages, with the credentials that signed them: ?to=.",
      answer: ({ query }) => world.publications.find({ to: query("to") }),
    },
    ...faultRoutes({ ...world.faults, arm: (fault) => world.faults.arm(responseFault.parse(fault)) }),
    {
      method: "POST",
      path: "/_simulator/opt-outs",
      about: "Puts a number on SNS's opt-out list, or removes it: { phoneNumber, isOptedOut? = true }.",
      answer({ body }) {
        const { phoneNumber, isOptedOut } = optOut.parse(body);
        if (isOptedOut) world.optedOut.add(phoneNumber);
        else world.optedOut.delete(phoneNumber);
      },
    },
    ...roleRoutes(world),
    {
      method: "POST",
      path: "/_simulator/reset",
      about: "Deletes messages, requests, faults and opt-outs. Roles stay.",
      answer() {
        world.publications.clear();
        world.journal.clear();
        world.faults.clear();
        world.optedOut.clear();
      },
    },
  ]);
}

function roleRoutes(world: SnsWorld): ControlRoute[] {
  return [
    {
      method: "POST",
      path: "/_simulator/roles",
      about: "Registers a role that callers can assume only with this external id: { roleArn, externalId? }.",
      answer: ({ body }) => world.roles.register(role.parse(body)),
    },
    {
      method: "GET",
      path: "/_simulator/assumed-roles",
      about: "Lists all successful AssumeRole calls, without their secrets.",
      answer: () =>
        world.roles.sessions().map(({ roleArn, roleSessionName, externalId, accessKeyId }) => ({
          roleArn,
          roleSessionName,
          externalId,
          accessKeyId,
        })),
    },
  ];
}
