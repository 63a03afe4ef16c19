import { execFile, spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { type LocalFile, readLocalFile } from "../../infra/local/files/local-file.ts";
import { openStateFolder } from "../../infra/local/files/state-folder.ts";
import { withPorts } from "../../infra/local/local-settings.ts";
import { shortLine } from "../../infra/local/log-output.ts";
import { temporaryFolder } from "./hand-made-assembly.ts";

const root = join(import.meta.dirname, "../..");
const local = join(root, "infra/local");

const localFile: LocalFile = {
  pid: 1,
  ...{ apiUrl: "", apiKey: "", secondTenantApiKey: "", platformAdminKey: "", tenantId: "", phoneNumber: "" },
  ...{ webhookUrls: { inbound: "", status: "" }, twilioSimulatorUrl: "", snsSimulatorUrl: "", issuer: "" },
  ...{ dynamodbEndpoint: "", sqsEndpoint: "", tables: {} },
};

const filesIn = (folder: string, names: object) =>
  Object.fromEntries(Object.keys(names).map((name) => [name, readFileSync(join(folder, name), "utf8")]));

/** Runs an `npm start` that must fail. It uses another folder, because a hub may run in this one. */
const start = (...args: string[]) =>
  promisify(execFile)(process.execPath, ["infra/run.cjs", join(local, "start.ts"), ...args], { cwd: root });

test("npm start reports a busy port in one line and exits", async () => {
  const occupant = createServer();
  const port = await new Promise<number>((resolve) => {
    occupant.listen(0, "127.0.0.1", () => resolve(Object(occupant.address()).port));
  });
  const folder = temporaryFolder();
  await expect(start("--port", `${port}`, "--state", folder)).rejects.toMatchObject({
    code: 1,
    stderr: `Port ${port} on 127.0.0.1 is in use: stop what uses it, or choose another port.\n`,
  });
  occupant.close();
});

describe("npm start in a folder with a running hub", () => {
  const sentence = (other: number, pid = process.pid) =>
    `A hub runs here already (port 4010, process ${pid}). ` +
    `Stop it, or start another one beside it: npm start -- --port ${other} --state .phonehub/${other}`;

  test("names that hub and how to start another one, and leaves the first one's files unchanged", async () => {
    const folder = temporaryFolder();
    const running = await openStateFolder({ stateFolder: folder, port: 4010 });
    const before = { "local.json": "told", "logs/functions.log": "logged" };
    mkdirSync(join(folder, "logs"));
    for (const [file, content] of Object.entries(before)) writeFileSync(join(folder, file), content);
    await expect(start("--port", "4011", "--state", folder)).rejects.toMatchObject({
      code: 1,
      stderr: `${sentence(4011)}\n`,
    });
    await expect(openStateFolder({ stateFolder: folder, port: 4010 })).rejects.toThrow(sentence(4020));
    await expect(openStateFolder({ stateFolder: folder, port: 4010, dataDir: "data" })).rejects.toThrow(
      "--data ANOTHER_FOLDER",
    );
    expect(filesIn(folder, before)).toEqual(before);
    await running.close();
    expect(filesIn(folder, before), "another process wrote it").toEqual(before);
  });

  test("starts if that hub was killed", async () => {
    const folder = temporaryFolder();
    const program = `import { openStateFolder } from ${JSON.stringify(join(local, "files", "state-folder.ts"))};
      await openStateFolder({ stateFolder: ${JSON.stringify(folder)}, port: 4010 });
      console.log("open");
      setInterval(() => {}, 1000);`;
    const child = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "--eval", program]);
    await new Promise((resolve) => child.stdout.once("data", resolve));
    await expect(openStateFolder({ stateFolder: folder, port: 4010 })).rejects.toThrow(sentence(4020, child.pid));
    child.kill("SIGKILL");
    await new Promise((resolve) => child.once("exit", resolve));
    const state = await openStateFolder({ stateFolder: folder, port: 4010 });
    state.tell({ ...localFile, pid: process.pid });
    expect(readLocalFile(folder)?.pid).toBe(process.pid);
    await state.close();
    expect(existsSync(join(folder, "local.json")), "it goes with its hub").toBe(false);
  });
});

describe("infra/run.cjs with an old Node", () => {
  const said = "PhoneHub needs Node 20.19 or newer, and this is 18.20.8 (https://nodejs.org).\n";

  test.each(["infra/local/start.ts", "infra/app.ts", "node_modules/vitest/vitest.mjs", ""])(
    "reports the required version in one line, for %s",
    async (file) => {
      const old = `Object.defineProperty(process.versions, "node", { value: "18.20.8" });
        process.argv.splice(1, 0, ${JSON.stringify(join(root, "infra/run.cjs"))});
        require(process.argv[1]);`;
      const run = promisify(execFile)(process.execPath, ["--eval", old, file], { cwd: root });
      await expect(run).rejects.toMatchObject({ code: 1, stderr: said, stdout: "" });
    },
  );

  test("checks the version for every program of the project", () => {
    const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
    const programs = Object.entries<string>(scripts).filter(([, command]) => /\.ts|vitest/.test(command));
    expect(programs.length).toBeGreaterThan(10);
    for (const [name, command] of programs)
      if (name !== "build:client") expect(command, name).toMatch(/^node (--[\w=-]+ )?infra\/run\.cjs /);
    expect(JSON.parse(readFileSync(join(root, "cdk.json"), "utf8")).app).toMatch(/^node infra\/run\.cjs /);
  });
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
  [", also through npm's shell", { npm_lifecycle_event: "start" }],
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
  const line = (fields: object) => shortLine({ timestamp: "2026-11-20T08:56:11.824Z", ...fields });
  const sent = {
    level: "INFO",
    code: "message_sent",
    message: "A message was handed over",
    tenantId: "t",
    to: "+1415•••2671",
    outcome: "accepted",
    messageId: "msg_1",
  };
  expect(line(sent)).toBe("08:56:11  message  accepted    +1415•••2671  msg_1");
  expect(line({ level: "DEBUG", code: "request_answered", message: "An operation answered" })).toBeUndefined();
  expect(line({ level: "WARN", code: "webhook_rejected", message: "A webhook was refused", reason: "signature" })).toBe(
    "08:56:11  WARN A webhook was refused  reason=signature",
  );
});
