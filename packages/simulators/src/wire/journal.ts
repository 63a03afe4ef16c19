import type { IncomingHttpHeaders } from "node:http";
import { addressFits } from "./address.ts";
import { type Incoming, parametersAsObject, parametersOf } from "./incoming.ts";
import type { Reply } from "./reply.ts";

export type JournalEntry = {
  at: string;
  method: string;
  path: string;
  operation: string;
  to: string | null;
  params: Record<string, string | string[]>;
  headers: IncomingHttpHeaders;
  fault: string | null;
  /** The HTTP status of the answer, or "hang-up" if the simulator cut the connection. Null before the answer. */
  outcome: number | "hang-up" | null;
};

export type JournalFilter = { path?: string | undefined; to?: string | undefined; operation?: string | undefined };

export type Journal = {
  note: (incoming: Incoming, operation: string, to: string | undefined) => JournalEntry;
  find: (filter: JournalFilter) => JournalEntry[];
  clear: () => void;
};

/** Keeps the latest entries: between one and two times `generation`. That bounds the memory without shifting a long array. */
export function createJournal(generation = 10_000): Journal {
  let previous: JournalEntry[] = [];
  let current: JournalEntry[] = [];
  return {
    note(incoming, operation, to) {
      const entry = entryOf(incoming, operation, to);
      if (current.length >= generation) {
        previous = current;
        current = [];
      }
      current.push(entry);
      return entry;
    },
    find: (filter) => [...previous, ...current].filter((entry) => fits(entry, filter)),
    clear() {
      previous = [];
      current = [];
    },
  };
}

export function outcomeOf(reply: Reply): number | "hang-up" {
  return "hangUp" in reply ? "hang-up" : reply.status;
}

function entryOf(incoming: Incoming, operation: string, to: string | undefined): JournalEntry {
  const { authorization: _secret, ...headers } = incoming.headers;
  return {
    at: new Date().toISOString(),
    method: incoming.method,
    path: incoming.path,
    operation,
    to: to ?? null,
    params: parametersAsObject(parametersOf(incoming)),
    headers,
    fault: null,
    outcome: null,
  };
}

function fits(entry: JournalEntry, { path, to, operation }: JournalFilter): boolean {
  if (path !== undefined && !entry.path.includes(path)) return false;
  if (operation !== undefined && entry.operation !== operation) return false;
  return to === undefined || (entry.to !== null && addressFits(to, entry.to));
}
