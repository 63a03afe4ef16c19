import { spawn } from "node:child_process";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { expect, test } from "vitest";

const launcher = join(import.meta.dirname, "../bin/phonehub-simulators.mjs");

/** Runs the launcher until it ends, and sends SIGINT after `Press Ctrl-C`. */
const launched = async (...options: string[]): Promise<{ code: number | null; output: string }> => {
  const child = spawn(process.execPath, [launcher, ...options]);
  let output = "";
  const note = (data: Buffer) => {
    output += data.toString();
    if (output.includes("Press Ctrl-C")) child.kill("SIGINT");
  };
  child.stdout.on("data", note);
  child.stderr.on("data", note);
  const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
  return { code, output };
};

test("phonehub-simulators prints both addresses and stops at Ctrl-C", async () => {
  const { code, output } = await launched("--twilio-port", "0", "--sns-port", "0");
  expect(output).toMatch(/^Twilio {2}http:\/\/127\.0\.0\.1:\d+$/m);
  expect(output).toMatch(/^SNS {5}http:\/\/127\.0\.0\.1:\d+$/m);
  expect(code).toBe(0);
});

test("phonehub-simulators ends with an error when one of its ports is taken", async () => {
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, "127.0.0.1", resolve));
  const { port } = taken.address() as AddressInfo;
  const { code, output } = await launched("--twilio-port", "0", "--sns-port", String(port));
  taken.close();
  expect(output).toContain(`EADDRINUSE: address already in use 127.0.0.1:${port}`);
  expect(code).toBe(1);
});
