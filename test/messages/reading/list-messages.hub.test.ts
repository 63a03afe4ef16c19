import { beforeAll, describe, expect, test } from "vitest";
import { newNumber, newQuietTenant, simulator, type TestTenant } from "../../support/hub/hub.ts";

interface Listed {
  id: string;
  to: string;
  from: string;
  status: string;
  direction: string;
  createdAt: string;
}

let tenant: TestTenant;
const customer = newNumber();
const sent: Listed[] = [];

beforeAll(async () => {
  tenant = await newQuietTenant();
  for (let count = 0; count < 30; count++) {
    const to = count % 3 === 0 ? customer : newNumber();
    const userId = count % 2 === 0 ? "even" : "odd";
    const onBehalfOf = count % 3 === 1 ? "agent" : undefined;
    const { body } = await tenant.api.post("/v1/messages", { to, body: `m${count}`, userId, onBehalfOf });
    sent.push(body);
  }
  await simulator.inbound({ from: customer, to: tenant.twilio.number, body: "reply" });
  const failing = newNumber();
  await simulator.fault({ match: { to: failing }, kind: "reject", status: 400, code: 21614, message: "not mobile" });
  sent.push((await tenant.api.post("/v1/messages", { to: failing, body: "fails" })).body);
});

/** All items of a list, and its number of pages. */
const all = async (query: string): Promise<{ items: Listed[]; pages: number }> => {
  const items: Listed[] = [];
  let cursor: string | null = null;
  let pages = 0;
  do {
    const { status, body } = await tenant.api.get(`/v1/messages?${query}${cursor ? `&cursor=${cursor}` : ""}`);
    expect(status).toBe(200);
    items.push(...body.items);
    cursor = body.nextCursor;
    pages++;
  } while (cursor !== null && pages < 100);
  return { items, pages };
};

describe("listMessages with a number in any spelling", () => {
  const spanish = "+34611111174";
  let own: TestTenant;
  beforeAll(async () => {
    own = await newQuietTenant({ defaultCountry: "ES" });
    await own.api.post("/v1/messages", { to: spanish, body: "hola" });
  });
  const found = async (query: string) => {
    const { status, body } = await own.api.get(`/v1/messages?${query}`);
    return { status, code: body.code, found: body.items?.length };
  };

  test("reads a national number with the tenant's country, as sendMessage does, and refuses an unreadable one", async () => {
    expect(await found("participant=611111174")).toEqual({ status: 200, found: 1 });
    const american = await tenant.api.get("/v1/messages?participant=611111174");
    expect(american).toMatchObject({ status: 400, body: { code: "invalid_number" } });
    for (const spelling of ["611%2011%2011%2074", "%2B34611111174", "+34611111174", "34611111174", "0034611111174"])
      expect(await found(`to=${spelling}`), spelling).toEqual({ status: 200, found: 1 });
    expect(await found("to=61111117")).toEqual({ status: 400, code: "invalid_number" });
    expect(await found("from=12345")).toEqual({ status: 200, found: 0 });
  });

  test("is not reached by GET /v1/messages/preview, which answers 405", async () => {
    const answer = await own.api.get("/v1/messages/preview");
    expect(answer).toMatchObject({ status: 405, body: { code: "method_not_allowed" } });
    expect(answer.headers.get("allow")).toBe("POST");
    expect(answer.body.detail).toBe("This path has no method GET. Use POST.");
  });
});

