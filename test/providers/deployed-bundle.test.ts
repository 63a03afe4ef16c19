import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { build } from "esbuild";
import { expect, onTestFinished, test } from "vitest";
import { certificate, privateKey } from "./localhost-certificate.ts";
import { portOf } from "./raw-server.ts";
import { credentials, messageResource } from "./twilio/twilio-answers.ts";

const run = promisify(execFile);

const tlsServer = async (): Promise<string> => {
  const server = createServer({ key: privateKey, cert: certificate }, (_request, response) => {
    response.writeHead(201).end(JSON.stringify(messageResource()));
  });
  await new Promise<void>((resolve) => server.listen(0, "localhost", resolve));
  onTestFinished(() => void server.close());
  return `https://localhost:${portOf(server.address())}`;
};

/** Sends by a CommonJS bundle, as a Lambda does, in a process that trusts the given certificates. */
const sendFromBundle = async (baseUrl: string, trusting: boolean): Promise<unknown> => {
  const folder = await mkdtemp(join(tmpdir(), "phonehub-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  await build({
    stdin: {
      resolveDir: process.cwd(),
      contents: `
        import { twilioMessages } from "./shared/providers/twilio/twilio-messages.ts";
        import { twilioTransport } from "./shared/providers/twilio/wire/twilio-transport.ts";
        const transport = twilioTransport(${JSON.stringify(credentials)}, { baseUrl: process.argv[2] });
        const message = { channel: "sms", to: "+14155550123", from: "+14155550100", body: "Hi", mediaUrls: [] };
        twilioMessages(transport).send(message).then((outcome) => console.log(JSON.stringify(outcome)));`,
    },
    bundle: true,
    platform: "node",
    target: "node20",
    format: "cjs",
    mainFields: ["module", "main"],
    outfile: join(folder, "send.cjs"),
  });
  const authority = join(folder, "authority.pem");
  await writeFile(authority, certificate);
  const env = trusting ? { NODE_EXTRA_CA_CERTS: authority } : {};
  const { stdout } = await run(process.execPath, [join(folder, "send.cjs"), baseUrl], { env });
  return JSON.parse(stdout);
};

test("twilioMessages in a Lambda bundle sends over TLS", async () => {
  expect(await sendFromBundle(await tlsServer(), true)).toMatchObject({ kind: "accepted" });
});

test("twilioMessages in a Lambda bundle sends nothing to a server with an untrusted certificate", async () => {
  expect(await sendFromBundle(await tlsServer(), false)).toMatchObject({
    kind: "throttled",
    error: { code: "provider_unreachable" },
  });
});
