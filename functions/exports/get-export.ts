import { getExport } from "../../shared/api/operations/exports.ts";
import { minute, second } from "../../shared/kernel/durations.ts";
import { ok } from "../../shared/lambda/answers.ts";
import { httpHandler } from "../../shared/lambda/http-handler.ts";
import { exportFileUrl } from "../../shared/subject-requests/exports/export-file-url.ts";
import { viewOfExport } from "../../shared/subject-requests/jobs/job.ts";
import { visibleJob } from "../../shared/subject-requests/jobs/job-reads.ts";

/** 15 minutes: long enough to follow the link, too short to share it. */
const urlSeconds = (15 * minute) / second;

export const handler = httpHandler(getExport, async ({ caller, params }) => {
  const job = await visibleJob(caller, "export", params.id);
  return ok(viewOfExport(job, job.hasFile ? await exportFileUrl(job, urlSeconds) : null));
});
