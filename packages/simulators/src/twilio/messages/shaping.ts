import type { FaultStore } from "../../wire/fault-store.ts";
import type { TwilioFault } from "../faults.ts";

/** The effect of faults on the callbacks of one message or call. The simulator decides it once, at acceptance. */
export type Shaping = {
  copies: 1 | 2;
  shuffled: boolean;
  beforeResponse: boolean;
  silent: boolean;
  extraDelayMs: number;
  failure: { status: "undelivered" | "failed"; errorCode: number } | null;
};

export function takeShaping(
  faults: FaultStore<TwilioFault>,
  { accountSid, to }: { accountSid: string; to: string },
  operation: "messages.create" | "calls.create" | "verifications.create",
): Shaping {
  const target = { accountSid, to, operation };
  return {
    copies: faults.take(["duplicate-callbacks"], target) ? 2 : 1,
    shuffled: faults.take(["shuffle-callbacks"], target) !== undefined,
    beforeResponse: faults.take(["callbacks-before-response"], target) !== undefined,
    silent: faults.take(["no-callbacks"], target) !== undefined,
    extraDelayMs: faults.take(["delay-callbacks"], target)?.delayMs ?? 0,
    failure: faults.take(["fail-delivery"], target) ?? null,
  };
}
