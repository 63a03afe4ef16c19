import { createWriteStream, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { onParentGone } from "../../../infra/local/parent-process.ts";
import { connectTo } from "../../support/hub/hub-connection.ts";
import { startRunningHub } from "../../support/hub/running-hub.ts";
import { shortWaits } from "../../support/hub/short-waits.ts";
import { readCommandLine, refuseCommandLine } from "../command-line.ts";
import { endCommands, repository, run } from "../run-command.ts";
import { pythonWith } from "../virtual-environment.ts";
import { contract } from "./contract.ts";
import { emptyWorkspace, inWorkspace } from "./workspace.ts";

const usage = `npm run test:fuzz -- [--seed 1] [--examples 6] [--seconds N] [--phases fuzzing,stateful]

Starts a hub, and sends it requests that docs/openapi.json allows and requests that it forbids. Schemathesis makes them for each operation, and
for chains of operations that use each other's ids. Fails on a server error, and on an answer that the document does not declare.

  --seed      decides the requests: the same seed makes the same requests
  --examples  the maximum of requests per operation in each phase
  --phases    some of examples, coverage, fuzzing and stateful; the default is all four
  --seconds   keeps making new requests for this time; --examples then counts for each round

Needs Python 3.10 or newer with venv, and PyPI. Logs and the report are in .phonehub/fuzz until the next run.`;

const folder = import.meta.dirname;
const requirements = readFileSync(join(folder, "requirements.txt"), "utf8").split("\n").filter(Boolean);
const document = join(repository, "docs/openapi.json");

const closers: (() => Promise<void>)[] = [];
const closeAll = async () => {
  endCommands();
  for (const close of closers.splice(0).reverse()) await close();
};

/** Starts a hub with a tenant that can send. Returns Schemathesis's environment, with keys of that tenant and of an administrator. */
async function startTarget() {
  const lines = createWriteStream(inWorkspace("functions.log"));
  const { running, close } = await startRunningHub({
    ...shortWaits,
    onLog: (line, functionName) => lines.write(`${functionName} ${line}\n`),
  });
  closers.push(close);
  const { newTenant, newBareTenant } = connectTo(running);
  const [{ apiKey, api, config, twilio }, paused] = await Promise.all([newTenant(), newBareTenant()]);
  const template = await api.post("/v1/templates", { name: "Known", bodies: { en: "Hello" } });
  const known = {
    providerConfigId: config.id,
    from: twilio.number,
    template: { id: template.body.id, variables: {}, locale: "en" },
  };
  writeFileSync(inWorkspace("contract.json"), JSON.stringify(contract()));
  return {
    ...process.env,
    PHONEHUB_FUZZ_URL: running.apiUrl,
    PHONEHUB_FUZZ_TENANT_KEY: apiKey,
    PHONEHUB_FUZZ_PAUSED_KEY: paused.apiKey,
    PHONEHUB_FUZZ_ADMIN_KEY: running.platformAdminKey,
    PHONEHUB_FUZZ_KNOWN: JSON.stringify(known),
    PHONEHUB_FUZZ_CONTRACT: inWorkspace("contract.json"),
    PYTHONDONTWRITEBYTECODE: "1",
    SCHEMATHESIS_HOOKS: join(folder, "hooks.py"),
  };
}

function numberOf(name: string, text: unknown): string {
  if (typeof text === "string" && /^[0-9]{1,9}$/.test(text)) return text;
  return refuseCommandLine(usage, `--${name} takes a whole number.`);
}

async function main(): Promise<void> {
  const options = readCommandLine(usage, {
    seed: { type: "string", default: "1" },
    examples: { type: "string", default: "6" },
    seconds: { type: "string" },
    phases: { type: "string", default: "examples,coverage,fuzzing,stateful" },
  });
  const seed = numberOf("seed", options.seed);
  const examples = numberOf("examples", options.examples);
  const limits = ["--seed", seed, "--max-examples", examples, "--phases", String(options.phases)];
  const time = options.seconds === undefined ? [] : ["--max-time", numberOf("seconds", options.seconds)];

  emptyWorkspace();
  const log = inWorkspace("python.log");
  const python = await pythonWith(requirements, { name: "schemathesis", needs: "npm run test:fuzz", log });
  const command = (name: string) => join(python, "..", name);
  await run(command("openapi-spec-validator"), [document], { log });
  const env = await startTarget();
  console.log(`Fuzzing ${env.PHONEHUB_FUZZ_URL} with seed ${seed}`);
  const configuration = ["--config-file", join(folder, "schemathesis.toml")];
  const report = ["--report", "ndjson", "--report-ndjson-path", inWorkspace("report.ndjson")];
  await run(command("schemathesis"), [...configuration, "run", document, ...limits, ...time, ...report, "--no-color"], {
    log: inWorkspace("schemathesis.log"),
    isShown: true,
    env,
    cwd: inWorkspace(""),
  });
}

const stop = (code: number) => closeAll().finally(() => process.exit(code));
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => void stop(130));
onParentGone(() => void stop(130));

main().then(
  () => stop(0),
  (error: unknown) => {
    const message = error instanceof Error ? error.message : String(error);
    console.error(`\nFAILED: ${message.split("\n")[0]}\n\nLogs are in ${inWorkspace("")}`);
    return stop(1);
  },
);