describe("listMessages", () => {
  test.each([1, 2, 7, 200])("lists every message once, newest first, in pages of %i", async (limit) => {
    const { items, pages } = await all(`limit=${limit}&direction=outbound`);
    const ids = items.map(({ id }) => id);
    expect(ids).toEqual([...new Set(ids)]);
    expect(ids).toEqual([...sent].reverse().map(({ id }) => id));
    expect(pages).toBeGreaterThanOrEqual(31 / limit);
  });

  test("lists both directions without a filter", async () => {
    const { items } = await all("limit=200");
    expect(items).toHaveLength(32);
    expect(items.filter(({ direction }) => direction === "inbound")).toHaveLength(1);
  });

  test("lists a conversation by participant: both directions, newest first", async () => {
    const { items } = await all(`participant=${encodeURIComponent(customer)}&limit=3`);
    expect(items).toHaveLength(11);
    expect(items[0]).toMatchObject({ direction: "inbound", from: customer });
    expect(items.map(({ createdAt }) => createdAt)).toEqual(
      items
        .map(({ createdAt }) => createdAt)
        .sort()
        .reverse(),
    );
  });

  test.each([
    ["to", () => `to=${encodeURIComponent(customer)}`, 10],
    ["to without its plus", () => `to=${customer.slice(1)}`, 10],
    ["from a customer", () => `from=${encodeURIComponent(customer)}`, 1],
    ["from our own number", () => `from=${encodeURIComponent(tenant.twilio.number)}`, 31],
    ["to our own number", () => `to=${encodeURIComponent(tenant.twilio.number)}`, 1],
    ["from and to", () => `from=${encodeURIComponent(tenant.twilio.number)}&to=${encodeURIComponent(customer)}`, 10],
    ["userId", () => "userId=even", 15],
    ["actingUserId", () => "actingUserId=agent", 10],
    ["status", () => "status=failed", 1],
    ["several statuses", () => "status=failed,received", 2],
    ["errorCode, ours", () => "errorCode=recipient_landline", 1],
    ["errorCode, Twilio's", () => "errorCode=21614", 1],
    ["channel", () => "channel=whatsapp", 0],
    ["direction", () => "direction=inbound", 1],
    ["batchId", () => "batchId=none", 0],
    ["providerMessageId of nothing", () => `providerMessageId=SM${"0".repeat(32)}`, 0],
  ])("filters by %s", async (_name, query, count) => {
    expect((await all(`${query()}&limit=200`)).items).toHaveLength(count);
  });

  test("filters by providerMessageId and requestId", async () => {
    const [first] = sent;
    const { body } = await tenant.api.get(`/v1/messages/${first?.id}?view=full`);
    const byProvider = await all(`providerMessageId=${body.providerMessageId}`);
    expect(byProvider.items.map(({ id }) => id)).toEqual([first?.id]);
    const byRequest = await all(`requestId=${encodeURIComponent(body.events[0].requestId)}&limit=200`);
    expect(byRequest.items.map(({ id }) => id)).toEqual([first?.id]);
  });

  test("includes since and excludes until", async () => {
    const from = sent[10];
    const to = sent[20];
    const { items } = await all(`since=${from?.createdAt}&until=${to?.createdAt}&limit=4`);
    const times = items.map(({ createdAt }) => createdAt);
    expect(times).toContain(from?.createdAt);
    expect(times).not.toContain(to?.createdAt);
    const expected = sent.filter(
      ({ createdAt }) => createdAt >= (from?.createdAt ?? "") && createdAt < (to?.createdAt ?? ""),
    );
    expect(items).toHaveLength(expected.length);
  });

  test("shows the parties and the status in the basic view", async () => {
    const { body } = await tenant.api.get("/v1/messages?view=basic&limit=1");
    expect(Object.keys(body.items[0]).sort()).toEqual([
      "channel",
      "direction",
      "from",
      "id",
      "isFinal",
      "status",
      "to",
    ]);
  });

  test.each([
    ["cursor=garbage", "invalid_cursor"],
    [`cursor=${Buffer.from('["x","y"]').toString("base64url")}`, "invalid_cursor"],
    ["limit=0", "invalid_request"],
    ["limit=201", "invalid_request"],
    ["limit=abc", "invalid_request"],
    ["status=nonsense", "invalid_request"],
    ["since=yesterday", "invalid_request"],
    ["to=abc", "invalid_number"],
    ["participant=%2B", "invalid_number"],
    ["colour=blue", "invalid_request"],
    ["limit=1&limit=2", "invalid_request"],
    ["userId=%00", "invalid_request"],
  ])("refuses %s", async (query, code) => {
    expect(await tenant.api.get(`/v1/messages?${query}`)).toMatchObject({ status: 400, body: { code } });
  });
});
