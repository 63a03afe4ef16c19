import { nowIso } from "../../kernel/clock.ts";
import { scopeOf } from "../../kernel/ids.ts";
import { log } from "../../observability/logger.ts";
import type { StoredJob } from "../jobs/job.ts";
import { readJob } from "../jobs/job-reads.ts";
import { endJob } from "../jobs/job-writes.ts";
import { deleteExportFile } from "./export-file-delete.ts";
import { putExportFile } from "./export-file-put.ts";
import { exporters } from "./exporters.ts";

/** Writes everything that the tenant stores about the number, live and test data, into one JSON document. */
export const runExport = async (job: StoredJob, number: string): Promise<void> => {
  const { tenantId, id, kind, passes, maskedNumber } = job;
  const scopes = [scopeOf(tenantId, "live"), scopeOf(tenantId, "test")];
  const recordsByKind = await Promise.all(
    Object.entries(exporters).map(async ([name, exportNumber]) => {
      const records = await Promise.all(scopes.map((scope) => exportNumber(scope, number)));
      return [name, records.flat()] as const;
    }),
  );
  await putExportFile(
    job,
    JSON.stringify({ number, tenantId, exportedAt: nowIso(), ...Object.fromEntries(recordsByKind) }),
  );
  const counts = Object.fromEntries(recordsByKind.map(([name, records]) => [name, records.length]));
  if (await endJob(job, { failure: null, file: { counts } })) {
    log.info("job_finished", { kind, status: "completed", passes, number: maskedNumber });
    return;
  }
  // The job has ended before: a duplicate of this task wrote the same document, or the number was erased in the meantime.
  const current = await readJob(tenantId, id);
  if (current?.status !== "completed") await deleteExportFile(job);
};
