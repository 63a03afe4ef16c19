import type { EraseNumber, ExportNumber } from "../../kernel/eraser.ts";
import { scopeMode, tenantOfScope } from "../../kernel/ids.ts";
import { numberHash } from "../../numbers/number-hash.ts";
import { isEnded, type StoredJob } from "../jobs/job.ts";
import { readJobsOfNumber } from "../jobs/job-reads.ts";
import { endJob, forgetFile } from "../jobs/job-writes.ts";
import { deleteExportFile } from "./export-file-delete.ts";

/** An export that is under way comes to nothing; the document of one that ended is deleted. True: there was something to do. */
const eraseExport = async (job: StoredJob): Promise<boolean> => {
  const isCut = !isEnded(job) && (await endJob(job, { failure: "The number was erased meanwhile." }));
  // Whatever the row says: a worker may have written its document and died before it could tell.
  await deleteExportFile(job);
  return (await forgetFile(job)) || isCut;
};

/** Deletes the documents that were exported of a number. */
export const eraseExports: EraseNumber = async ({ scope, number, count }) => {
  // Jobs are the tenant's, live and test alike.
  if (scopeMode(scope) === "test") return { erased: 0, waiting: 0 };
  const tenantId = tenantOfScope(scope);
  const jobs = await readJobsOfNumber(tenantId, await numberHash(tenantId, number));
  const done = await Promise.all(jobs.filter(({ kind }) => kind === "export").map(eraseExport));
  const erased = done.filter(Boolean).length;
  await count({ exports: erased });
  return { erased, waiting: 0 };
};

/** That erasures and exports of the number were asked for. */
export const exportJobs: ExportNumber = async (scope, number) => {
  if (scopeMode(scope) === "test") return [];
  const tenantId = tenantOfScope(scope);
  const jobs = await readJobsOfNumber(tenantId, await numberHash(tenantId, number));
  return jobs.map(({ id, kind, status, createdAt, completedAt }) => ({ id, kind, status, createdAt, completedAt }));
};
