import { jsonAnswer } from "../../wire/reply.ts";
import { within } from "../date-filters.ts";
import type { Call, Operation } from "../operation.ts";
import { pageAnswer } from "../page.ts";
import { notFound, TwilioError } from "../twilio-error.ts";
import { createMessage } from "./create-message.ts";
import { type Message, messageResource } from "./message.ts";

const collection = "/2010-04-01/Accounts/{account}/Messages.json";
const item = "/2010-04-01/Accounts/{account}/Messages/{sid}.json";

export const messageOperations: Operation[] = [
  { id: "messages.create", method: "POST", path: collection, answer: createMessage },
  {
    id: "messages.list",
    method: "GET",
    path: collection,
    answer(call) {
      const from = call.params.get("From");
      const isWithin = within(call.params, "DateSent");
      const messages = call.world.messages
        .listed(call.caller.account.accountSid, call.params.get("To"))
        .filter((message) => (from === null || message.from === from) && isWithin(message.dateSent));
      return pageAnswer(call, "messages", messages, messageResource);
    },
  },
  {
    id: "messages.fetch",
    method: "GET",
    path: item,
    answer: (call) => jsonAnswer(200, messageResource(messageAt(call))),
  },
  {
    id: "messages.update",
    method: "POST",
    path: item,
    answer(call) {
      const message = messageAt(call);
      if (call.params.get("Status") === "canceled") cancel(call, message);
      if (call.params.has("Body")) redact(call.params.get("Body"), message);
      return jsonAnswer(200, messageResource(message));
    },
  },
  {
    id: "messages.delete",
    method: "DELETE",
    path: item,
    answer(call) {
      const message = messageAt(call);
      requireComplete(message);
      message.isDeleted = true;
      return { status: 204 };
    },
  },
];

export function messageAt(call: Call): Message {
  const message = call.world.messages.find(call.caller.account.accountSid, call.path("sid"));
  if (message === undefined) throw notFound(call.incoming.path);
  return message;
}

function cancel(call: Call, message: Message): void {
  if (message.status !== "scheduled") throw new TwilioError(30409, "This message cannot be canceled");
  call.world.delivery.cancel(message);
}

function redact(body: string | null, message: Message): void {
  if (body !== "") throw new TwilioError(20001, "Body can only be set to an empty string");
  requireComplete(message);
  message.body = "";
  message.dateUpdated = new Date();
}

/** Twilio refuses to redact or delete a message during its delivery. */
function requireComplete(message: Message): void {
  if (["accepted", "scheduled", "queued", "sending"].includes(message.status)) {
    throw new TwilioError(20009, "Cannot delete message because delivery has not been completed.", 409);
  }
}
