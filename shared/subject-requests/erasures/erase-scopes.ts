import type { Erased, EraseNumber } from "../../kernel/eraser.ts";
import { scopeOf } from "../../kernel/ids.ts";
import type { StoredJob } from "../jobs/job.ts";
import { countInJob } from "../jobs/job-writes.ts";

/** From this pass on a provider that does not answer is left alone: it was asked for four minutes. */
const lastTryPass = 8;

/** Erases what one capability holds about the number, live and test, and counts it in the job. */
export const eraseScopes = async (
  eraseNumber: EraseNumber,
  job: StoredJob,
  number: string,
  remaining: () => number,
): Promise<Erased> => {
  const total = { erased: 0, waiting: 0 };
  for (const mode of ["live", "test"] as const) {
    const { erased, waiting } = await eraseNumber({
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
  return total;
};
