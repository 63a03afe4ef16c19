import * as z from "zod";
import { addressFits, numberOf } from "./address.ts";

const faultMatch = z.strictObject({
  accountSid: z.string().optional(),
  to: z.string().optional(),
  /** Matches every number that begins with this. */
  prefix: z
    .string()
    .regex(/^\+\d+$/)
    .optional(),
  operation: z.string().optional(),
  /** For operations with several channels: Verify's "sms", "whatsapp" or "call". */
  channel: z.string().optional(),
});

export const faultScope = { match: faultMatch.default({}), times: z.number().int().min(0).default(1) };

type FaultTarget = { accountSid?: string | undefined; to?: string | undefined; operation: string; channel?: string };
type Scoped = { kind: string; match: z.output<typeof faultMatch>; times: number };
type Armed<F> = F & { id: string; used: number };

export type FaultStore<F extends Scoped> = {
  arm: (fault: F) => Armed<F>;
  /** The oldest armed fault of these kinds that matches. Counts one use. A fault with times 0 is never used up. */
  take: <K extends F["kind"]>(kinds: readonly K[], target: FaultTarget) => Armed<Extract<F, { kind: K }>> | undefined;
  list: () => Armed<F>[];
  clear: (filter?: { id?: string | undefined; to?: string | undefined }) => void;
};

/** The index by number keeps the faults of one test from slowing the sends of another. */
export function createFaultStore<F extends Scoped>(): FaultStore<F> {
  const byNumber = new Map<string, Armed<F>[]>();
  const anyNumber = "";
  let count = 0;

  const listFor = (key: string) => {
    const list = byNumber.get(key) ?? [];
    byNumber.set(key, list);
    return list;
  };

  return {
    arm(fault) {
      count += 1;
      const armed = { ...fault, id: String(count), used: 0 };
      listFor(fault.match.to === undefined ? anyNumber : numberOf(fault.match.to)).push(armed);
      return armed;
    },
    take<K extends F["kind"]>(kinds: readonly K[], target: FaultTarget) {
      const own = target.to === undefined ? [] : (byNumber.get(numberOf(target.to)) ?? []);
      const hasKind = (fault: Armed<F>): fault is Armed<Extract<F, { kind: K }>> =>
        kinds.some((kind) => kind === fault.kind);
      for (const fault of [...own, ...(byNumber.get(anyNumber) ?? [])]) {
        if (isSpent(fault) || !fits(fault, target) || !hasKind(fault)) continue;
        fault.used += 1;
        return fault;
      }
      return undefined;
    },
    list: () => [...byNumber.values()].flat(),
    clear(filter = {}) {
      for (const [number, faults] of byNumber) {
        const kept = faults.filter((fault) => !isCleared(fault, filter));
        if (kept.length > 0) byNumber.set(number, kept);
        else byNumber.delete(number);
      }
    },
  };
}

const isSpent = (fault: Armed<Scoped>) => fault.times !== 0 && fault.used >= fault.times;

function fits({ match }: Scoped, target: FaultTarget): boolean {
  if (match.accountSid !== undefined && match.accountSid !== target.accountSid) return false;
  if (match.operation !== undefined && match.operation !== target.operation) return false;
  if (match.channel !== undefined && match.channel !== target.channel) return false;
  if (match.prefix !== undefined && !numberOf(target.to ?? "").startsWith(match.prefix)) return false;
  return match.to === undefined || (target.to !== undefined && addressFits(match.to, target.to));
}

function isCleared(fault: Armed<Scoped>, { id, to }: { id?: string | undefined; to?: string | undefined }): boolean {
  return (id === undefined || id === fault.id) && (to === undefined || to === fault.match.to);
}
