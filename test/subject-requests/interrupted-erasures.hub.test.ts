import { beforeAll, describe, expect, test } from "vitest";
import { eventually, hub, invoke, newNumber, newQuietTenant, simulator, type TestTenant } from "../support/hub/hub.ts";
import { jobsAt } from "../support/hub/jobs.ts";
import { rowsHolding } from "../support/tables/table-scan.ts";

const { age, erase, work } = jobsAt(hub);

let tenant: TestTenant;
beforeAll(async () => {
  tenant = await newQuietTenant();
});

const receive = (from: string, count: number) =>
  Promise.all(
    Array.from({ length: count }, (_, at) =>
      simulator.inbound({ from, to: tenant.twilio.number, body: `private ${at}` }),
    ),
  );
const blankings = () => ({ operation: "messages.update", accountSid: tenant.twilio.accountSid });
const status = async (id: string) => (await tenant.api.get(`/v1/erasures/${id}`)).body;
const begin = async (number: string): Promise<string> => (await tenant.api.post("/v1/erasures", { number })).body.id;

describe("createErasure continues", () => {
  test("after a message in flight ends, and blanks its copy at the provider", async () => {
    const number = newNumber();
    await simulator.fault({ match: { to: number }, kind: "slow", delayMs: 2_000 });
    const sending = tenant.api.post("/v1/messages", { to: number, body: "on its way" });
    await eventually(
      () => simulator.requests({ to: number }),
      (requests) => requests.length === 1,
    );
    const erasing = erase(tenant, number);
    expect((await sending).status).toBe(201);
    expect(await erasing).toMatchObject({ status: "completed", counts: { messages: 1 } });
    expect((await simulator.accepted({ to: number })).map(({ body }) => body)).toEqual([""]);
    expect(await rowsHolding(hub, number)).toEqual([]);
  });

  test("while messages arrive, until one pass finds nothing", async () => {
    const number = newNumber();
    await receive(number, 2);
    const id = await begin(number);
    await eventually(
      () => status(id),
      ({ counts }) => counts.messages === 2,
    );
    await receive(number, 3);
    await age(tenant.id, id);
    await work(tenant.id, id);
    expect(await status(id)).toMatchObject({ status: "running", counts: { messages: 5 } });
    await work(tenant.id, id);
    expect(await status(id)).toMatchObject({ status: "completed", counts: { messages: 5 } });
    expect(await rowsHolding(hub, number)).toEqual([]);
  });

  test("with duplicate tasks at once, and counts nothing twice", async () => {
    const number = newNumber();
    await receive(number, 12);
    const id = await begin(number);
    await age(tenant.id, id);
    await Promise.all(Array.from({ length: 4 }, () => work(tenant.id, id)));
    const ended = await eventually(
      async () => {
        await work(tenant.id, id);
        return status(id);
      },
      (job) => job.status === "completed",
    );
    expect(ended.counts.messages).toBe(12);
  });
});

describe("createErasure when the provider fails to blank", () => {
  test("retries and keeps the message, then erases it and reports the remaining copy", async () => {
    const number = newNumber();
    await receive(number, 2);
    const fault = await simulator.fault({ match: blankings(), kind: "error-before", times: 0 });
    const id = await begin(number);
    await age(tenant.id, id);
    await work(tenant.id, id);
    expect(await status(id)).toMatchObject({ status: "running", providerCopies: { blanked: 0, left: 0 } });
    expect((await tenant.api.get(`/v1/messages?from=${number.slice(1)}`)).body.items).toHaveLength(2);
    await age(tenant.id, id, 8);
    await work(tenant.id, id);
    await work(tenant.id, id);
    expect(await status(id)).toMatchObject({
      status: "completed",
      counts: { messages: 2 },
      providerCopies: { blanked: 0, left: 2 },
    });
    await simulator.clearFaults({ id: fault.id });
    expect(await rowsHolding(hub, number)).toEqual([]);
  });
});

describe("createErasure that fails", () => {
  test("reports the failure and deletes its number (invariant 2)", async () => {
    const number = newNumber();
    const id = await begin(number);
    const body = JSON.stringify({ tenantId: tenant.id, jobId: id });
    await invoke("job-dead-letters", { Records: [{ messageId: "1", body, receiptHandle: "", attributes: {} }] });
    expect(await status(id)).toMatchObject({
      status: "failed",
      failure: expect.stringContaining("Create the job again"),
    });
    expect(await rowsHolding(hub, number)).toEqual([]);
    await work(tenant.id, id);
    expect((await status(id)).status).toBe("failed");
  });

  test("reports that the number stays in use", async () => {
    const number = newNumber();
    await receive(number, 1);
    const id = await begin(number);
    await eventually(
      () => status(id),
      ({ counts }) => counts.messages === 1,
    );
    await age(tenant.id, id, 40);
    await receive(number, 1);
    await work(tenant.id, id);
    expect(await status(id)).toMatchObject({ status: "failed", failure: expect.stringContaining("in use") });
  });
});
