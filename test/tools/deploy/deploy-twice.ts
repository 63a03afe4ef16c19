import { writeFileSync } from "node:fs";
import { startTwilioSimulator } from "@phonehub/simulators/twilio";
import { onParentGone } from "../../../infra/local/parent-process.ts";
import { ask } from "../../end-to-end/support/http-answer.ts";
import type { TargetInput } from "../../end-to-end/support/target.ts";
import { readCommandLine } from "../command-line.ts";
import { endCommands } from "../run-command.ts";
import { pythonWith } from "../virtual-environment.ts";
import { makeChangedRelease, newDetail } from "./changed-release.ts";
import { compareDeploys } from "./compare-deploys.ts";
import { deployer } from "./deploy.ts";
import { countsByType, deployedStacks } from "./deployed-stacks.ts";
import { emulatorLimits } from "./emulator-limits.ts";
import { fitPolicies } from "./fit-policies.ts";
import { restoreDroppedSettings } from "./restore-dropped-settings.ts";
import { tryRoleLimits } from "./role-limits.ts";
import { saveFunctionLogs } from "./save-function-logs.ts";
import { seedTenants } from "./seed-tenants.ts";
import { freePort, startEmulator } from "./start-emulator.ts";
import { startFrontDoor } from "./start-front-door.ts";
import { step, timetable } from "./steps.ts";
import { emptyWorkspace, inWorkspace } from "./workspace.ts";

/** The pinned version. Another one may support other features. */
const emulatorVersion = "1.5.33";

const pythonWithMiniStack = () =>
  pythonWith([`ministack==${emulatorVersion}`], {
    name: "ministack",
    needs: "npm run test:deploy",
    log: inWorkspace("python.log"),
  });

const closers: (() => Promise<void>)[] = [];
const closeAll = async () => {
  endCommands();
  for (const close of closers.splice(0).reverse()) await close();
};

/** Starts the emulator, the front door before it, and the simulated Twilio, which calls the hub through the front door. */
async function startSurroundings(python: string) {
  const port = await freePort();
  const frontDoor = await startFrontDoor(port);
  closers.push(frontDoor.close);
  const emulator = await startEmulator(python, { port, frontDoorPort: frontDoor.port });
  closers.push(emulator.close);
  const twilio = await startTwilioSimulator({
    statusDelayMs: 50,
    resolveCallback: ({ pathname, search }) => `${frontDoor.url}${pathname}${search}`,
  });
  closers.push(twilio.close);
  return { aws: frontDoor.url, twilio: twilio.url };
}

async function main(): Promise<void> {
  emptyWorkspace();
  const python = await step(`Install MiniStack ${emulatorVersion} in a virtual environment`, pythonWithMiniStack);
  const { aws, twilio } = await step(
    "Start an emulator that enforces IAM, and the simulated Twilio",
    () => startSurroundings(python),
    (urls) => `AWS is ${urls.aws}, Twilio is ${urls.twilio}`,
  );
  try {
    await deployTwice(aws, twilio);
  } finally {
    const errors = await saveFunctionLogs(aws).catch((error: unknown) => [String(error)]);
    if (errors.length > 0) console.log(`\nThe last errors that functions logged:\n${errors.join("\n")}`);
  }
}

async function deployTwice(aws: string, twilio: string): Promise<void> {
  const { bootstrap, deploy, destroy, createAdmin, runSuite } = deployer(aws, twilio);
  const stacks = deployedStacks(aws);

  await step("Run cdk bootstrap", bootstrap);
  await step("Run cdk deploy --all -c environment=dev", () => deploy("first-deploy"));
  const firstResources = await step("List the deployed resources", stacks.resources, countsByType);
  const restore = () => restoreDroppedSettings(aws, stacks);
  const describeRestored = (lines: string[]) =>
    lines.length === 0
      ? "The emulator dropped no setting."
      : `The emulator's CloudFormation dropped these settings; this test set them by AWS calls:\n${lines.join("\n")}`;
  await step("Restore the settings that the emulator dropped", restore, describeRestored);
  await step(
    "Check that a function's role refuses calls that it does not grant",
    () => tryRoleLimits(aws, firstResources),
    (lines) => lines.join("\n"),
  );

  const fit = async () => fitPolicies(aws, await stacks.resources());
  const describeFitted = (count: number) =>
    `Changed ${count} roles: the emulator does not support conditions on the encryption context and the MAC algorithm, and requires sqs:SendMessageBatch.`;
  await step("Fit the roles to the emulator's policies", fit, describeFitted);

  const platformAdminKey = await step("Run npm run create-admin", createAdmin);
  const apiUrl = (await stacks.outputs("PhoneHub-dev-Api")).get("ApiUrl") ?? "";
  const hub = { apiUrl, address: aws, platformAdminKey };
  const keys = await step("Create tenants, store credentials, connect a number", () => seedTenants(hub));
  const target: TargetInput = { name: "the emulator", ...hub, ...keys, twilioSimulatorUrl: twilio };
  const targetFile = inWorkspace("target.json");
  writeFileSync(targetFile, JSON.stringify(target, null, 2), { mode: 0o600 });

  await step("Run the end-to-end suite", () => runSuite(targetFile));
  await step("Deploy a release with one changed function", () => deploy("second-deploy", makeChangedRelease()));
  await step("Check that the change is live", async () => {
    const { body } = await ask({ method: "GET", url: `${apiUrl}/v1/nothing`, address: aws });
    if (!body.detail?.startsWith(newDetail))
      throw new Error(`The changed function still answers ${JSON.stringify(body)}.`);
  });
  await step(
    "Check that the second deploy replaced no resource",
    async () => compareDeploys(firstResources, await stacks.resources()),
    String,
  );
  await step("Restore the settings that the emulator dropped again", restore, describeRestored);
  await step("Run the end-to-end suite again", () => runSuite(targetFile));
  await step("Run cdk destroy --all", destroy);
  await step("Check that no stack is left", async () => {
    const left = await stacks.names();
    if (left.length > 0) throw new Error(`These stacks are still there: ${left.join(", ")}`);
  });
}

function report(): void {
  console.log(
    `\nPassed: both releases were deployed and tested, and all stacks were destroyed.\n\n${timetable()}\n\nThis test has limits:`,
  );
  for (const { what, coveredBy } of emulatorLimits) console.log(`- ${what}. See: ${coveredBy}.`);
}

readCommandLine(`npm run test:deploy

Deploys to an AWS emulator on this machine, runs the end-to-end suite, deploys a second release over the first, runs the suite again and
destroys all stacks. Takes about five minutes; needs Python 3.10 or newer and PyPI. docs/testing.md explains more.`);

const stop = (code: number) => closeAll().finally(() => process.exit(code));
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => void stop(130));
onParentGone(() => void stop(130));

main().then(
  async () => {
    await step("Stop the emulator and the simulated Twilio", closeAll);
    report();
  },
  (error: unknown) => {
    console.error(`\nFAILED: ${error instanceof Error ? error.message : error}\n\nLogs are in ${inWorkspace("")}`);
    return stop(1);
  },
);
