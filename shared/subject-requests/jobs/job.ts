import type * as z from "zod";
import type { Erasure } from "../../api/operations/erasures.ts";
import type { Export } from "../../api/operations/exports.ts";
import { exportsKeptDays } from "../../api/sizes.ts";
import type { Item } from "../../aws/dynamodb.ts";
import { epochSeconds, now, nowIso } from "../../kernel/clock.ts";
import { day } from "../../kernel/durations.ts";
import type { TenantId } from "../../kernel/ids.ts";
import { maskNumber } from "../../observability/masking.ts";

export type JobKind = "erasure" | "export";

/** Work on all data about one number. It continues after the request is answered. */
export interface StoredJob {
  tenantId: TenantId;
  id: string;
  kind: JobKind;
  status: "pending" | "running" | "completed" | "failed";
  /** Present only until the job has ended. */
  number?: string;
  /** For people, to recognise the number. */
  maskedNumber: string;
  /** Finds the jobs of one number without storing the number. */
  numberHash: string;
  /** The work done so far, by kind of record. */
  counts: Readonly<Record<string, number>>;
  /** The number of passes begun, which is also the number of an erasure's newest pass. */
  passes: number;
  passBeganAt?: string;
  /**
   * The number of records that each eraser found in the present pass, erased or waiting. An eraser without an entry has not run yet. Absent
   * between passes.
   */
  foundInPass?: Readonly<Record<string, number>>;
  /** The number of those records that wait. */
  waitingInPass?: number;
  /** The reason why the job failed. */
  failure: string | null;
  requestId: string;
  createdAt: string;
  completedAt: string | null;
  /** True if the document of an export is in the bucket. */
  hasFile: boolean;
  /** In epoch seconds. An expired job is absent, even if its row is still in the table (invariant 19). */
  expiresAt: number;
}

/** An unfinished job expires after this time, together with its number. Its queue message expires sooner. */
const unfinishedMilliseconds = 7 * day;
/**
 * The row of an erasure outlives the backups, which reach back 35 days. After a restore, its hash shows which numbers to erase again. The
 * row of an export stays as long as its document.
 */
const endedMilliseconds: Readonly<Record<JobKind, number>> = { erasure: 36 * day, export: exportsKeptDays * day };

export const expiryOfEnded = (kind: JobKind): number => epochSeconds(now() + endedMilliseconds[kind]);

interface NewJob {
  tenantId: TenantId;
  id: string;
  kind: JobKind;
  number: string;
  numberHash: string;
  requestId: string;
}

export const newJob = (job: NewJob): StoredJob => ({
  ...job,
  status: "pending",
  maskedNumber: maskNumber(job.number),
  counts: {},
  passes: 0,
  failure: null,
  createdAt: nowIso(),
  completedAt: null,
  hasFile: false,
  expiresAt: epochSeconds(now() + unfinishedMilliseconds),
});

/** True if this pass of an erasure is under way. */
export const isInPass = ({ passes, foundInPass }: StoredJob, pass: number | undefined): boolean =>
  passes === pass && foundInPass !== undefined;

export const isEnded = ({ status }: StoredJob): boolean => status === "completed" || status === "failed";

export const jobKey = (tenantId: TenantId, id: string) => ({ pk: tenantId, sk: id });
export const numberKeyOf = (tenantId: TenantId, numberHash: string): string => `${tenantId}#${numberHash}`;

export const itemOfJob = (job: StoredJob): Item => ({
  ...jobKey(job.tenantId, job.id),
  numberKey: numberKeyOf(job.tenantId, job.numberHash),
  timeSort: `${job.createdAt}#${job.id}`,
  ...job,
});

/** Only this function turns a row into a job. Null: there is none, or it has expired. */
export const jobFromItem = (item: Item | undefined): StoredJob | null => {
  if (!item) return null;
  const { pk, sk, numberKey, timeSort, ...attributes } = item;
  const job = attributes as unknown as StoredJob;
  return job.expiresAt <= epochSeconds(now()) ? null : job;
};

export const viewOfErasure = ({ maskedNumber, counts, ...job }: StoredJob): z.output<typeof Erasure> => {
  const { providerCopiesBlanked = 0, providerCopiesLeft = 0, ...erased } = counts;
  return {
    ...job,
    number: maskedNumber,
    counts: erased,
    providerCopies: { blanked: providerCopiesBlanked, left: providerCopiesLeft },
  };
};

/** The view of an export. Each answer that can have a `downloadUrl` gets a new one. */
export const viewOfExport = (
  { maskedNumber, expiresAt, ...job }: StoredJob,
  downloadUrl: string | null = null,
): z.output<typeof Export> => ({
  ...job,
  number: maskedNumber,
  downloadUrl,
  expiresAt: job.hasFile ? new Date(expiresAt * 1000).toISOString() : null,
});
