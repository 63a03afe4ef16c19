import { afterAll, beforeAll, expect, test } from "vitest";
import { newEvent } from "../../shared/events/event.ts";
import { readEventPage } from "../../shared/events/event-reads.ts";
import { putEvents } from "../../shared/events/event-writes.ts";
import { setClock } from "../../shared/kernel/clock.ts";
import { scopeOf, type TenantId } from "../../shared/kernel/ids.ts";
import { startTableStore, type TableStore } from "../support/tables/table-store.ts";

let store: TableStore;
beforeAll(async () => {
  store = await startTableStore();
});
afterAll(() => store.close());

test("putEvents writes more events than one call takes, each once, duplicates included", async () => {
  const scope = scopeOf("ten_put_events" as TenantId, "live");
  const at = new Date().toISOString();
  const events = Array.from({ length: 70 }, (_, index) => ({
    scope,
    event: newEvent(scope, "message.accepted", { messageId: `msg_${index}` }, { about: [`msg_${index}`], at }),
  }));
  await putEvents([...events, ...events.slice(0, 30)]);
  await putEvents(events);
  const { items } = await readEventPage(scope, { limit: 200, matches: () => true });
  expect(new Set(items.map(({ id }) => id))).toEqual(new Set(events.map(({ event }) => event.id)));
  expect(items).toHaveLength(70);
});

test("listEvents hides an event after 30 days although the table still holds it (invariant 19)", async () => {
  const scope = scopeOf("ten_old_events" as TenantId, "live");
  const at = Date.UTC(2026, 10, 20);
  const twoEvents = ["old", "new"].map((name, days) => ({
    scope,
    event: newEvent(scope, "message.accepted", { name }, { at: new Date(at + days * 24 * 3_600_000).toISOString() }),
  }));
  await putEvents(twoEvents);
  const seenAfter = async (milliseconds: number) => {
    const restore = setClock(() => at + milliseconds);
    const { items } = await readEventPage(scope, { limit: 200, matches: () => true });
    restore();
    return items.map(({ data }) => data.name);
  };
  const keptMilliseconds = 30 * 24 * 3_600_000;
  expect(await seenAfter(keptMilliseconds - 1000)).toEqual(["new", "old"]);
  expect(await seenAfter(keptMilliseconds)).toEqual(["new"]);
  expect(await seenAfter(2 * keptMilliseconds)).toEqual([]);
});
