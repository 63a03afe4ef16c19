import type { Scope } from "./ids.ts";

/** One pass over everything that a scope stores about a number. */
export interface Erasing {
  scope: Scope;
  number: string;
  /** The job of this erasure. The eraser must leave the job's own row in place. */
  jobId: string;
  /** True if the hub will not ask a provider again: a copy that the provider did not blank may stay there. */
  isLastTry: boolean;
  /** Returns the milliseconds left in this invocation. If they run short, the next invocation continues. */
  remaining: () => number;
  /** Adds to the job's counts, by kind of record. Call it soon after each step. */
  count: (done: Readonly<Record<string, number>>) => Promise<void>;
}

export interface Erased {
  erased: number;
  /** Records that are still there because a send or a lookup is under way, or because a provider has not answered yet. */
  waiting: number;
}

/** Erases what a capability stores about a number, as far as possible now. It runs again until it finds nothing, and after a crash. */
export type EraseNumber = (erasing: Erasing) => Promise<Erased>;

/** Returns everything that a capability stores about the number, for the number's owner to read. */
export type ExportNumber = (scope: Scope, number: string) => Promise<unknown[]>;
