import type { EraseNumber, ExportNumber } from "../../kernel/eraser.ts";
import { scopeMode, tenantOfScope } from "../../kernel/ids.ts";
import { numberHash } from "../../numbers/number-hash.ts";
import { isEnded, type StoredJob } from "../jobs/job.ts";
import { readJobsOfNumber } from "../jobs/job-reads.ts";
import { endJob, markFileDeleted } from "../jobs/job-writes.ts";
import { deleteExportFile } from "./export-file-delete.ts";

/** Ends an export that is under way, and deletes the document of one that has ended. True: there was something to erase. */
const eraseExport = async (job: StoredJob): Promise<boolean> => {
  const isStopped = !isEnded(job) && (await endJob(job, { failure: "The number was erased in the meantime." }));
  // The row may not show the document, because a worker can write it and crash before it updates the row.
  await deleteExportFile(job);
  return (await markFileDeleted(job)) || isStopped;
};

/** Deletes the exported documents about a number. */
export const eraseExports: EraseNumber = async ({ scope, number, count }) => {
  // A job belongs to the tenant, and covers live and test data.
  if (scopeMode(scope) === "test") return { erased: 0, waiting: 0 };
  const tenantId = tenantOfScope(scope);
  const jobs = await readJobsOfNumber(tenantId, await numberHash(tenantId, number));
  const done = await Promise.all(jobs.filter(({ kind }) => kind === "export").map(eraseExport));
  const erased = done.filter(Boolean).length;
  await count({ exports: erased });
  return { erased, waiting: 0 };
};

/** Exports the list of earlier erasures and exports of the number. */
export const exportJobs: ExportNumber = async (scope, number) => {
  if (scopeMode(scope) === "test") return [];
  const tenantId = tenantOfScope(scope);
  const jobs = await readJobsOfNumber(tenantId, await numberHash(tenantId, number));
  return jobs.map(({ id, kind, status, createdAt, completedAt }) => ({ id, kind, status, createdAt, completedAt }));
};
