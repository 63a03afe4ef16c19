import type { QueryOf } from "../api/operation.ts";
import type { listEvents } from "../api/operations/events.ts";
import type { Page } from "../aws/merged-query.ts";
import type { Caller } from "../identity/caller.ts";
import type { HubEvent } from "./event.ts";
import { readEventPage } from "./event-reads.ts";

/** A page of what happened in the caller's scope. Throws invalid_cursor. */
export const eventPage = ({ scope }: Caller, { type, ...page }: QueryOf<typeof listEvents>): Promise<Page<HubEvent>> =>
  readEventPage(scope, { ...page, isWanted: (event) => type === undefined || type.includes(event.type) });
