import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { eventually, newNumber, newTenant, running, simulator, type TestTenant } from "../support/hub/hub.ts";
import { startBrowser } from "./chromium.ts";
import { serveExample } from "./serve-example.ts";

let browser: Browser;

beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser.close());

type Engine = "own" | "twilio-verify";

/** A tenant with a served example page, and the outcome of every request that the page makes. */
const newPage = async (engine: Engine) => {
  const tenant = await newTenant();
  const service = await simulator.addVerifyService({ accountSid: tenant.twilio.accountSid, friendlyName: "Example" });
  await tenant.api.patch(`/v1/provider-configs/${tenant.config.id}`, { verifyServiceSid: service.sid });
  const { status } = await tenant.api.patch("/v1/tenants/current/verification-policy", {
    engine,
    brandName: "Example",
    cooldownSeconds: [10],
  });
  expect(status).toBe(200);
  const example = await serveExample({ PHONEHUB_URL: running.apiUrl, PHONEHUB_KEY: tenant.apiKey });
  const page = await browser.newPage();
  const asked: string[] = [];
  page.on("request", (request) => asked.push(request.url()));
  return { tenant, example, page, asked };
};

const type = async (page: Page, form: "start" | "check", name: string, value: string): Promise<void> => {
  await page.fill(`#${form} input[name=${name}]`, value);
  await page.click(`#${form} button[type=submit]`);
};

const latestCode = (number: string, count = 1) =>
  eventually(
    () => simulator.codes(number),
    (codes) => codes.length === count,
  ).then((codes) => codes.at(-1) ?? "");

const wrong = (code: string): string => (code[0] === "1" ? `2${code.slice(1)}` : `1${code.slice(1)}`);

const shown = (page: Page, text: string | RegExp) => page.waitForSelector(`text=${text}`);

const latest = async ({ api }: TestTenant) => (await api.get("/v1/verifications?limit=1")).body.items[0];

describe.each(["own", "twilio-verify"] as const)("example page with engine %s", (engine) => {
  test.each([
    { path: "", name: "plain JavaScript" },
    { path: "react", name: "React" },
  ])("verifies a number in $name after one wrong code", async ({ path }) => {
    const { tenant, example, page, asked } = await newPage(engine);
    const number = newNumber();
    await page.goto(`${example.url}${path}`);
    await type(page, "start", "to", number);
    await shown(page, "We sent a code to");
    const code = await latestCode(number);
    await type(page, "check", "code", wrong(code));
    await shown(page, "Attempts left: 4");
    await type(page, "check", "code", ` ${code.slice(0, 3)} ${code.slice(3)}`);
    await shown(page, "Your number is verified.");
    expect(await latest(tenant)).toMatchObject({ status: "approved", engine });
    expect(new Set(asked.map((url) => new URL(url).origin))).toEqual(new Set([new URL(example.url).origin]));
    await page.close();
    example.close();
  });

  test("shows page and text in Spanish to a Spanish browser", async () => {
    const { example, page } = await newPage(engine);
    const number = newNumber();
    await page.goto(`${example.url}?lang=es`);
    await type(page, "start", "to", number);
    await shown(page, "Enviamos un código a");
    const { received } = await simulator.phone(number);
    expect(received[0]?.text).toMatch(/es tu clave temporal|código de verificación/);
    await type(page, "check", "code", await latestCode(number));
    await shown(page, "Tu número está verificado.");
    await page.close();
    example.close();
  });
});

test("example page sends another code after the wait, and invalidates the previous one", async () => {
  const { example, page } = await newPage("own");
  const number = newNumber();
  await page.goto(example.url);
  await type(page, "start", "to", number);
  const first = await latestCode(number);
  await shown(page, "Another code in");
  await page.click("#resend:not([disabled])", { timeout: 20_000 });
  const second = await latestCode(number, 2);
  if (first !== second) {
    await type(page, "check", "code", first);
    await shown(page, "That is not the code");
  }
  await type(page, "check", "code", second);
  await shown(page, "Your number is verified.");
  await page.close();
  example.close();
});

