import { jsonAnswer } from "../../wire/reply.ts";
import type { Call, Operation } from "../operation.ts";
import { pageAnswer } from "../page.ts";
import { notFound } from "../twilio-error.ts";
import { updatePhoneNumber } from "./number-update.ts";
import { type PhoneNumber, phoneNumberResource } from "./phone-number.ts";

const collection = "/2010-04-01/Accounts/{account}/IncomingPhoneNumbers.json";
const item = "/2010-04-01/Accounts/{account}/IncomingPhoneNumbers/{sid}.json";

export const numberOperations: Operation[] = [
  {
    id: "incomingPhoneNumbers.list",
    method: "GET",
    path: collection,
    answer(call) {
      const numbers = call.world.numbers.ofAccount(call.caller.account.accountSid).filter(filterFrom(call.params));
      return pageAnswer(call, "incoming_phone_numbers", numbers, phoneNumberResource);
    },
  },
  {
    id: "incomingPhoneNumbers.fetch",
    method: "GET",
    path: item,
    answer: (call) => jsonAnswer(200, phoneNumberResource(numberAt(call))),
  },
  {
    id: "incomingPhoneNumbers.update",
    method: "POST",
    path: item,
    answer(call) {
      const number = numberAt(call);
      updatePhoneNumber(number, call.params);
      return jsonAnswer(200, phoneNumberResource(number));
    },
  },
];

function numberAt(call: Call): PhoneNumber {
  const sid = call.path("sid");
  const number = call.world.numbers
    .ofAccount(call.caller.account.accountSid)
    .find((candidate) => candidate.sid === sid);
  if (number === undefined) throw notFound(call.incoming.path);
  return number;
}

function filterFrom(params: URLSearchParams): (number: PhoneNumber) => boolean {
  const pattern = params.get("PhoneNumber");
  const friendlyName = params.get("FriendlyName");
  const matches = pattern === null ? () => true : numberPattern(pattern);
  return (number) =>
    matches(number.phoneNumber) &&
    (friendlyName === null || number.friendlyName === friendlyName) &&
    params.get("Beta") !== "true" &&
    (params.get("Origin") ?? "twilio") === "twilio";
}

/** Digits match anywhere in the number. `*` matches any digit. */
function numberPattern(pattern: string): (e164: string) => boolean {
  const source = pattern
    .replaceAll(/[^\d*+]/g, "")
    .replaceAll("+", "\\+")
    .replaceAll("*", "\\d");
  const expression = new RegExp(source);
  return (e164) => expression.test(e164);
}
