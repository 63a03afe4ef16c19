import * as z from "zod";
import { faultScope } from "../wire/fault-store.ts";
import { randomFault } from "../wire/random-fault.ts";
import { responseFault } from "../wire/response-fault.ts";
import { refusalReasons } from "./verify/refusal-reasons.ts";

/** Twilio refuses to send a code to this number, prefix or channel. Takes effect at the start of a verification. */
const verificationFault = z.strictObject({
  kind: z.literal("refuse-verification"),
  reason: z.enum(refusalReasons),
  ...faultScope,
});

/** Faults in the status callbacks of a message or call. They take effect when the simulator accepts its creation. */
const deliveryFault = z.discriminatedUnion("kind", [
  /** The simulator posts every callback twice, both at the same time. */
  z.strictObject({ kind: z.literal("duplicate-callbacks"), ...faultScope }),
  /** The message goes through all its states. Then its callbacks come in reverse order. */
  z.strictObject({ kind: z.literal("shuffle-callbacks"), ...faultScope }),
  /** The hub gets all callbacks, and answers them, before the create request gets its answer. */
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
