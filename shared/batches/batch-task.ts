import * as z from "zod";
import { type Scope, tenantOfScope } from "../kernel/ids.ts";
import { addLogContext, log } from "../observability/logger.ts";
import type { BatchTask } from "./batches-queue.ts";
import type { RangeTask } from "./ranges-queue.ts";

const named = { scope: z.string(), batchId: z.string(), correlationId: z.string().optional() };
const count = z.int().min(0);

/** Unknown fields are ignored: during a deployment an older worker reads tasks that a newer function wrote. */
const Batch = z.object({ ...named, kind: z.enum(["plan", "start", "release", "ranges", "results"]) });
const Range = z.object({
  ...named,
  range: count,
  run: count,
  turn: count,
  step: count,
  notBefore: z.number().optional(),
  slots: count.optional(),
  throttled: count.optional(),
  failures: count.optional(),
});

const taskOf = <Task extends z.output<z.ZodObject<typeof named>>>(
  schema: z.ZodType<Task>,
  body: string,
): (Task & { scope: Scope }) | null => {
  try {
    const task = schema.parse(JSON.parse(body));
    const scope = task.scope as Scope;
    const { batchId, correlationId } = task;
    addLogContext({ tenantId: tenantOfScope(scope), batchId, correlationId });
    return { ...task, scope };
  } catch (error) {
    log.error("queue_message_invalid", error);
    return null;
  }
};

/** The task in a queue message. Null: the hub did not write the message, so it is logged and dropped. */
export const batchTaskOf = (body: string): BatchTask | null => taskOf(Batch, body);
export const rangeTaskOf = (body: string): RangeTask | null => {
  const task = taskOf(Range, body);
  if (!task) return null;
  const { run: generation, turn: visitNumber, step: laneStride, throttled: backOffs, ...rest } = task;
  return { ...rest, generation, visitNumber, laneStride, backOffs };
};
