import { fork } from "node:child_process";
import { join } from "node:path";
import { startProof } from "./proof.ts";

const proof = startProof({
  name: "batches",
  title: "Batches under fire",
  about: `Sends batches under all faults at once: the provider throttles, fails and loses answers, the sending function is killed, deliveries
come twice, DynamoDB throttles. The simulator's own ledger shows whether a recipient was lost or got two messages.`,
  sizes: {
    recipients: { meaning: "recipients of each batch", full: 100_000, small: 5_000 },
    seeds: { meaning: "batches, each with random faults from its own seed", full: 10, small: 1 },
    first: { meaning: "the first seed", full: 1, small: 1 },
    minutes: { meaning: "the maximum duration of a batch in minutes", full: 90, small: 10 },
  },
});
const { recipients, minutes, first } = proof.sizes;
const seeds = Array.from({ length: proof.sizes.seeds }, (_, at) => first + at);

/** A report of a seed's process: most of its batch has ended, or the batch's result. */
export type SeedReport = { kind: "mostlyDone" } | { kind: "ended"; isSound: boolean; line: string };

/** The next seed can begin after `mostlyDone`, because second attempts and the sweeper, which follow, mostly wait. */
const startSeed = (seed: number) => {
  console.log(`Seed ${seed}: a batch of ${recipients.toLocaleString("en-US")} starts.`);
  const child = fork(join(import.meta.dirname, "run-seed.ts"), [seed, recipients, minutes].map(String), {
    execArgv: [...process.execArgv, "--import", "tsx"],
  });
  let isSound: boolean | null = null;
  let isMostlyDone = (): void => undefined;
  const mostlyDone = new Promise<void>((resolve) => {
    isMostlyDone = resolve;
  });
  child.on("message", (report: SeedReport) => {
    if (report.kind === "mostlyDone") return isMostlyDone();
    isSound = report.isSound;
    proof.report(report.line);
  });
  const ended = new Promise<boolean>((resolve) =>
    child.once("exit", (code, signal) => {
      if (isSound === null)
        proof.report(`Seed ${seed}: its process ended with ${signal ?? code} before the batch ended.`);
      resolve(isSound ?? false);
    }),
  );
  return { mostlyDone: Promise.race([mostlyDone, ended]), ended };
};

const runs: Promise<boolean>[] = [];
for (const seed of seeds) {
  const { mostlyDone, ended } = startSeed(seed);
  runs.push(ended);
  await mostlyDone;
}
const violations = (await Promise.all(runs)).filter((isSound) => !isSound).length;
proof.end(
  violations === 0,
  `${violations} of ${seeds.length} batches lost a recipient, sent twice or left too many messages unknown.`,
);
