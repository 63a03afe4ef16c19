import * as z from "zod";
import { faultScope } from "./fault-store.ts";
import { type ResponseFault, responseFault } from "./response-fault.ts";

const kinds = ["throttle", "error-before", "error-after", "reset-before", "lost-response"] as const;

/** Each request gets one of these faults with its probability. The same requests in the same order get the same faults. */
export const randomFault = z.strictObject({
  kind: z.literal("random"),
  seed: z.number().int().default(1),
  rates: z.partialRecord(z.enum(kinds), z.number().min(0).max(1)),
  /** How often each fault occurred. */
  drawn: z.partialRecord(z.enum(kinds), z.number().int()).default(() => ({})),
  ...faultScope,
});

type RandomFault = z.output<typeof randomFault>;

/** The fault for this request, if any. `used` is the random fault's count of requests. */
export function drawFault(fault: RandomFault & { used: number }): ResponseFault | undefined {
  let left = uniform(fault.seed, fault.used);
  for (const kind of kinds) {
    left -= fault.rates[kind] ?? 0;
    if (left >= 0) continue;
    fault.drawn[kind] = (fault.drawn[kind] ?? 0) + 1;
    return responseFault.parse({ kind });
  }
  return undefined;
}

/** mulberry32, at its n-th step: https://github.com/bryc/code/blob/master/jshash/PRNGs.md */
function uniform(seed: number, step: number): number {
  let state = (seed + Math.imul(step, 0x6d2b79f5)) | 0;
  state = Math.imul(state ^ (state >>> 15), state | 1);
  state ^= state + Math.imul(state ^ (state >>> 7), state | 61);
  return ((state ^ (state >>> 14)) >>> 0) / 2 ** 32;
}
