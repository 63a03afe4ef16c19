import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { createBatch, endOf } from "../batches/batch-client.ts";
import { inheritedNames } from "../support/hostile-names.ts";
import { newNumber, newQuietTenant, simulator, type TestTenant } from "../support/hub/hub.ts";
import { bodyFor, pathFor, protectedOperations, unknownIds } from "./sample-requests.ts";

let tenant: TestTenant;
beforeAll(async () => {
  tenant = await newQuietTenant({}, () => ({ channels: { whatsapp: { isEnabled: true } } }));
});

const withBody = protectedOperations.filter(
  ({ operation }) => operation.body !== undefined && operation.rawBody === undefined,
);
/** A quarter of the names for each operation, because all operations read names alike. */
const namesFor = (at: number) =>
  [...inheritedNames, "", "\0", "x".repeat(100_000)].filter((_, index) => index % 4 === at % 4);
const post = (path: string, body: unknown) => tenant.api.post(path, body);

describe("every operation with a body (invariants 24 and 38)", () => {
  test.each(withBody.map((one, at) => [one.operation.id, one, at] as const))(
    "%s refuses JSON that it does not accept",
    async (_, one, at) => {
      const path = pathFor(one, { ...unknownIds(), configId: tenant.config.id });
      const ask = (body: unknown) => tenant.api.request(one.operation.method, path, body);
      const sample = { ...(bodyFor(one) as object) };
      const bodies = [
        `{"deep":${"[".repeat(15_200)}${"]".repeat(15_200)}}`,
        Buffer.concat([Buffer.from('{"a":"'), Buffer.from([0xff]), Buffer.from('"}')]),
        ...namesFor(at).map((name) => JSON.stringify({ ...sample, [name]: "x" })),
        `{"__proto__":{"x":1}}`,
        "[]",
        '"text"',
        "-1e999",
      ];
      for (const body of bodies) {
        const answer = await ask(body);
        // 403 means that this credential may not call the operation with any body.
        expect([400, 403, 413], `${String(body).slice(0, 80)} ${JSON.stringify(answer.body)}`).toContain(answer.status);
      }
    },
  );
});

describe("records with inherited names (invariant 38):", () => {
  const all = (value: string) => Object.fromEntries(inheritedNames.map((name) => [name, value]));
  const text = inheritedNames
    .filter((name) => !name.startsWith("_"))
    .map((name) => `{{${name}}}`)
    .join(" ");
  const filled = inheritedNames
    .filter((name) => !name.startsWith("_"))
    .map(() => "v")
    .join(" ");

  test("sendMessage stores them in metadata and inserts them as variables", async () => {
    const { body: template } = await post("/v1/templates", { name: crypto.randomUUID(), bodies: { en: text } });
    const to = newNumber();
    const sent = await post("/v1/messages", {
      to,
      template: { id: template.id, variables: all("v") },
      metadata: all("m"),
    });
    expect(sent).toMatchObject({ status: 201, body: { status: "accepted", body: filled } });
    const { body } = await tenant.api.get(`/v1/messages/${sent.body.id}?view=full`);
    expect(body.metadata).toEqual(all("m"));
    expect(body.template.variables).toEqual(all("v"));
    expect(await simulator.accepted({ to })).toMatchObject([{ body: filled }]);
    for (const path of ["preview", `${sent.body.id}/resend`])
      expect(
        (await post(`/v1/messages/${path}`, path === "preview" ? { to, body: "x", metadata: all("m") } : {})).status,
      ).toBeLessThan(500);
    expect(await post(`/v1/templates/${template.id}/render`, { variables: all("v") })).toMatchObject({
      status: 200,
      body: { body: filled },
    });
  });

  test("sendMessage passes them to Twilio as content variables", async () => {
    const message = { to: newNumber(), contentSid: `HX${"0".repeat(32)}`, contentVariables: all("v") };
    const sent = await post("/v1/messages", message);
    expect(sent.status).toBe(201);
  });

  test("startVerification stores them", async () => {
    const started = await post("/v1/verifications", { to: newNumber(), purpose: "login", metadata: all("m") });
    expect(started).toMatchObject({ status: 201 });
    expect((await tenant.api.get(`/v1/verifications/${started.body.id}`)).body.metadata).toEqual(all("m"));
  });

  test("createTemplate refuses them as locales", async () => {
    for (const name of inheritedNames) {
      expect((await post("/v1/templates", { name: "x", bodies: { [name]: "x" } })).status).toBe(400);
      const contentSids = { [name]: `HX${"0".repeat(32)}` };
      expect((await post("/v1/templates", { name: "x", bodies: { en: "x" }, contentSids })).status).toBe(400);
    }
  });

  test("createBatch sends to every recipient, with them as common and as own variables", async () => {
    const { body: template } = await post("/v1/templates", { name: crypto.randomUUID(), bodies: { en: text } });
    const to = Array.from({ length: 3 }, () => ({ to: newNumber(), variables: all("v") }));
    const request = { to, template: { id: template.id, variables: all("b") }, metadata: all("m") };
    const made = await createBatch(tenant.api, request);
    expect(made.status).toBe(202);
    const batch = await endOf(tenant.api, made.body.id);
    expect(batch).toMatchObject({ status: "completed", total: 3, counts: { accepted: 3, pending: 0 } });
    expect(await simulator.accepted({ to: to[0]?.to })).toMatchObject([{ body: filled }]);
  });

  test("createBatch sends to every recipient of an uploaded list with them in its header", async () => {
    const { body: template } = await post("/v1/templates", { name: crypto.randomUUID(), bodies: { en: text } });
    const names = [...inheritedNames, "__proto__"];
    const [first, second] = [newNumber(), newNumber()];
    const row = (to: string) => `${to},${names.map(() => "v").join(",")}`;
    const csv = [`to,${names.join(",")}`, row(first), row(second), ""].join("\n");
    const upload = await post("/v1/message-batches/uploads", { bytes: csv.length });
    await fetch(upload.body.url, { method: "PUT", body: csv });
    const made = await createBatch(tenant.api, { uploadId: upload.body.uploadId, template: { id: template.id } });
    const batch = await endOf(tenant.api, made.body.id);
    expect(batch).toMatchObject({ status: "completed", total: 2, counts: { accepted: 2, pending: 0 } });
    expect(await simulator.accepted({ to: second })).toMatchObject([{ body: filled }]);
  });

  test("sendMessage and startVerification store any record, or refuse it with 400", async () => {
    const name = fc.oneof(
      fc.constantFrom(...inheritedNames, "__proto__", "", "\0", "\ud800", "\ufffd", "a".repeat(65)),
      fc.string({ unit: "binary", maxLength: 70 }),
    );
    const metadata = fc.dictionary(name, fc.string({ unit: "binary", maxLength: 20 }), { maxKeys: 4 });
    await fc.assert(
      fc.asyncProperty(metadata, fc.boolean(), async (record, isMessage) => {
        const answer = isMessage
          ? await post("/v1/messages", { to: newNumber(), body: "x", metadata: record })
          : await post("/v1/verifications", { to: newNumber(), purpose: "login", metadata: record });
        expect([201, 400]).toContain(answer.status);
        if (answer.status === 201) expect(answer.body.metadata).toEqual({ ...record });
      }),
      { numRuns: 25 },
    );
  });
});
