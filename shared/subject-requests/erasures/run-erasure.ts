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

/** Two hours and more. */
const maximumPasses = 30;
const longestPauseSeconds = 300;

/** Goes on with a pass: hands the job to the first eraser that has not noted yet what it found, or, after the last one, ends the pass. */
export const runErasure = async (job: StoredJob, number: string, remaining: () => number): Promise<void> => {
  const { tenantId, id: jobId, passes: pass } = job;
  const next = erasers.find((name) => job.foundInPass?.[name] === undefined);
  if (next) return enqueueForEraser(next, { tenantId, jobId, pass });
  const own = await eraseScopes(eraseExports, job, number, remaining);
  const found = Object.values(job.foundInPass ?? {}).reduce((sum, count) => sum + count, own.erased + own.waiting);
  await afterPass(job, found);
};

/**
 * An erasure is complete when a pass finds nothing that began when nothing could still be under way of what had begun before the erasure; else
 * another pass follows.
 */
const afterPass = async (job: StoredJob, found: number): Promise<void> => {
  const settledAt = Date.parse(job.createdAt) + waits().erasureSettling;
  if (found === 0 && Date.parse(job.passBeganAt ?? "") >= settledAt) return ended(job, null);
  if (job.passes >= maximumPasses)
    return ended(job, "There was always something new: the number is in use. Stop using it, then ask again.");
  const pause = job.waitingInPass ? 2 ** Math.min(job.passes, 10) : (settledAt - now()) / 1000;
  const delaySeconds = Math.min(longestPauseSeconds, Math.max(1, pause));
  log.info("job_waits", { kind: job.kind, passes: job.passes, delaySeconds });
  // Before the pass ends: after a crash between the two, a pass that begins twice does no harm, a job without a task would never end.
  await enqueueJob({ tenantId: job.tenantId, jobId: job.id }, delaySeconds);
  await endPass(job);
};

const ended = async (job: StoredJob, failure: string | null): Promise<void> => {
  await endJob(job, { failure });
  log.info("job_finished", {
    kind: job.kind,
    status: failure === null ? "completed" : "failed",
    passes: job.passes,
    number: job.maskedNumber,
  });
};
