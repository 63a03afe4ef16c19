import { jsonAnswer } from "../../wire/reply.ts";
import { rfc2822 } from "../dates.ts";
import type { Operation } from "../operation.ts";
import { unauthenticated } from "./authenticate.ts";

export const accountOperations: Operation[] = [
  {
    id: "accounts.fetch",
    method: "GET",
    path: "/2010-04-01/Accounts/{account}.json",
    answer({ caller }) {
      // A standard API key can use everything except /Accounts and /Keys themselves.
      if (caller.withApiKey) throw unauthenticated();
      const { account } = caller;
      const date = rfc2822(account.createdAt);
      const uri = `/2010-04-01/Accounts/${account.accountSid}`;
      const subresource = (name: string) => `${uri}/${name}.json`;
      return jsonAnswer(200, {
        auth_token: account.authToken,
        date_created: date,
        date_updated: date,
        friendly_name: account.friendlyName,
        owner_account_sid: account.accountSid,
        sid: account.accountSid,
        status: account.status,
        subresource_uris: {
          balance: subresource("Balance"),
          incoming_phone_numbers: subresource("IncomingPhoneNumbers"),
          messages: subresource("Messages"),
        },
        type: account.type,
        uri: `${uri}.json`,
      });
    },
  },
  {
    id: "balance.fetch",
    method: "GET",
    path: "/2010-04-01/Accounts/{account}/Balance.json",
    answer({ caller: { account } }) {
      return jsonAnswer(200, { account_sid: account.accountSid, balance: account.balance, currency: "USD" });
    },
  },
];
