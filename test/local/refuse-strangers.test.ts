import { loopback } from "@phonehub/simulators/local-network";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type LoopbackServer, listenOnLoopback } from "../../infra/local/http/loopback-server.ts";
import { askByHost } from "./ask-by-host.ts";

const network = { ...loopback(), allowedHosts: ["Hub", "hub.example:8080"] };
let asked = 0;
let server: LoopbackServer;
let sibling: LoopbackServer;
let stranger: LoopbackServer;
beforeAll(async () => {
  const handle = async (_request: unknown, response: { end: (text: string) => unknown }) => {
    asked += 1;
    response.end("welcome");
  };
  server = await listenOnLoopback(handle, 0, { network, pageOrigins: () => ["https://console.example"] });
  sibling = await listenOnLoopback(handle, 0, { network });
  stranger = await listenOnLoopback(handle);
});
afterAll(() => Promise.all([server, sibling, stranger].map((one) => one.close())));

const status = async (method: string, ...headers: string[]) => (await askByHost(server.port, method, headers)).status;

describe("listenOnLoopback() (invariant 42)", () => {
  test.each(["127.0.0.1", "localhost", "[::1]", "LocalHost", "hub"])(
    "answers as %s with its own port",
    async (name) => {
      expect(await status("GET", `Host: ${name}:${server.port}`)).toBe(200);
      expect(await status("POST", `Host: ${name}:${server.port}`)).toBe(200);
    },
  );

  test("answers as an allowed name with its own port, and with no other port", async () => {
    expect(await status("GET", "Host: hub.example:8080")).toBe(200);
    expect(await status("GET", `Host: hub.example:${server.port}`)).toBe(403);
  });

  test.each([
    ["another name", () => [`Host: evil.example:${server.port}`]],
    ["a name that begins like localhost", () => [`Host: localhost.evil.example:${server.port}`]],
    ["its name without a port", () => ["Host: 127.0.0.1"]],
    ["its name with another server's port", () => [`Host: 127.0.0.1:${sibling.port}`]],
    ["an empty Host", () => ["Host: "]],
    ["two Hosts", () => [`Host: 127.0.0.1:${server.port}`, "Host: evil.example"]],
  ])("answers 403 with an explanation to %s, and does nothing", async (_what, headers) => {
    const before = asked;
    const answer = await askByHost(server.port, "GET", headers());
    expect(answer.status).toBe(403);
    expect(answer.body).toContain(`127.0.0.1:${server.port}`);
    expect(answer.body).toContain("--allow-host NAME");
    expect(answer.body).not.toContain("evil");
    expect(asked).toBe(before);
  });

  const host = () => `Host: 127.0.0.1:${server.port}`;

  test.each([
    ["its own origin", () => `http://localhost:${server.port}`],
    ["another server of the same hub", () => `http://127.0.0.1:${sibling.port}`],
    ["an origin of the API's CORS setting", () => "https://console.example"],
  ])("allows a change by a page of %s", async (_whose, origin) => {
    expect(await status("POST", host(), `Origin: ${origin()}`)).toBe(200);
  });

  test.each([
    ["another Origin", () => "https://evil.example"],
    ["an opaque Origin", () => "null"],
    ["another server of this machine", () => `http://127.0.0.1:${stranger.port}`],
    ["its own name over https", () => `https://localhost:${server.port}`],
  ])("refuses a change by a page of %s", async (_whose, origin) => {
    for (const method of ["POST", "PUT", "PATCH", "DELETE"]) {
      const before = asked;
      const answer = await askByHost(server.port, method, [host(), `Origin: ${origin()}`]);
      expect(answer.status, method).toBe(403);
      expect(answer.body).toContain("Origin");
      expect(asked).toBe(before);
    }
    // A read is harmless: without CORS headers the page never sees the answer.
    expect(await status("GET", host(), `Origin: ${origin()}`)).toBe(200);
  });
});
