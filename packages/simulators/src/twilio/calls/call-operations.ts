import { jsonAnswer } from "../../wire/reply.ts";
import type { PathParameters } from "../../wire/router.ts";
import { within } from "../date-filters.ts";
import type { Call, Operation } from "../operation.ts";
import { pageAnswer } from "../page.ts";
import { notFound, TwilioError } from "../twilio-error.ts";
import type { World } from "../world.ts";
import { createCall } from "./create-call.ts";
import { instructionsIn } from "./create-rules.ts";
import { callResource, hasEnded, type PhoneCall } from "./phone-call.ts";

const collection = "/2010-04-01/Accounts/{account}/Calls.json";
const item = "/2010-04-01/Accounts/{account}/Calls/{sid}.json";

export const callOperations: Operation[] = [
  { id: "calls.create", method: "POST", path: collection, answer: createCall },
  {
    id: "calls.list",
    method: "GET",
    path: collection,
    answer(call) {
      const calls = call.world.calls.ofAccount(call.caller.account.accountSid).filter(filterFrom(call.params));
      return pageAnswer(call, "calls", calls, callResource);
    },
  },
  {
    id: "calls.fetch",
    method: "GET",
    path: item,
    to: calledNumber,
    answer: (call) => jsonAnswer(200, callResource(callAt(call))),
  },
  {
    id: "calls.update",
    method: "POST",
    path: item,
    to: calledNumber,
    async answer(call) {
      const phoneCall = callAt(call);
      if (call.params.has("Status")) end(call, phoneCall);
      else if (call.params.has("Url") || call.params.has("Twiml")) await redirect(call, phoneCall);
      return jsonAnswer(200, callResource(phoneCall));
    },
  },
  {
    id: "calls.delete",
    method: "DELETE",
    path: item,
    answer(call) {
      const phoneCall = callAt(call);
      if (!hasEnded(phoneCall)) throw new TwilioError(20009, "Cannot delete a call that has not ended.", 409);
      phoneCall.isDeleted = true;
      return { status: 204 };
    },
  },
];

function calledNumber(path: PathParameters, { calls }: World): string | undefined {
  return calls.bySid(path("sid"))?.to;
}

function callAt(call: Call): PhoneCall {
  const phoneCall = call.world.calls.find(call.caller.account.accountSid, call.path("sid"));
  if (phoneCall === undefined) throw notFound(call.incoming.path);
  return phoneCall;
}

/** "canceled" ends a call that nobody has answered; "completed" also hangs up. */
function end(call: Call, phoneCall: PhoneCall): void {
  const status = call.params.get("Status");
  if (status !== "canceled" && status !== "completed") {
    throw new TwilioError(20001, "Status must be canceled or completed");
  }
  if (hasEnded(phoneCall)) throw new TwilioError(21220, "Unable to update record. Call is not in-progress.");
  if (status === "canceled" && phoneCall.status === "in-progress") {
    throw new TwilioError(21220, "Unable to update record. Only a queued or ringing call can be canceled.");
  }
  call.world.callProgress.end(phoneCall);
}

async function redirect(call: Call, phoneCall: PhoneCall): Promise<void> {
  const instructions = instructionsIn(call.params);
  if (phoneCall.status !== "in-progress") {
    throw new TwilioError(21220, "Unable to update record. Call is not in-progress. Cannot redirect.");
  }
  await call.world.callProgress.redirect(phoneCall, instructions);
}

function filterFrom(params: URLSearchParams): (call: PhoneCall) => boolean {
  const [to, from, status] = [params.get("To"), params.get("From"), params.get("Status")];
  const [started, ended] = [within(params, "StartTime"), within(params, "EndTime")];
  return (call) =>
    (to === null || call.to === to) &&
    (from === null || call.from === from) &&
    (status === null || call.status === status) &&
    !params.has("ParentCallSid") &&
    started(call.startTime) &&
    ended(call.endTime);
}
