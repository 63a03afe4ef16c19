import { beforeAll, describe, expect, test } from "vitest";
import type { Api } from "../support/api.ts";
import { allowing, onlyAllowing } from "../support/channels.ts";
import { api, newBareTenant, newNumber, tokenFor } from "../support/hub/hub.ts";

let tenant: { id: string; api: Api };
let ana: Api;
let bob: Api;
let manager: Api;
beforeAll(async () => {
  tenant = await newBareTenant();
  const as = async (user: string, ...permissions: string[]) =>
    api(await tokenFor({ tenant: tenant.id, user, permissions }));
  [ana, bob, manager] = await Promise.all([as("ana"), as("bob"), as("mia", "manage_tenant")]);
});

const of = (user: string) => `/v1/users/${encodeURIComponent(user)}/preferences`;
const quietHours = { start: "22:00", end: "07:00", timeZone: "Europe/Berlin" };
const nothingSet = {
  number: null,
  numberVerified: false,
  ...onlyAllowing(),
  quietHours: null,
  locale: null,
};
let users = 0;
const newUser = () => `user-${++users}`;

describe("getPreferences", () => {
  test("returns everything off for a user without preferences", async () => {
    const user = newUser();
    expect(await tenant.api.get(of(user))).toMatchObject({ status: 200, body: { userId: user, ...nothingSet } });
    const newcomer = api(await tokenFor({ tenant: tenant.id, user: "newcomer" }));
    expect((await newcomer.get(of("me"))).body).toEqual({ userId: "newcomer", ...nothingSet });
  });

  test.each(["auth0|5f7c", "ana@example.com", "a/b#c ~test", "ümlaut"])("accepts a user id %s", async (user) => {
    const changed = await tenant.api.patch(of(user), allowing("sms"));
    expect(changed).toMatchObject({ status: 200, body: { userId: user, ...allowing("sms") } });
    expect((await tenant.api.get(of(user))).body).toEqual(changed.body);
  });

  test("refuses `me` for an API key, and an id that is too long", async () => {
    expect(await tenant.api.get(of("me"))).toMatchObject({ status: 400, body: { code: "invalid_request" } });
    expect((await tenant.api.get(of("x".repeat(129)))).status).toBe(400);
  });
});

describe("updatePreferences", () => {
  test("changes the given members, keeps the rest, and resets on null", async () => {
    const user = newUser();
    const number = newNumber();
    const set = await tenant.api.patch(of(user), { number, ...allowing("sms"), quietHours, locale: "pt_br" });
    const expected = { userId: user, number, numberVerified: true, ...onlyAllowing("sms") };
    expect(set).toMatchObject({ status: 200, body: { ...expected, quietHours, locale: "pt-BR" } });
    const merged = await tenant.api.patch(of(user), { ...allowing("whatsapp"), quietHours: { end: "08:00" } });
    expect(merged.body).toEqual({
      ...set.body,
      ...onlyAllowing("sms", "whatsapp"),
      quietHours: { ...quietHours, end: "08:00" },
    });
    expect((await tenant.api.patch(of(user), {})).body).toEqual(merged.body);
    const cleared = Object.fromEntries(
      Object.keys(nothingSet).flatMap((key) => (key === "numberVerified" ? [] : [[key, null]])),
    );
    expect((await tenant.api.patch(of(user), cleared)).body).toEqual({ userId: user, ...nothingSet });
  });

  test("changes one channel, and resets one, or all of them, on null", async () => {
    const user = newUser();
    const changedTo = async (channels: object | null) => (await tenant.api.patch(of(user), { channels })).body;
    expect(await changedTo({ sms: { isEnabled: true }, whatsapp: {} })).toMatchObject(onlyAllowing("sms"));
    expect(await changedTo({ whatsapp: { isEnabled: true } })).toMatchObject(onlyAllowing("sms", "whatsapp"));
    expect(await changedTo({ sms: { isEnabled: null } })).toMatchObject(onlyAllowing("whatsapp"));
    expect(await changedTo({ sms: { isEnabled: true }, whatsapp: null })).toMatchObject(onlyAllowing("sms"));
    expect(await changedTo({})).toMatchObject(onlyAllowing("sms"));
    expect(await changedTo(null)).toMatchObject(onlyAllowing());
  });

  test("reads a national number with the tenant's country", async () => {
    const national = await tenant.api.patch(of(newUser()), { number: "(415) 555-2671" });
    expect(national.body.number).toBe("+14155552671");
    const elsewhere = await newBareTenant({ defaultCountry: null });
    const answer = await elsewhere.api.patch(of("x"), { number: "(415) 555-2671" });
    expect(answer).toMatchObject({ status: 400, body: { code: "country_required" } });
  });

  test.each<[string, object, string]>([
    ["an invalid number", { number: "hello" }, "invalid_number"],
    ["half of the quiet hours", { quietHours: { start: "22:00" } }, "invalid_request"],
    ["quiet hours without length", { quietHours: { ...quietHours, end: "22:00" } }, "invalid_request"],
    ["a time there is none of", { quietHours: { ...quietHours, end: "24:00" } }, "invalid_request"],
    ["a time zone there is none of", { quietHours: { ...quietHours, timeZone: "Mars/Base" } }, "invalid_request"],
    ["a locale there is none of", { locale: "klingon!" }, "invalid_request"],
    ["a number that says of itself it is verified", { numberVerified: true }, "invalid_request"],
    ["a word for a yes", { channels: { sms: { isEnabled: "yes" } } }, "invalid_request"],
    ["a channel there is none of", { channels: { telex: { isEnabled: true } } }, "invalid_request"],
    ["another user's id", { userId: "bob" }, "invalid_request"],
  ])("refuses %s, and changes nothing (invariant 24)", async (_what, change, code) => {
    const user = newUser();
    const answer = await tenant.api.patch(of(user), { ...allowing("whatsapp"), ...change });
    expect(answer).toMatchObject({ status: 400, body: { code } });
    expect((await tenant.api.get(of(user))).body).toEqual({ userId: user, ...nothingSet });
  });

  test("keeps every change when several arrive at once", async () => {
    const user = newUser();
    const changes = [{ number: newNumber() }, allowing("sms"), allowing("whatsapp"), { quietHours }, { locale: "es" }];
    const answers = await Promise.all(changes.map((change) => tenant.api.patch(of(user), change)));
    expect(answers.map(({ status }) => status)).toEqual(Array(5).fill(200));
    expect((await tenant.api.get(of(user))).body).toMatchObject(
      Object.assign({}, ...changes, onlyAllowing("sms", "whatsapp")),
    );
  });
});

