import type { AwsOperation } from "./aws-operation.ts";
import { listOptedOut } from "./list-opted-out.ts";
import { publish } from "./publish.ts";
import { element } from "./query-xml.ts";

const smsAttributes = { DefaultSMSType: "Transactional", MonthlySpendLimit: "1" };

export const snsOperations: AwsOperation[] = [
  { service: "sns", action: "Publish", result: publish },
  {
    service: "sns",
    action: "CheckIfPhoneNumberIsOptedOut",
    // This is the only parameter of the action that begins with a lower-case letter.
    result: ({ world, params }) => element("isOptedOut", String(world.optedOut.has(params.get("phoneNumber") ?? ""))),
  },
  { service: "sns", action: "ListPhoneNumbersOptedOut", result: listOptedOut },
  {
    service: "sns",
    action: "GetSMSAttributes",
    result() {
      const entries = Object.entries(smsAttributes);
      return `<attributes>${entries.map(([key, value]) => `<entry>${element("key", key)}${element("value", value)}</entry>`).join("")}</attributes>`;
    },
  },
];
