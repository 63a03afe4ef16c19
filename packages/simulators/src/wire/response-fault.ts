import * as z from "zod";
import { faultScope } from "./fault-store.ts";
import type { Pauses } from "./pauses.ts";
import type { Answer, Reply } from "./reply.ts";

/** Faults between a request and its answer. In "error-after", "slow", "lost-response" and "unreadable" the provider does the work. */
export const responseFault = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("throttle"),
    retryAfterSeconds: z.number().optional(),
    /** SNS has two codes: "Throttling" (400, the default) and "Throttled" (429). */
    code: z.enum(["Throttling", "Throttled"]).optional(),
    ...faultScope,
  }),
  z.strictObject({
    kind: z.literal("reject"),
    status: z.number().int().default(400),
    code: z.union([z.number(), z.string()]),
    message: z.string().default("Rejected by a fault"),
    ...faultScope,
  }),
  z.strictObject({ kind: z.literal("error-before"), status: z.number().int().default(500), ...faultScope }),
  z.strictObject({ kind: z.literal("error-after"), status: z.number().int().default(500), ...faultScope }),
  z.strictObject({ kind: z.literal("slow"), delayMs: z.number().min(0), ...faultScope }),
  z.strictObject({ kind: z.literal("reset-before"), ...faultScope }),
  z.strictObject({ kind: z.literal("lost-response"), ...faultScope }),
  z.strictObject({ kind: z.literal("unreadable"), form: z.enum(["html", "truncated"]).default("html"), ...faultScope }),
]);

export type ResponseFault = z.output<typeof responseFault>;

export const responseFaultKinds = [
  "throttle",
  "reject",
  "error-before",
  "error-after",
  "slow",
  "reset-before",
  "lost-response",
  "unreadable",
] as const satisfies ResponseFault["kind"][];

/** One provider's form of refusals. */
export type FaultDialect = {
  throttled: (fault: Extract<ResponseFault, { kind: "throttle" }>) => Answer;
  rejected: (fault: Extract<ResponseFault, { kind: "reject" }>) => Answer;
  broken: (status: number) => Answer;
};

export async function answerUnderFault(
  fault: ResponseFault | undefined,
  accept: () => Promise<Answer>,
  dialect: FaultDialect,
  pauses: Pauses,
): Promise<Reply> {
  if (fault === undefined) return accept();
  switch (fault.kind) {
    case "throttle":
      return dialect.throttled(fault);
    case "reject":
      return dialect.rejected(fault);
    case "error-before":
      return dialect.broken(fault.status);
    case "error-after":
      await accept();
      return dialect.broken(fault.status);
    case "slow": {
      const answer = await accept();
      await pauses.pause(fault.delayMs);
      return answer;
    }
    case "reset-before":
      return { hangUp: true };
    case "lost-response":
      await accept();
      return { hangUp: true };
    case "unreadable":
      return unreadable(await accept(), fault.form);
  }
}

function unreadable(answer: Answer, form: "html" | "truncated"): Answer {
  if (form === "truncated") return { ...answer, body: String(answer.body ?? "").slice(0, 40) };
  const body = "<!doctype html><html><body><h1>Something went wrong</h1></body></html>";
  return { status: answer.status, headers: { "content-type": "text/html" }, body };
}
