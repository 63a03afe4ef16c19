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

/** A batch as its row holds it. The rows of its ranges hold its progress. */
export interface StoredBatch extends Omit<Contract, "counts"> {
  scope: Scope;
  /** The texts as they were when the batch was made. Null: it sends only media or a content template. */
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
  /** The rule as it was when the batch was made. Null: there was none, or the batch is urgent. */
  quietHours: QuietRule | null;
  /** The stored list of recipients, and the columns that the request names. */
  source: { name: string; format: "csv" | "jsonl"; columns?: Record<string, string> | undefined };
  autoStart: boolean;
  /** Null until the list is imported. */
  rangeCount: number | null;
  /** How many ranges are done: none of their recipients is pending. */
  doneRanges: number;
  /** When it last started or resumed sending. */
  begunAt?: string;
  /** When it was canceled, and how many ranges had begun by then. When those are done, the batch has ended. */
  canceledAt?: string;
  begunRanges?: number;
  /** The whole batch is held (by `pausedBy`), and no worker visits its ranges. The sweeper checks whether the hold has ended. */
  isHeld: boolean;
  /** Rises with each start, resume, release, cancellation and erasure. Workers drop tasks of an older generation. */
  generation: number;
  /** When the hub began to write the latest results file, and when a client last requested one. */
  resultsAt: string | null;
  resultsAskedAt?: string | null;
  /** An erasure is removing a number from its files. The next erasure that finds this set finishes the removal. */
  isBeingStruck: boolean;
  /** When a number was last removed from its files. */
  struckAt: string | null;
  requestId: string;
  fingerprint: string | null;
}

/** When a batch last started or resumed sending, epoch milliseconds. Rows of an earlier release lack `begunAt`. */
export const begunAtOf = ({ begunAt, createdAt, sendAt }: StoredBatch): number =>
  Date.parse(begunAt ?? (sendAt !== null && Date.parse(sendAt) < now() ? sendAt : createdAt));

/** True if the hub sends nothing more of the batch, whether or not all recipients are counted. */
export const isCanceled = ({ status }: Pick<StoredBatch, "status">): boolean =>
  status === "canceling" || status === "canceled";

/** The fields to set on a batch that starts or resumes sending now. */
export const begun = () =>
  ({ status: "running", begunAt: nowIso(), isHeld: false, pausedBy: null }) satisfies Partial<StoredBatch>;

export const batchesTable = (): string => config.table("batches");

export const batchPartition = (scope: Scope, id: string): string => `${scope}#${id}`;
export const batchKey = (scope: Scope, id: string) => ({ pk: batchPartition(scope, id), sk: "batch" });

/** The partition of the `due` index. One is enough, because few batches are due at the same time. */
export const dueKey = "due";

/** The attribute that holds a field: `generation` is stored as `run`. */
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

/** The only place that turns a row into a batch. Rows are not validated, because only the hub writes them. */
export const batchFromItem = (item: Item | undefined): StoredBatch | null => {
  if (!item) return null;
  const { pk, sk, timeKey, timeSort, dueKey: _, dueAt, run, ...attributes } = item;
  return { ...attributes, generation: run } as unknown as StoredBatch;
};
