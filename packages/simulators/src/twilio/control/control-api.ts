import { type ControlRoute, serveControlRoutes } from "../../wire/control-routes.ts";
import { faultRoutes } from "../../wire/fault-routes.ts";
import type { Incoming } from "../../wire/incoming.ts";
import type { Reply } from "../../wire/reply.ts";
import { requestRoute } from "../../wire/request-route.ts";
import { accountInput } from "../accounts/account.ts";
import { twilioFault } from "../faults.ts";
import { lookupRecord } from "../lookups/lookup-records.ts";
import type { World } from "../world.ts";
import { callRoutes } from "./call-routes.ts";
import { messageRoutes } from "./message-routes.ts";
import { phoneRoutes } from "./phone-routes.ts";
import { verifyRoutes } from "./verify-routes.ts";

export function createControlApi(world: World): (incoming: Incoming) => Promise<Reply> {
  return serveControlRoutes([
    requestRoute(world.journal),
    ...messageRoutes(world),
    ...faultRoutes({ ...world.faults, arm: (fault) => world.faults.arm(twilioFault.parse(fault)) }),
    ...accountRoutes(world),
    lookupRoute(world),
    ...phoneRoutes(world),
    ...callRoutes(world),
    ...verifyRoutes(world),
    resetRoute(world),
  ]);
}

function accountRoutes(world: World): ControlRoute[] {
  const withNumbers = (accountSid: string) => ({
    ...world.accounts.get(accountSid),
    phoneNumbers: world.numbers.ofAccount(accountSid),
  });
  return [
    {
      method: "GET",
      path: "/_simulator/accounts",
      about: "Lists the accounts with their credentials and phone numbers.",
      answer: () => world.accounts.list().map(({ accountSid }) => withNumbers(accountSid)),
    },
    {
      method: "POST",
      path: "/_simulator/accounts",
      about: "Creates or replaces an account: { accountSid, authToken, apiKeys?, phoneNumbers?, status?, … }.",
      answer: ({ body }) => withNumbers(world.accounts.put(accountInput.parse(body)).accountSid),
    },
  ];
}

function lookupRoute(world: World): ControlRoute {
  return {
    method: "POST",
    path: "/_simulator/lookups",
    about: 'Sets Lookup\'s data of a number: { phoneNumber, line_type_intelligence: { type: "landline" }, … }.',
    answer({ body }) {
      const record = lookupRecord.parse(body);
      world.lookups.set(record);
      return record;
    },
  };
}

function resetRoute(world: World): ControlRoute {
  return {
    method: "POST",
    path: "/_simulator/reset",
    about:
      "Deletes messages, calls, verifications, requests, faults, lookups, phones and opt-outs. Accounts, numbers and services stay.",
    answer() {
      world.messages.clear();
      world.journal.clear();
      world.faults.clear();
      world.lookups.clear();
      world.optOuts.clear();
      world.calls.clear();
      world.phones.clear();
      world.verifications.clear();
    },
  };
}
