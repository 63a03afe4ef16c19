import { fork } from "node:child_process";
import { join } from "node:path";
import { startProof } from "./proof.ts";

const proof = startProof({
  name: "batches",
  title: "Batches under fire",
  about: `Sends batches under every fault at once: the provider throttles, fails and loses answers, the sending function is killed, deliveries
are doubled, DynamoDB throttles. The simulator's own ledger tells whether anybody was lost or sent to twice.`,
  sizes: {
    recipients: { meaning: "recipients of each batch", full: 100_000, small: 5_000 },
    seeds: { meaning: "batches, each with faults drawn from a seed of its own", full: 10, small: 1 },
    first: { meaning: "the first seed", full: 1, small: 1 },
    minutes: { meaning: "the most minutes that a batch may take", full: 90, small: 10 },
  },
});
const { recipients, minutes, first } = proof.sizes;
const seeds = Array.from({ length: proof.sizes.seeds }, (_, at) => first + at);

/** What a seed's process tells: that most of its batch is over, and at last what became of it. */
export type SeedReport = { kind: "mostlyDone" } | { kind: "ended"; isSound: boolean; line: string };

/** `mostlyDone` is over when the next seed may begin: second tries and the sweeper, which follow, wait most of their time. */
const startSeed = (seed: number) => {
  console.log(`Seed ${seed}: a batch of ${recipients.toLocaleString("en-US")} begins.`);
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
        proof.report(`Seed ${seed}: its process ended with ${signal ?? code} before the batch did.`);
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
  `${violations} of ${seeds.length} batches lost somebody, sent twice or left too many unknown.`,
);
