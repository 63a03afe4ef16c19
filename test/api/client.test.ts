import { describe, expect, expectTypeOf, test, vi } from "vitest";
import {
  createPhoneHub,
  MessageNotSentError,
  PhoneHubError,
  type PhoneHubSettings,
} from "../../shared/api/client/client.ts";
import { problems } from "../../shared/api/problems/problems.ts";

interface Seen {
  url: string;
  method: string;
  headers: Headers;
  body: unknown;
}

/** A hub that gives these answers, one after the other; an Error is a connection that broke. */
const hubAnswering = (answers: readonly (Response | Error)[], settings: Partial<PhoneHubSettings> = {}) => {
  const seen: Seen[] = [];
  const rest = [...answers];
  const client = createPhoneHub({
    baseUrl: "https://hub.example/",
    apiKey: "phk_test_x",
    fetch: async (url, init) => {
      const { method = "GET", headers, body } = init ?? {};
      seen.push({
        url: String(url),
        method,
        headers: new Headers(headers),
        body: body ? JSON.parse(String(body)) : null,
      });
      const answer = rest.shift();
      if (!answer) throw new Error("No answer is left");
      if (answer instanceof Error) throw answer;
      return answer;
    },
    ...settings,
  });
  return { client, seen };
};

const message = { id: "msg_1", status: "accepted", error: null };
const made = () => Response.json(message, { status: 201 });
const lost = () => new TypeError("fetch failed");
const problem = (code: keyof typeof problems, headers: Record<string, string> = { "retry-after": "0" }) => {
  const { status, title } = problems[code];
  const body = { type: "about:blank", title, status, code, detail: "So it is.", requestId: "req_1" };
  return new Response(JSON.stringify(body), {
    status,
    headers: { "content-type": "application/problem+json", ...headers },
  });
};

describe("createPhoneHub() operation method", () => {
  test("builds path, query and body", async () => {
    const { client, seen } = hubAnswering([
      Response.json({ items: [], nextCursor: null }),
      Response.json(message),
      new Response(null, { status: 204 }),
    ]);
    await client.listMessages({ query: { limit: 5, status: "failed,unknown", to: undefined } });
    await client.getMessage({ params: { id: "a/b" } });
    expect(await client.deleteMessage({ params: { id: "msg_1" } })).toBeUndefined();
    expect(seen.map(({ method, url }) => `${method} ${url}`)).toEqual([
      "GET https://hub.example/v1/messages?limit=5&status=failed%2Cunknown",
      "GET https://hub.example/v1/messages/a%2Fb",
      "DELETE https://hub.example/v1/messages/msg_1",
    ]);
    expect(seen[0]?.headers.get("authorization")).toBe("Bearer phk_test_x");
    expect(seen[0]?.headers.get("idempotency-key")).toBeNull();
  });

  test("has the types of its declaration", async () => {
    const { client } = hubAnswering([]);
    expectTypeOf(client.lookupNumber).parameter(0).toHaveProperty("body");
    expectTypeOf(client.getHealth).returns.resolves.toHaveProperty("version");
    expectTypeOf(client.getMessageMedia).returns.resolves.toEqualTypeOf<Response>();
    expectTypeOf(client.deleteMessage).returns.resolves.toEqualTypeOf<undefined>();
    expectTypeOf(client.putLookup).returns.resolves.toHaveProperty("carrier");
    expectTypeOf(client.testHubProviderConnection).returns.resolves.toHaveProperty("verified");
    // @ts-expect-error: the message's id is missing
    await expect(client.getMessage({})).rejects.toThrow("needs id");
    // @ts-expect-error: there is no such field
    const wrong = () => client.sendMessage({ body: { to: "+14155550123", text: "hi" } });
    expect(wrong).toBeTypeOf("function");
  });

  test("returns a response that is not JSON as it is", async () => {
    const { client } = hubAnswering([new Response("bytes", { headers: { "content-type": "image/png" } })]);
    const media = await client.getMessageMedia({ params: { id: "msg_1", index: "0" } });
    expect([media.headers.get("content-type"), await media.text()]).toEqual(["image/png", "bytes"]);
  });
});

