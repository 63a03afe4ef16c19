import { beforeAll, describe, expect, test } from "vitest";
import { hub, newNumber, newTenant, type TestTenant } from "../support/hub/hub.ts";
import { endOf, jobsAt } from "../support/hub/jobs.ts";
import { rowsHolding } from "../support/tables/table-scan.ts";
import { amendRow, begin, check } from "./verification-client.ts";

const { erase } = jobsAt(hub);

let tenant: TestTenant;
beforeAll(async () => {
  tenant = await newTenant();
});

describe("createErasure for a verified number", () => {
  test("deletes its verifications and everything that leads to them (invariant 25)", async () => {
    const { id, to, code } = await begin(tenant);
    const kept = await begin(tenant);
    await check(tenant.api, id, code);
    const job = await erase(tenant, to);
    expect(job).toMatchObject({ status: "completed", counts: { verifications: 1 } });
    expect((await tenant.api.get(`/v1/verifications/${id}`)).status).toBe(404);
    expect((await tenant.api.get(`/v1/verifications?to=${encodeURIComponent(to)}`)).body.items).toEqual([]);
    const byNumber = { to, purpose: "login", code };
    expect((await tenant.api.post("/v1/verifications/check", byNumber)).status).toBe(404);
    expect(await rowsHolding(hub, to)).toEqual([]);
    expect((await tenant.api.get(`/v1/verifications/${kept.id}`)).status).toBe(200);
  });

  test("deletes the idempotency key", async () => {
    const headers = { "idempotency-key": crypto.randomUUID() };
    const to = newNumber();
    const first = await tenant.api.post("/v1/verifications", { to, purpose: "login" }, headers);
    expect(first.status).toBe(201);
    await erase(tenant, to);
    // The erasure deletes the idempotency key, so the answer does not reveal its earlier use.
    const again = await tenant.api.post("/v1/verifications", { to, purpose: "registration" }, headers);
    expect(again.body.code).not.toBe("idempotency_mismatch");
  });

  test("waits for a verification whose code is being sent", async () => {
    const { id, to } = await begin(tenant);
    // The lease is short, because `erase` runs passes without a pause and a job fails after thirty passes.
    await amendRow(tenant, id, { leaseUntil: Date.now() + 700 });
    const job = await erase(tenant, to);
    expect(job).toMatchObject({ status: "completed", counts: { verifications: 1 } });
    expect((await tenant.api.get(`/v1/verifications/${id}`)).status).toBe(404);
  });
});

test("createExport includes a number's verifications, but no code", async () => {
  const { id, to, code } = await begin(tenant, { userId: "ana" });
  const { body } = await tenant.api.post("/v1/exports", { number: to });
  const job = await endOf(tenant.api, `/v1/exports/${body.id}`);
  expect(job.status).toBe("completed");
  const text = await (await fetch(job.downloadUrl)).text();
  const { verifications } = JSON.parse(text);
  expect(verifications).toMatchObject([{ mode: "live", id, number: to, userId: "ana", purpose: "login" }]);
  expect(text).not.toContain(code);
});