test.each([
  { path: "", name: "plain JavaScript" },
  { path: "react", name: "React" },
])("example page in $name shows the number's form again after the last attempt", async ({ path }) => {
  const { tenant, example, page } = await newPage("own");
  const number = newNumber();
  await page.goto(`${example.url}${path}`);
  await type(page, "start", "to", number);
  const code = await latestCode(number);
  for (const left of [4, 3, 2, 1]) {
    await type(page, "check", "code", wrong(code));
    await shown(page, `Attempts left: ${left}`);
  }
  await type(page, "check", "code", wrong(code));
  await shown(page, "no attempts are left");
  expect(await latest(tenant)).toMatchObject({ status: "max_attempts_reached" });
  expect(await page.isVisible("#check")).toBe(false);
  const another = newNumber();
  await type(page, "start", "to", another);
  await shown(page, "We sent a code to");
  await type(page, "check", "code", await latestCode(another));
  await shown(page, "Your number is verified.");
  await page.close();
  example.close();
});

test.each([
  { path: "", name: "plain JavaScript" },
  { path: "react", name: "React" },
])("example page in $name shows the number's form again when the verification ended elsewhere", async ({ path }) => {
  const { tenant, example, page } = await newPage("own");
  const number = newNumber();
  await page.goto(`${example.url}${path}`);
  await type(page, "start", "to", number);
  const code = await latestCode(number);
  await shown(page, "We sent a code to");
  const { id } = await latest(tenant);
  expect((await tenant.api.post(`/v1/verifications/${id}/cancel`)).status).toBe(200);
  await type(page, "check", "code", code);
  await shown(page, "This code is no longer valid");
  await page.waitForSelector("#start");
  expect(await page.isVisible("#check")).toBe(false);
  await page.close();
  example.close();
});

test("example page server refuses a cross-site post, and sends no code", async () => {
  const { example, page } = await newPage("own");
  const number = newNumber();
  const post = (headers: Record<string, string>) =>
    fetch(`${example.url}verification`, {
      method: "POST",
      headers,
      body: JSON.stringify({ to: number, locale: "en" }),
    });
  const json = { "content-type": "application/json" };
  expect((await post({})).status).toBe(403);
  expect((await post({ "content-type": "text/plain; application/json" })).status).toBe(403);
  expect((await post({ ...json, "sec-fetch-site": "cross-site" })).status).toBe(403);
  expect((await post({ ...json, "sec-fetch-site": "same-site" })).status).toBe(403);
  expect(await simulator.codes(number)).toEqual([]);
  expect((await post({ ...json, "sec-fetch-site": "same-origin" })).status).toBe(201);
  await latestCode(number);
  await page.close();
  example.close();
});

test("example page server refuses a check without its own session", async () => {
  const { example, page } = await newPage("own");
  const headers = { "content-type": "application/json", cookie: "verification=ver_chosen" };
  const answer = await fetch(`${example.url}verification/check`, {
    method: "POST",
    headers,
    body: '{"code":"123456"}',
  });
  expect([answer.status, await answer.json()]).toEqual([404, { error: "not_found" }]);
  await page.close();
  example.close();
});

test("example page names its host on the text's last line, and gives the browser no key", async () => {
  const { tenant, example, page } = await newPage("own");
  const served: string[] = [];
  page.on("response", async (response) => served.push(await response.text().catch(() => "")));
  const number = newNumber();
  await page.goto(example.url);
  await type(page, "start", "to", number);
  const code = await latestCode(number);
  const { received } = await simulator.phone(number);
  expect(received[0]?.text.split("\n").at(-1)).toBe(`@localhost #${code}`);
  await shown(page, "We sent a code to");
  expect(served.join("\n")).not.toContain(tenant.apiKey);
  expect(served.join("\n")).not.toContain("ver_");
  const [cookie] = await page.context().cookies();
  expect(cookie).toMatchObject({ name: "verification", httpOnly: true, sameSite: "Strict" });
  expect(cookie?.value).toMatch(/^[\w-]{43}$/);
  await page.close();
  example.close();
});
