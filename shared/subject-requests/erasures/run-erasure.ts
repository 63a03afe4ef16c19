import { now } from "../../kernel/clock.ts";
import { waits } from "../../kernel/timeouts-and-waits.ts";
import { log } from "../../observability/logger.ts";
import { eraseExports } from "../exports/exports-of-number.ts";
import type { StoredJob } from "../jobs/job.ts";
import { endJob, endPass } from "../jobs/job-writes.ts";
import { enqueueJob } from "../jobs/jobs-queue.ts";
import { eraseScopes } from "./erase-scopes.ts";
import { enqueueForEraser } from "./eraser-queues.ts";
import { erasers } from "./erasers.ts";

/** These take more than two hours. */
const maximumPasses = 30;
const maximumDelaySeconds = 300;

/** Continues a pass: hands the job to the next eraser that has not noted its result, or ends the pass after the last one. */
export const runErasure = async (job: StoredJob, number: string, remaining: () => number): Promise<void> => {
  const { tenantId, id: jobId, passes: pass } = job;
  const next = erasers.find((name) => job.foundInPass?.[name] === undefined);
  if (next) return enqueueForEraser(next, { tenantId, jobId, pass });
  const own = await eraseScopes(eraseExports, job, number, remaining);
  const found = Object.values(job.foundInPass ?? {}).reduce((sum, count) => sum + count, own.erased + own.waiting);
  await afterPass(job, found);
};

/**
 * Completes the erasure if a pass found nothing. That pass must have begun after `erasureSettling`, when all work from before the erasure
 * has ended. Otherwise another pass follows.
 */
const afterPass = async (job: StoredJob, found: number): Promise<void> => {
  const settledAt = Date.parse(job.createdAt) + waits().erasureSettling;
  if (found === 0 && Date.parse(job.passBeganAt ?? "") >= settledAt) return finish(job, null);
  if (job.passes >= maximumPasses)
    return finish(
      job,
      "Each pass found new data, because the number is in use. Stop using it, then create a new erasure.",
    );
  const delay = job.waitingInPass ? 2 ** Math.min(job.passes, 10) : (settledAt - now()) / 1000;
  const delaySeconds = Math.min(maximumDelaySeconds, Math.max(1, delay));
  log.info("job_waits", { kind: job.kind, passes: job.passes, delaySeconds });
  // Enqueued before the pass ends. After a crash between the two, the next pass may run twice, which does no harm. A job without a task
  // would never end.
  await enqueueJob({ tenantId: job.tenantId, jobId: job.id }, delaySeconds);
  await endPass(job);
};

const finish = async (job: StoredJob, failure: string | null): Promise<void> => {
  await endJob(job, { failure });
  log.info("job_finished", {
    kind: job.kind,
    status: failure === null ? "completed" : "failed",
    passes: job.passes,
    number: job.maskedNumber,
  });
};
