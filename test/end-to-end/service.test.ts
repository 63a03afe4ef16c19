import { describe, expect, test } from "vitest";
import { api, secondTenant, tenant, testWith } from "./support/hub.ts";

describe("getHealth and getOpenApiDocument", () => {
  test("report environment and version", async () => {
    const { status, body } = await api().get("/health");
    expect(status).toBe(200);
    expect(body).toEqual({ status: "ok", environment: expect.any(String), version: expect.any(String) });
  });

  test("return the document", async () => {
    const { status, body } = await api().get("/openapi.json");
    expect(status).toBe(200);
    expect(body.openapi).toMatch(/^3\.1/);
    expect(Object.keys(body.paths)).toContain("/v1/messages");
  });

  test("answer 404 for an unknown path and 405 for an unknown method", async () => {
    expect(await api().get("/v1/nothing")).toMatchObject({ status: 404, body: { code: "not_found" } });
    expect((await tenant.patch("/v1/messages", {})).status).toBe(405);
  });
});

describe("each operation", () => {
  test("requires a credential", async () => {
    expect((await api().get("/v1/messages")).status).toBe(401);
  });

  test.each(["phk_live_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "phk_live_", "nonsense", "a.b.c"])(
    "refuses an unknown credential: %s",
    async (credential) => {
      const answer = await api(credential).get("/v1/messages");
      expect(answer).toMatchObject({ status: 401, body: { code: "unauthenticated" } });
      expect(answer.headers["content-type"]).toBe("application/problem+json");
    },
  );

  testWith("secondTenant")("answers another tenant's credential as for an unknown id", async () => {
    const [{ id: configId }] = (await tenant.get("/v1/provider-configs")).body.items;
    const [{ id: keyId }] = (await tenant.get("/v1/api-keys")).body.items;
    const foreign = (path: string) => path.replace("{config}", configId).replace("{key}", keyId);
    const missing = (path: string) => path.replace("{config}", "cfg_nobody").replace("{key}", "key_nobody");
    const withoutItsId = ({ requestId: _requestId, ...problem }: Record<string, unknown>) => problem;
    for (const ask of [
      (at: (path: string) => string) => secondTenant.get(at("/v1/provider-configs/{config}")),
      (at: (path: string) => string) => secondTenant.patch(at("/v1/provider-configs/{config}"), { name: "mine" }),
      (at: (path: string) => string) => secondTenant.post(at("/v1/provider-configs/{config}/test-connection")),
      (at: (path: string) => string) => secondTenant.del(at("/v1/provider-configs/{config}")),
      (at: (path: string) => string) => secondTenant.del(at("/v1/api-keys/{key}")),
    ]) {
      const answer = await ask(foreign);
      expect(answer.status).toBe(404);
      expect(withoutItsId(answer.body)).toEqual(withoutItsId((await ask(missing)).body));
    }
    expect((await tenant.get(`/v1/provider-configs/${configId}`)).status).toBe(200);
  });
});
