import { type Answer, jsonAnswer } from "../../wire/reply.ts";
import type { Call } from "../operation.ts";
import { checkCreateParameters } from "./create-rules.ts";
import { isOutsideWindow, outsideWindow } from "./customer-window.ts";
import { messageResource } from "./message.ts";
import { newOutboundMessage } from "./new-message.ts";
import { senderOf } from "./sender.ts";
import { takeShaping } from "./shaping.ts";
import { createWithTestCredentials } from "./test-credentials.ts";

export async function createMessage(call: Call): Promise<Answer> {
  const { world, params } = call;
  const { account } = call.caller;
  if (account.isTest) return createWithTestCredentials(account, params);

  checkCreateParameters(params);
  const message = newOutboundMessage(account, senderOf(world, account, params), params);
  message.isOutsideWindow = isOutsideWindow(world, message);
  world.messages.add(message);
  const faults = takeShaping(world.faults, message, "messages.create");
  const shaping = message.isOutsideWindow ? { ...faults, failure: faults.failure ?? outsideWindow } : faults;
  // Made before the callbacks: the answer reports the status at acceptance.
  const answer = jsonAnswer(201, messageResource(message));
  const delivery = world.delivery.start(message, shaping);
  if (shaping.beforeResponse) await delivery;
  return answer;
}