describe("createPhoneHub() operation method on failure", () => {
  test("throws the problem", async () => {
    const { client } = hubAnswering([problem("not_found")]);
    const error = await client.getMessage({ params: { id: "x" } }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(PhoneHubError);
    expect(error).toMatchObject({ status: 404, code: "not_found", message: "So it is.", requestId: "req_1" });
  });

  test("adds a code to API Gateway's own errors", async () => {
    const { client } = hubAnswering([Response.json({ message: "Unauthorized" }, { status: 401 })]);
    await expect(client.getHealth()).rejects.toMatchObject({ status: 401, code: "unauthenticated", problem: null });
  });

  test.each(["rate_limited", "temporarily_unavailable", "idempotency_in_flight"] as const)(
    "retries after %s with the same idempotency key",
    async (code) => {
      const { client, seen } = hubAnswering([problem(code), problem(code), made()]);
      await client.sendMessage({ body: { to: "+14155550123", body: "Hi" } });
      const keys = new Set(seen.map(({ headers }) => headers.get("idempotency-key")));
      expect(seen).toHaveLength(3);
      expect(keys.size).toBe(1);
      expect([...keys][0]).toMatch(/^[0-9a-f-]{36}$/);
    },
  );

  test("waits as long as Retry-After says, and throws when that is too long", async () => {
    vi.useFakeTimers();
    try {
      const { client, seen } = hubAnswering([problem("rate_limited", { "retry-after": "7" }), Response.json({})]);
      const answer = client.getHealth();
      await vi.advanceTimersByTimeAsync(6_900);
      expect(seen).toHaveLength(1);
      await vi.advanceTimersByTimeAsync(200);
      await answer;
      expect(seen).toHaveLength(2);
      const patient = hubAnswering([problem("rate_limited", { "retry-after": "3600" })]);
      await expect(patient.client.getHealth()).rejects.toMatchObject({ code: "rate_limited", retryAfterSeconds: 3600 });
    } finally {
      vi.useRealTimers();
    }
  });

  test("stops after the allowed retries", async () => {
    const { client, seen } = hubAnswering([problem("rate_limited"), problem("rate_limited")], { retries: 1 });
    await expect(client.getHealth()).rejects.toMatchObject({ code: "rate_limited" });
    expect(seen).toHaveLength(2);
  });

  test.each([
    ["a GET", (client: ReturnType<typeof createPhoneHub>) => client.getHealth(), 2],
    ["a POST with a key", (client) => client.sendMessage({ body: { to: "+14155550123", body: "Hi" } }), 2],
    ["a POST without one", (client) => client.refreshMessage({ params: { id: "msg_1" } }), 1],
    ["a DELETE", (client) => client.deleteMessage({ params: { id: "msg_1" } }), 1],
  ] as const satisfies readonly (readonly [
    string,
    (client: ReturnType<typeof createPhoneHub>) => Promise<unknown>,
    number,
  ])[])("retries after a broken connection only when a retry is safe: %s", async (_, send, attempts) => {
    const { client, seen } = hubAnswering([lost(), made()]);
    await send(client).catch((error: unknown) => expect(error).toBeInstanceOf(TypeError));
    expect(seen).toHaveLength(attempts);
  });

  test("stops when the caller aborts", async () => {
    const { client } = hubAnswering([problem("rate_limited", { "retry-after": "10" })]);
    const stop = new AbortController();
    const answer = client.getHealth({ signal: stop.signal });
    setTimeout(() => stop.abort(new Error("enough")), 20);
    await expect(answer).rejects.toThrow("enough");
  });
});

describe("createPhoneHub() shortcuts", () => {
  test("normalise and look up a number", async () => {
    const { client, seen } = hubAnswering([
      Response.json({ number: "+14155550123" }),
      Response.json({ lineType: "mobile" }),
    ]);
    expect(await client.normalize("(415) 555-0123", "US")).toMatchObject({ number: "+14155550123" });
    expect(await client.lookup("+14155550123", { refresh: true })).toMatchObject({ lineType: "mobile" });
    expect(seen.map(({ body }) => body)).toEqual([
      { input: "(415) 555-0123", country: "US" },
      { number: "+14155550123", refresh: true },
    ]);
  });

  test("send an SMS, and throw on a failed send unless throwIfNotSent is false", async () => {
    const failed = { ...message, status: "failed", error: { message: "The recipient's number is not valid." } };
    const { client, seen } = hubAnswering([made(), Response.json(failed, { status: 201 }), Response.json(failed)]);
    const options = { userId: "ana", idempotencyKey: "welcome-ana" };
    expect(await client.sendSms("+14155550123", "Hi", options)).toMatchObject({ status: "accepted" });
    expect(seen[0]?.body).toEqual({ to: "+14155550123", body: "Hi", userId: "ana" });
    expect(seen[0]?.headers.get("idempotency-key")).toBe("welcome-ana");
    const error = await client.sendSms("+1415", "Hi").catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(MessageNotSentError);
    expect(error).toMatchObject({ message: "The recipient's number is not valid.", sentMessage: { status: "failed" } });
    expect(await client.sendSms("+1415", "Hi", { throwIfNotSent: false })).toMatchObject({ status: "failed" });
  });
});
