import type * as z from "zod";
import type { Export } from "../../api/operations/exports.ts";
import type { StoredJob } from "../jobs/job.ts";

/** An export as its owner sees it; `downloadUrl` is made anew for each answer that may hold one. */
export const viewOfExport = (
  { maskedNumber, expiresAt, ...job }: StoredJob,
  downloadUrl: string | null = null,
): z.output<typeof Export> => ({
  ...job,
  number: maskedNumber,
  downloadUrl,
  expiresAt: job.hasFile ? new Date(expiresAt * 1000).toISOString() : null,
});
