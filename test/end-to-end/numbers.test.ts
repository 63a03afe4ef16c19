import { describe, expect, test } from "vitest";
import { hasSimulator, newRecipient, simulator, tenant, testWith } from "./support/hub.ts";

describe("normalizeNumber", () => {
  test("reads a national number with its country", async () => {
    const { status, body } = await tenant.post("/v1/numbers/normalize", { input: "(415) 555-0100", country: "US" });
    expect(status).toBe(200);
    expect(body).toMatchObject({ number: "+14155550100", country: "US", callingCode: "1", isPossible: true });
  });

  test("reports an invalid number, at no cost", async () => {
    const { status, body } = await tenant.post("/v1/numbers/normalize", { input: "call me maybe" });
    expect(status).toBe(200);
    expect(body).toMatchObject({ number: null, isValid: false });
    expect(body.reason).not.toBeNull();
  });
});

describe("lookupNumber", () => {
  testWith("recipient")("asks the provider once, then answers from the cache", async () => {
    const number = newRecipient();
    const first = await tenant.post("/v1/lookups", { number, refresh: true });
    expect(first.status).toBe(200);
    expect(first.body).toMatchObject({ number, isValid: true, source: "provider", cached: false });
    const second = await tenant.post("/v1/lookups", { number });
    expect(second.body).toEqual({ ...first.body, cached: true });
    expect((await tenant.get(`/v1/lookups/${encodeURIComponent(number)}`)).body).toMatchObject({ number });
    if (hasSimulator) expect(await simulator.requests({ operation: "lookups.fetch", to: number })).toHaveLength(1);
  });

  test.each([
    [{ number: "hello" }, "invalid_number"],
    [{ number: "+1415" }, "invalid_number"],
    [{ number: 14152001234 }, "invalid_request"],
    [{ number: "+14152001234", extra: 1 }, "invalid_request"],
  ])("refuses %j as %s", async (body, code) => {
    expect(await tenant.post("/v1/lookups", body)).toMatchObject({ status: 400, body: { code } });
  });
});
