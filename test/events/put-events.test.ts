import { afterAll, beforeAll, expect, test } from "vitest";
import { newEvent } from "../../shared/events/event.ts";
import { readEventPage } from "../../shared/events/event-reads.ts";
import { putEvents } from "../../shared/events/event-writes.ts";
import { scopeOf, type TenantId } from "../../shared/ids.ts";
import { startTableStore, type TableStore } from "../support/table-store.ts";

let store: TableStore;
beforeAll(async () => {
  store = await startTableStore();
});
afterAll(() => store.close());

test("more events than one call takes, some of them told twice, are all written once", async () => {
  const scope = scopeOf("ten_put_events" as TenantId, "live");
  const at = new Date().toISOString();
  const events = Array.from({ length: 70 }, (_, index) => ({
    scope,
    event: newEvent(scope, "message.accepted", { messageId: `msg_${index}` }, { about: [`msg_${index}`], at }),
  }));
  await putEvents([...events, ...events.slice(0, 30)]);
  await putEvents(events);
  const { items } = await readEventPage(scope, { limit: 200, isWanted: () => true });
  expect(new Set(items.map(({ id }) => id))).toEqual(new Set(events.map(({ event }) => event.id)));
  expect(items).toHaveLength(70);
});
