import { describe, expect } from "vitest";
import { newRecipient, simulator, tenant, testWith } from "./support/hub.ts";

const send = async (to: string) => (await tenant.post("/v1/messages", { to, body: "anybody there?" })).body;

describe("putOptOut, importOptOuts and exportOptOuts", () => {
  testWith("simulator")("suppress messages until deleteOptOut", async () => {
    const number = newRecipient();
    const path = `/v1/opt-outs/${encodeURIComponent(number)}`;
    expect(await tenant.put(path, {})).toMatchObject({ status: 200, body: { number, scope: "tenant", source: "api" } });
    expect(await send(number)).toMatchObject({ status: "suppressed" });
    expect(await simulator.requests({ to: number })).toEqual([]);
    expect((await tenant.del(path)).status).toBe(204);
    expect(await send(number)).toMatchObject({ status: expect.not.stringMatching("suppressed") });
  });

  testWith("simulator")("import a CSV despite bad lines, and export a CSV", async () => {
    const number = newRecipient();
    const imported = await tenant.post("/v1/opt-outs/import", `number,sender\n${number},\nnonsense,\n`, {
      "content-type": "text/csv",
    });
    expect(imported).toMatchObject({ status: 200, body: { imported: 1, invalidCount: 1, invalid: [{ line: 3 }] } });
    expect(await send(number)).toMatchObject({ status: "suppressed" });
    const exported = await tenant.get("/v1/opt-outs/export.csv");
    expect(exported.headers["content-type"]).toMatch(/text\/csv/);
    expect(exported.body).toContain(`${number},,import,,`);
    expect((await tenant.get(`/v1/opt-outs?number=${encodeURIComponent(number)}`)).body.items).toHaveLength(1);
  });
});
