import type { Erased, EraseNumber } from "../../kernel/eraser.ts";
import { scopeOf } from "../../kernel/ids.ts";
import type { StoredJob } from "../jobs/job.ts";
import { countInJob } from "../jobs/job-writes.ts";

/** From this pass on, the hub stops asking a provider that does not answer. By then it has asked for four minutes. */
const lastTryPass = 8;

/** Erases everything that one capability stores about the number, live and test data, and adds it to the job's counts. */
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
