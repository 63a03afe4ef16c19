import * as z from "zod";
import { faultScope } from "../wire/fault-store.ts";
import { randomFault } from "../wire/random-fault.ts";
import { responseFault } from "../wire/response-fault.ts";
import { refusalReasons } from "./verify/refusal-reasons.ts";

/** Twilio does not send a code to this number, prefix or channel; taken when a verification is started. */
const verificationFault = z.strictObject({
  kind: z.literal("refuse-verification"),
  reason: z.enum(refusalReasons),
  ...faultScope,
});

/** What may go wrong with the status callbacks of a message or call; these take effect when its create is accepted. */
const deliveryFault = z.discriminatedUnion("kind", [
  /** Every callback is posted twice, both at the same time. */
  z.strictObject({ kind: z.literal("duplicate-callbacks"), ...faultScope }),
  /** The message goes through its states first; its callbacks then come last to first. */
  z.strictObject({ kind: z.literal("shuffle-callbacks"), ...faultScope }),
  /** The callbacks are delivered, and answered, before the create request is. */
  z.strictObject({ kind: z.literal("callbacks-before-response"), ...faultScope }),
  z.strictObject({ kind: z.literal("no-callbacks"), ...faultScope }),
  z.strictObject({ kind: z.literal("delay-callbacks"), delayMs: z.number().min(0), ...faultScope }),
  z.strictObject({
    kind: z.literal("fail-delivery"),
    errorCode: z.number().int().default(30003),
    status: z.enum(["undelivered", "failed"]).default("undelivered"),
    ...faultScope,
  }),
]);

export const twilioFault = z.union([responseFault, randomFault, deliveryFault, verificationFault]);
export type TwilioFault = z.output<typeof twilioFault>;
export type TwilioFaultInput = z.input<typeof twilioFault>;
