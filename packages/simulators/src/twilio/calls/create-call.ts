import { type Answer, jsonAnswer } from "../../wire/reply.ts";
import { takeShaping } from "../messages/shaping.ts";
import type { Call } from "../operation.ts";
import { callbackSettings, checkCaller, checkParties, instructionsIn, storedOptionsIn } from "./create-rules.ts";
import { callResource, newOutboundCall } from "./phone-call.ts";
import { checkMagicNumbers } from "./test-credentials.ts";

export async function createCall({ world, params, caller }: Call): Promise<Answer> {
  const { account } = caller;
  const parties = checkParties(params);
  const settings = {
    ...parties,
    accountSid: account.accountSid,
    instructions: instructionsIn(params),
    options: storedOptionsIn(params),
    ...callbackSettings(params),
  };
  if (account.isTest) {
    checkMagicNumbers(parties);
    return jsonAnswer(201, callResource(newOutboundCall(settings)));
  }
  checkCaller(world, account, parties.from);
  const phoneNumberSid = world.numbers.owned(account.accountSid, parties.from)?.sid ?? null;
  const call = newOutboundCall({ ...settings, phoneNumberSid });
  world.calls.add(call);
  const shaping = takeShaping(world.faults, call, "calls.create");
  // Made before the callbacks: the answer reports the status at acceptance.
  const answer = jsonAnswer(201, callResource(call));
  const progress = world.callProgress.start(call, shaping);
  if (shaping.beforeResponse) await progress;
  return answer;
}
