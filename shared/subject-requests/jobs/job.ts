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

/** Work on all that is held about one number, done after its request was answered. */
export interface StoredJob {
  tenantId: TenantId;
  id: string;
  kind: JobKind;
  status: "pending" | "running" | "completed" | "failed";
  /** Held only while there is work to do. */
  number?: string;
  /** For people to recognise it by. */
  maskedNumber: string;
  /** Tells jobs of one number without naming it. */
  numberHash: string;
  /** What was done so far, by kind of record. */
  counts: Readonly<Record<string, number>>;
  /** How often a worker took it up: the number of an erasure's newest pass. */
  passes: number;
  passBeganAt?: string;
  /** What the erasers found in the pass that is under way, erased or waiting; those that are not named have not had their turn. Absent between passes. */
  foundInPass?: Readonly<Record<string, number>>;
  /** How much of that waits. */
  waitingInPass?: number;
  /** Why it failed. */
  failure: string | null;
  requestId: string;
  createdAt: string;
  completedAt: string | null;
  /** An export's document lies in the bucket. */
  hasFile: boolean;
  /** Epoch seconds; past it the job is absent, though it may still lie there (invariant 19). */
  expiresAt: number;
}

/** Work that nobody finished is forgotten, and the number with it; its queue message is gone sooner. */
const unfinishedMilliseconds = 7 * day;
/**
 * Backups reach back 35 days: whoever restores one must be able to tell which numbers to erase again, by their hashes. An export is
 * known as long as its bucket keeps the document.
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

/** False: that pass of an erasure is over. */
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

/** The one place where a row becomes a job. Null: there is none, or it has expired. */
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
