import { expect, test } from "vitest";
import { admin, api, newBareTenant } from "../support/hub/hub.ts";

const path = "/v1/numbers/normalize";

test("normalizeNumber reads a national number with the tenant's country or the requested one", async () => {
  const tenant = await newBareTenant({ defaultCountry: "DE" });
  const own = await tenant.api.post(path, { input: "030 12345678" });
  expect(own).toMatchObject({ status: 200, body: { number: "+493012345678", country: "DE", isValid: true } });
  const asked = await tenant.api.post(path, { input: "(415) 555-2671", country: "us" });
  expect(asked.body).toMatchObject({ number: "+14155552671", country: "US" });
});

test("normalizeNumber answers country_required for a national number without a country", async () => {
  const tenant = await newBareTenant({ defaultCountry: null });
  expect(await tenant.api.post(path, { input: "030 12345678" })).toMatchObject({
    status: 200,
    body: { number: null, isValid: false, reason: "country_required" },
  });
});

test("normalizeNumber answers several inputs in their order", async () => {
  const { body } = await admin.post(path, { inputs: ["+14155552671", "hello", "+493012345678"] });
  expect(body.items.map(({ number }: { number: string | null }) => number)).toEqual([
    "+14155552671",
    null,
    "+493012345678",
  ]);
});

test.each([
  ["neither", {}],
  ["both", { input: "1", inputs: ["1"] }],
  ["none of them", { inputs: [] }],
  ["too many", { inputs: Array.from({ length: 101 }, () => "1") }],
  ["too much", { input: "1".repeat(257) }],
  ["another type", { input: 14155552671 }],
  ["an unknown field", { input: "1", colour: "red" }],
  ["an unknown country", { input: "1", country: "Germany" }],
])("normalizeNumber refuses invalid inputs: %s", async (_what, body) => {
  expect(await admin.post(path, body)).toMatchObject({ status: 400, body: { code: "invalid_request" } });
});

test("normalizeNumber refuses a caller without a credential", async () => {
  expect((await api().post(path, { input: "+14155552671" })).status).toBe(401);
});
