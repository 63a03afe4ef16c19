import { describe, expect, test } from "vitest";
import { eventually, hub } from "../../support/hub/hub.ts";
import { endOf, getBatch, uploadBatch } from "../batch-client.ts";
import { batchWorld } from "../batch-world.ts";

const { paced } = batchWorld(hub);

/** A list so long that its import still runs when the next request arrives. */
const listOf = (count: number): string =>
  ["to", ...Array.from({ length: count }, (_, at) => `+1628${3_000_000 + at}`)].join("\n");

const midnight = () => new Date(Date.now() + 24 * 3_600_000).toISOString();

describe("startBatch during the import of the list", () => {
  test.each([
    ["autoStart false", { autoStart: false }],
    ["a later sendAt", { sendAt: midnight() }],
  ])("sends a batch that was created with %s", async (_, waits) => {
    const tenant = await paced(5);
    const made = await uploadBatch(tenant.api, listOf(3_000), { body: "Hello", ...waits });
    expect(made.status).toBe(202);
    await eventually(
      () => getBatch(tenant.api, made.body.id),
      ({ status }) => status === "importing",
    );
    const started = await tenant.api.post(`/v1/message-batches/${made.body.id}/start`);
    expect(started.body).toMatchObject({ status: "importing" });
    const begun = await eventually(
      () => getBatch(tenant.api, made.body.id),
      ({ counts }) => counts.accepted > 0,
      60_000,
    );
    expect(begun).toMatchObject({ status: "running", total: 3_000 });
    await tenant.api.post(`/v1/message-batches/${made.body.id}/cancel`);
    expect(await endOf(tenant.api, made.body.id)).toMatchObject({ status: "canceled" });
  });
});
