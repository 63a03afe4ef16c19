import { execFile, spawn } from "node:child_process";
import { createServer } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { shortLine } from "../../infra/local/log-output.ts";
import { withPorts } from "../../infra/local/placeholder-ports.ts";

const local = join(import.meta.dirname, "../../infra/local");

test("npm start reports a busy port in one line and exits", async () => {
  const occupant = createServer();
  const port = await new Promise<number>((resolve) => {
    occupant.listen(0, "127.0.0.1", () => resolve(Object(occupant.address()).port));
  });
  const run = promisify(execFile)(process.execPath, ["--import", "tsx", join(local, "start.ts"), "--port", `${port}`]);
  await expect(run).rejects.toMatchObject({
    code: 1,
    stderr: `Port ${port} on 127.0.0.1 is in use: stop what uses it, or choose another port.\n`,
  });
  occupant.close();
});

const isAlive = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

test.each([
  ["", {}],
  [", through the shell that npm puts between them", { npm_lifecycle_event: "start" }],
])(
  "npm start stops the hub when the parent process is killed%s",
  async (_how, environment) => {
    const hub = `import { onParentGone } from ${JSON.stringify(join(local, "parent-process.ts"))};
    onParentGone(() => process.exit());
    setInterval(() => {}, 1000);
    console.log(process.pid);`;
    const command = [process.execPath, "--import", "tsx", "--input-type=module", "--eval", hub];
    const shell = ["/bin/sh", "-c", '"$@"; true', "sh"];
    const start = "npm_lifecycle_event" in environment ? [...shell, ...command] : command;
    const parent = `const [file, ...args] = ${JSON.stringify(start)};
    require("node:child_process").spawn(file, args, { stdio: "inherit" });`;
    const npm = spawn(process.execPath, ["--eval", parent], { env: { ...process.env, ...environment } });
    const pid = await new Promise<number>((resolve) =>
      npm.stdout.once("data", (line: Buffer) => resolve(Number(line))),
    );
    npm.kill("SIGKILL");
    await expect.poll(() => isAlive(pid), { timeout: 3000 }).toBe(false);
  },
  20_000,
);

test("withPorts() replaces only the template's placeholder ports", () => {
  const edit = withPorts({ twilio: 5001, inboundMessage: 5002, messageStatus: 5003, issuer: 5004 });
  expect(edit('"http://127.0.0.1:1/a" \\"http://127.0.0.1:4\\" http://127.0.0.1:12 http://127.0.0.1:3')).toBe(
    '"http://127.0.0.1:5001/a" \\"http://127.0.0.1:5004\\" http://127.0.0.1:12 http://127.0.0.1:5003',
  );
});

test("shortLine() prints one line per message event, every problem, and nothing else", () => {
  const line = (fields: object) => shortLine(JSON.stringify({ timestamp: "2026-11-20T08:56:11.824Z", ...fields }));
  const sent = {
    level: "INFO",
    code: "message_sent",
    message: "A message was handed over",
    tenantId: "t",
    to: "+1415•••2671",
  };
  expect(line(sent)).toBe("08:56:11  A message was handed over  to=+1415•••2671");
  expect(line({ level: "DEBUG", code: "request_answered", message: "An operation answered" })).toBeUndefined();
  expect(line({ level: "WARN", code: "webhook_rejected", message: "A webhook was refused", reason: "signature" })).toBe(
    "08:56:11  WARN A webhook was refused  reason=signature",
  );
  expect(shortLine("Uncaught Error: out of the blue")).toBe("Uncaught Error: out of the blue");
  expect(shortLine("just some output")).toBeUndefined();
});