describe("updatePreferences with a number", () => {
  test("marks the tenant's number as verified, and the user's own only after the tenant confirms", async () => {
    const [first, second] = [newNumber(), newNumber()];
    expect((await tenant.api.patch(of("ana"), { number: first })).body.numberVerified).toBe(true);
    expect((await ana.patch(of("me"), { number: first, ...allowing("sms") })).body.numberVerified).toBe(true);
    expect((await ana.patch(of("me"), { number: second })).body).toMatchObject({
      number: second,
      numberVerified: false,
    });
    expect((await ana.patch(of("me"), { number: second })).body.numberVerified).toBe(false);
    expect((await ana.patch(of("me"), { number: first })).body.numberVerified).toBe(false);
    expect((await tenant.api.patch(of("ana"), { locale: "es" })).body.numberVerified).toBe(false);
    expect((await manager.patch(of("ana"), { number: first })).body.numberVerified).toBe(true);
    expect((await ana.patch(of("me"), { number: null })).body).toMatchObject({ number: null, numberVerified: false });
  });

  test("leaves a manager's own number unverified", async () => {
    expect((await manager.patch(of("me"), { number: newNumber() })).body).toMatchObject({
      userId: "mia",
      numberVerified: false,
    });
  });
});

describe("getPreferences and updatePreferences", () => {
  test("allow a user only their own, by `me` or by name, and reveal no other user", async () => {
    expect((await bob.patch(of("bob"), allowing("sms"))).body).toMatchObject({ userId: "bob", ...allowing("sms") });
    await tenant.api.patch(of("carol"), allowing("sms"));
    for (const other of ["carol", "nobody"])
      for (const answer of [await bob.get(of(other)), await bob.patch(of(other), onlyAllowing())])
        expect(answer).toMatchObject({ status: 403, body: { code: "permission_missing" } });
    expect((await tenant.api.get(of("carol"))).body).toMatchObject(allowing("sms"));
  });

  test("allow manage_tenant everyone's, with an audit row without the number (invariant 22)", async () => {
    const user = newUser();
    const number = newNumber();
    expect((await manager.patch(of(user), { number })).status).toBe(200);
    const { body } = await tenant.api.get(`/v1/audit-events?limit=200&target=${user}`);
    expect(body.items).toMatchObject([{ action: "updatePreferences", actor: "user:mia", target: user }]);
    expect(JSON.stringify(body.items)).not.toContain(number);
    await ana.patch(of("me"), { locale: "fr" });
    const own = await tenant.api.get("/v1/audit-events?limit=200&actor=user:ana");
    expect(own.body.items).toEqual([]);
  });

  test("refuse an API key without manage_tenant", async () => {
    const { body } = await tenant.api.post("/v1/api-keys", { name: "s", permissions: ["send_messages"] });
    expect((await api(body.secret).get(of("ana"))).status).toBe(403);
    expect((await api(body.secret).patch(of("ana"), allowing("sms"))).status).toBe(403);
  });

  test("show a test key only test data (invariant 21)", async () => {
    const user = newUser();
    await tenant.api.patch(of(user), allowing("sms"));
    const { body } = await tenant.api.post("/v1/api-keys", { name: "t", mode: "test", permissions: ["manage_tenant"] });
    const withTestKey = api(body.secret);
    expect((await withTestKey.get(of(user))).body).toMatchObject(onlyAllowing());
    await withTestKey.patch(of(user), { locale: "de" });
    expect((await tenant.api.get(of(user))).body).toMatchObject({ ...allowing("sms"), locale: null });
  });

  test("keep tenants apart, even for equal user names (invariant 16)", async () => {
    const stranger = await newBareTenant();
    const number = newNumber();
    await tenant.api.patch(of("dora"), { number });
    expect((await stranger.api.get(of("dora"))).body).toEqual({ userId: "dora", ...nothingSet });
    await stranger.api.patch(of("dora"), { locale: "it" });
    expect((await tenant.api.get(of("dora"))).body).toMatchObject({ number, locale: null });
  });
});
