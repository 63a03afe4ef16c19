import { now } from "../../kernel/clock.ts";
import { scopeOf } from "../../kernel/ids.ts";
import { waits } from "../../kernel/waits.ts";
import { log } from "../../observability/logger.ts";
import { erasers } from "../erasers.ts";
import type { StoredJob } from "../jobs/job.ts";
import { countInJob, endJob } from "../jobs/job-writes.ts";

/** Four minutes of asking a provider that does not answer. */
const lastTryPass = 8;
/** Two hours and more. */
const maximumPasses = 30;
const longestPauseSeconds = 300;

/**
 * One pass over everything the tenant holds about the number, live and test. The erasure is complete when a pass finds nothing more,
 * and nothing that had begun before it can still be under way. Null: it has ended; else when to come back.
 */
export const runErasure = async (
  job: StoredJob,
  number: string,
  remaining: () => number,
): Promise<{ delaySeconds: number } | null> => {
  const { erased, waiting } = await onePass(job, number, remaining);
  const settledIn = Date.parse(job.createdAt) + waits().erasureSettling - now();
  if (erased + waiting === 0 && settledIn <= 0) return ended(job, null);
  if (job.passes >= maximumPasses)
    return ended(job, "There was always something new: the number is in use. Stop using it, then ask again.");
  const pause = waiting > 0 ? 2 ** Math.min(job.passes, 10) : settledIn / 1000;
  return { delaySeconds: Math.min(longestPauseSeconds, Math.max(1, pause)) };
};

const onePass = async (job: StoredJob, number: string, remaining: () => number) => {
  const total = { erased: 0, waiting: 0 };
  for (const mode of ["live", "test"] as const) {
    for (const eraser of erasers) {
      const { erased, waiting } = await eraser.eraseNumber({
        scope: scopeOf(job.tenantId, mode),
        number,
        jobId: job.id,
        isLastTry: job.passes >= lastTryPass,
        remaining,
        count: (done) => countInJob(job, done),
      });
      total.erased += erased;
      total.waiting += waiting;
    }
  }
  return total;
};

const ended = async (job: StoredJob, failure: string | null): Promise<null> => {
  await endJob(job, { failure });
  log.info("job_finished", {
    kind: job.kind,
    status: failure === null ? "completed" : "failed",
    passes: job.passes,
    number: job.maskedNumber,
  });
  return null;
};
