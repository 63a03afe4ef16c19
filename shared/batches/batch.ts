import type * as z from "zod";
import type { Batch, BatchStatus as StatusSchema } from "../api/schemas/batch-schemas.ts";
import type { Item } from "../aws/dynamodb.ts";
import { now, nowIso } from "../kernel/clock.ts";
import { config } from "../kernel/config.ts";
import type { Scope, TenantId } from "../kernel/ids.ts";
import { sortKey } from "../kernel/page-cursor.ts";
import type { QuietRule } from "../messages/planning/quiet-hours.ts";
import type { ProviderName } from "../providers/manifests.ts";
import type { TemplateTexts } from "../templates/render.ts";

type Contract = z.output<typeof Batch>;
export type BatchStatus = z.output<typeof StatusSchema>;
export const allBatchStatuses = [
  "importing",
  "scheduled",
  "running",
  "paused",
  "completed",
  "canceling",
  "canceled",
  "failed",
] as const satisfies readonly BatchStatus[];

/** A batch as its row holds it; how far it has come stands in the rows of its ranges. */
export interface StoredBatch extends Omit<Contract, "counts"> {
  scope: Scope;
  /** What each recipient is sent, as it was when the batch was made; null: media or content alone. */
  texts: TemplateTexts | null;
  template: { id: string; version: number; variables: Record<string, string>; locale: string | null } | null;
  contentSid: string | null;
  contentVariables: Record<string, string>;
  mediaUrls: string[];
  sender: string | null;
  providerConfigId: string | null;
  configTenantId: TenantId | null;
  provider: ProviderName | "test";
  isTest: boolean;
  country: string | null;
  validitySeconds: number | null;
  metadata: Record<string, string>;
  /** As they stood when the batch was made; null: there were none, or it is urgent. */
  quietHours: QuietRule | null;
  /** The list as it came, and which of its columns holds what, as far as the request says. */
  source: { name: string; format: "csv" | "jsonl"; columns?: Record<string, string> | undefined };
  autoStart: boolean;
  /** Null until the list is imported. */
  rangeCount: number | null;
  /** Ranges of which every recipient has come to an end. */
  doneRanges: number;
  /** When it last began to send, or went on. */
  begunAt?: string;
  /** When it was canceled, and how many of its ranges had begun by then: once those are done, so is the batch. */
  canceledAt?: string;
  begunRanges?: number;
  /** Nobody visits its ranges: whatever holds it (`pausedBy`) holds all of it. The sweeper looks whether that has ended. */
  isHeld: boolean;
  /** Rises with every resume and cancel: what was queued before is let fall. */
  generation: number;
  /** When its results were last begun to be written down, and last asked for. */
  resultsAt: string | null;
  resultsAskedAt?: string | null;
  /** A number is being taken out of its files: whoever finds this begun ends it. */
  isBeingStruck: boolean;
  /** When a number was last taken out of its files. */
  struckAt: string | null;
  requestId: string;
  fingerprint: string | null;
}

/** When a batch last began to send, or went on, epoch milliseconds. (One of an earlier release does not say so.) */
export const begunAtOf = ({ begunAt, createdAt, sendAt }: StoredBatch): number =>
  Date.parse(begunAt ?? (sendAt !== null && Date.parse(sendAt) < now() ? sendAt : createdAt));

/** Nothing more of it is sent, whether or not all is counted. */
export const isCanceled = ({ status }: Pick<StoredBatch, "status">): boolean =>
  status === "canceling" || status === "canceled";

/** What a batch is set to that begins to send now, or goes on. */
export const begun = () =>
  ({ status: "running", begunAt: nowIso(), isHeld: false, pausedBy: null }) satisfies Partial<StoredBatch>;

export const batchesTable = (): string => config.table("batches");

export const batchPartition = (scope: Scope, id: string): string => `${scope}#${id}`;
export const batchKey = (scope: Scope, id: string) => ({ pk: batchPartition(scope, id), sk: "batch" });

/** Batches that something is to be done for at a certain time: few enough for one partition. */
export const dueKey = "due";

/** The attribute that holds a field: a batch's generation is stored as `run`. */
export const attributeOf = (field: string): string => (field === "generation" ? "run" : field);

export const itemOfBatch = ({ generation, ...fields }: StoredBatch, dueAt: number): Item => ({
  ...batchKey(fields.scope, fields.id),
  timeKey: fields.scope,
  timeSort: sortKey(fields),
  dueKey,
  dueAt,
  ...fields,
  run: generation,
});

/** The one place where a row becomes a batch; our own rows are trusted to hold what we wrote. */
export const batchFromItem = (item: Item | undefined): StoredBatch | null => {
  if (!item) return null;
  const { pk, sk, timeKey, timeSort, dueKey: _, dueAt, run, ...attributes } = item;
  return { ...attributes, generation: run } as unknown as StoredBatch;
};
