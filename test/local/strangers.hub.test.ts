import { describe, expect, test } from "vitest";
import { running } from "../support/hub/hub.ts";
import { askByHost } from "./ask-by-host.ts";

/** The names of the servers whose addresses the hub reports, by port. A server that it does not report appears with its port. */
const namesByPort = Object.fromEntries(
  Object.entries({
    ...{
      "the HTTP API": running.apiUrl,
      "the Twilio simulator": running.twilioUrl,
      "the SNS simulator": running.snsUrl,
    },
    ...{ "the OIDC issuer": running.issuerUrl, "SQS and S3": running.sqsEndpoint, KMS: running.kmsEndpoint },
    ...Object.fromEntries(Object.entries(running.functionUrls).map(([name, url]) => [`the Function URL ${name}`, url])),
  }).map(([name, url]) => [Number(new URL(url).port), name]),
);

test("hub process listens only at the addresses that it reports", () => {
  expect(running.ports.map((port) => namesByPort[port] ?? `somebody on port ${port}`).sort()).toEqual(
    Object.values(namesByPort).sort(),
  );
});

describe.each(running.ports.map((port) => [namesByPort[port] ?? `port ${port}`, port] as const))(
  "%s",
  (_name, port) => {
    test("answers 403 to another Host for every method (invariant 42)", async () => {
      for (const method of ["GET", "POST", "PUT", "DELETE", "OPTIONS"])
        for (const host of [`evil.example:${port}`, `127.0.0.1.evil.example:${port}`, "127.0.0.1", `[::2]:${port}`]) {
          const { status, body } = await askByHost(port, method, [`Host: ${host}`]);
          expect(status, `${method} as ${host}`).toBe(403);
          expect(body).toContain("Host");
        }
    });

    test("answers 403 to a change by a page of another Origin (invariant 42)", async () => {
      for (const method of ["POST", "PUT", "PATCH", "DELETE"])
        for (const origin of ["https://evil.example", "null"]) {
          const { status, body } = await askByHost(port, method, [`Host: 127.0.0.1:${port}`, `Origin: ${origin}`]);
          expect(status, `${method} from ${origin}`).toBe(403);
          expect(body).toContain("Origin");
        }
    });

    test("answers as each of its own names", async () => {
      for (const name of ["127.0.0.1", "localhost", "[::1]"]) {
        const { body } = await askByHost(port, "GET", [`Host: ${name}:${port}`]);
        expect(body, name).not.toContain("Forbidden: a server of the local hub");
        expect(
          await askByHost(port, "POST", [`Host: ${name}:${port}`, `Origin: http://${name}:${port}`]),
        ).not.toMatchObject({ body: expect.stringContaining("Forbidden: a server of the local hub") });
      }
    });
  },
);
