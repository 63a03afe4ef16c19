import type { Scope } from "./ids.ts";

/** One pass over what a scope holds about a number. */
export interface Erasing {
  scope: Scope;
  number: string;
  /** The job that erases: it must not erase itself. */
  jobId: string;
  /** A provider has been asked often enough: what it would not blank may stay there. */
  isLastTry: boolean;
  /** Milliseconds left in this invocation; the next one goes on where time runs short. */
  remaining: () => number;
  /** Tells what was done, by kind of record, soon after it was. */
  count: (done: Readonly<Record<string, number>>) => Promise<void>;
}

export interface Erased {
  erased: number;
  /** Still there: being sent or looked up at this moment, or waiting for a provider. */
  waiting: number;
}

/** Erases what a capability holds about a number, as far as it can be reached now. It runs again until it finds nothing, and after a crash. */
export type EraseNumber = (erasing: Erasing) => Promise<Erased>;

/** Returns everything that a capability holds about the number, for its owner to read. */
export type ExportNumber = (scope: Scope, number: string) => Promise<unknown[]>;
