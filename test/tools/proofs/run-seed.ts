import type { Hub } from "../../../infra/local/hub.ts";
import { runFaulty } from "../../batches/faults/fault-injection.ts";
import type { Api } from "../../support/api.ts";
import { startOwnHub } from "../../support/hub/own-hub.ts";
import { startThrottlingProxy } from "../../support/tables/throttling-proxy.ts";
import type { SeedReport } from "./batches-under-fire.ts";

/** Runs one seed on a hub of its own. `batches-under-fire.ts` starts this program with seed, recipients and maximum minutes. */
const [seed = 1, recipients = 1_000, minutes = 90] = process.argv.slice(2).map(Number);

/** The number of messages that are still unknown after the sweeper has looked for them. */
const unknownAfterSweeper = async ({ stack }: Hub, api: Api, batchId: string): Promise<number> => {
  await new Promise((resolve) => setTimeout(resolve, 32_000));
  for (let run = 0; run < 40; run++) {
    const answer = await stack.invokeFunction("sweep-messages");
    if (JSON.stringify(answer) === '{"looked":0}') break;
  }
  let count = 0;
  let cursor: string | null = "";
  while (cursor !== null) {
    const page = cursor === "" ? "" : `&cursor=${cursor}`;
    const { body } = await api.get(
      `/v1/message-batches/${batchId}/messages?limit=200&status=unknown&view=basic${page}`,
    );
    count += body.items.length;
    cursor = body.nextCursor;
  }
  return count;
};

const formatted = (count: number): string => count.toLocaleString("en-US");

const faulty = await startOwnHub(startThrottlingProxy);
const verdict = await runFaulty(faulty, {
  seed,
  recipients,
  callbacks: 0.02,
  kills: Math.max(1, Math.round(recipients / 10_000)),
  timeoutMs: minutes * 60_000,
  onProgress: (line) => process.stdout.isTTY && process.stdout.write(`\rSeed ${seed}: ${line.replaceAll('"', "")}   `),
  onMostlyDone: () => process.send?.({ kind: "mostlyDone" } satisfies SeedReport),
});
if (process.stdout.isTTY) process.stdout.write("\n");
const left = await unknownAfterSweeper(faulty.hub, faulty.tenant.api, verdict.batchId);
const { terminal, lost, dup, unknown, injected, messagesPerSecond, p95Seconds } = verdict;
const line = [
  `Seed ${seed}: ${formatted(terminal)} of ${formatted(recipients)} ended, ${formatted(lost)} lost, ${formatted(dup)} sent to twice`,
  `${formatted(unknown)} unknown (${formatted(injected)} allowed), ${formatted(left)} of them after the sweeper`,
  `${messagesPerSecond} messages a second, 95% ended after ${p95Seconds} s`,
  `DynamoDB throttled ${formatted(faulty.proxy.throttled())} calls`,
].join("; ");
const isSound = terminal === recipients && lost + dup === 0 && unknown <= injected;
process.send?.({ kind: "ended", isSound, line } satisfies SeedReport);
await faulty.close();
process.exit(0);
