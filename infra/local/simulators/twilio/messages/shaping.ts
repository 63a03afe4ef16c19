import type { FaultStore } from "../../wire/fault-store.ts";
import type { TwilioFault } from "../faults.ts";
import type { Message } from "./message.ts";

/** How the callbacks of one message are bent; decided once, when it is accepted. */
export type Shaping = {
  copies: 1 | 2;
  shuffled: boolean;
  beforeResponse: boolean;
  silent: boolean;
  extraDelayMs: number;
  failure: { status: "undelivered" | "failed"; errorCode: number } | null;
};

export function takeShaping(faults: FaultStore<TwilioFault>, message: Message): Shaping {
  const target = { accountSid: message.accountSid, to: message.to, operation: "messages.create" };
  return {
    copies: faults.take(["duplicate-callbacks"], target) ? 2 : 1,
    shuffled: faults.take(["shuffle-callbacks"], target) !== undefined,
    beforeResponse: faults.take(["callbacks-before-response"], target) !== undefined,
    silent: faults.take(["no-callbacks"], target) !== undefined,
    extraDelayMs: faults.take(["delay-callbacks"], target)?.delayMs ?? 0,
    failure: faults.take(["fail-delivery"], target) ?? null,
  };
}
