import { randomBytes } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { SQSClient } from "@aws-sdk/client-sqs";
import { startDynoxide } from "../../infra/local/dynamodb/dynoxide.ts";
import { type Hub, startHub } from "../../infra/local/hub.ts";
import { type TwilioControl, twilioControl } from "../../infra/local/simulators/twilio/control-client.ts";
import { variables } from "../../shared/config.ts";
import { lineOf, runFaulty } from "../batches/fault-injection.ts";
import { type Api, apiWith } from "../support/api.ts";
import { startThrottlingProxy } from "./throttling-proxy.ts";

const usage = `npm run soak -- [--recipients 100000] [--seeds 10] [--first 1] [--minutes 90]

A batch under every fault at once, once per seed: the provider throttles, fails and loses answers, workers are killed, deliveries
doubled, DynamoDB throttles. Judged by the simulator's own ledger.`;

const text = { type: "string" } as const;
const { values } = parseArgs({
  options: { recipients: text, seeds: text, first: text, minutes: text, help: { type: "boolean" } },
});
if (values.help) {
  console.log(usage);
  process.exit(0);
}
const recipients = Number(values.recipients ?? 100_000);
const first = Number(values.first ?? 1);
const seeds = Array.from({ length: Number(values.seeds ?? 10) }, (_, at) => first + at);
const client = { region: "us-east-1", credentials: { accessKeyId: "local", secretAccessKey: "local" } };
// Nobody reads four hundred thousand lines.
const extraEnvironment = { [variables.logLevel]: "ERROR" };

const hex = () => randomBytes(16).toString("hex");

const newTenant = async ({ stack, demo }: Hub, simulator: TwilioControl) => {
  const admin = apiWith(stack.apiUrl, demo.platformAdminKey);
  const tenant = (await admin.post("/v1/tenants", { name: "Soak", defaultCountry: "US" })).body;
  const api = apiWith(stack.apiUrl, tenant.apiKey.secret);
  const account = { accountSid: `AC${hex()}`, authToken: hex() };
  const number = "+14155550199";
  await simulator.addAccount({ ...account, phoneNumbers: [{ sid: `PN${hex()}`, phoneNumber: number }] });
  const config = { name: "Twilio", provider: "twilio", credentials: account, fromNumbers: [number] };
  const { body } = await api.post("/v1/provider-configs", config);
  await api.post(`/v1/provider-configs/${body.id}/test-connection`);
  return { api, tenantId: String(tenant.id), accountSid: account.accountSid };
};

/** What is still unknown once the sweeper has looked for it. */
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

/** On a hub of its own: a million messages of earlier seeds would only fill the memory. The sweeper's part is left to `finish`. */
const drainSeed = async (seed: number) => {
  const database = await startDynoxide({ fetchDir: join(tmpdir(), "phonehub-dynoxide") });
  const proxy = await startThrottlingProxy(database.endpoint);
  const hub = await startHub({ statusDelayMs: 20, dynamodbEndpoint: proxy.url, extraEnvironment });
  const { stack } = hub;
  const simulator = twilioControl(hub.twilioSimulatorUrl);
  const tenant = await newTenant(hub, simulator);
  proxy.setRate(0.01);
  const verdict = await runFaulty({
    ...tenant,
    simulator,
    sqs: new SQSClient({ ...client, endpoint: stack.sqsEndpoint }),
    rangesQueueUrl: stack.queues.ranges ?? "",
    seed,
    recipients,
    callbacks: 0.02,
    killWorker: () => stack.killFunction("run-batch-ranges"),
    kills: Math.max(1, Math.round(recipients / 10_000)),
    timeoutMs: Number(values.minutes ?? 90) * 60_000,
    onProgress: (line) => process.stdout.isTTY && process.stdout.write(`\r${line}   `),
  });
  proxy.setRate(0);
  const finish = async () => {
    const left = await unknownAfterSweeper(hub, tenant.api, verdict.batchId);
    await hub.close();
    proxy.close();
    await database.close();
    return { ...verdict, seed, left, throttled: proxy.throttled() };
  };
  return { finish };
};

const print = (verdict: Awaited<ReturnType<Awaited<ReturnType<typeof drainSeed>>["finish"]>>): void => {
  const { seed, left, throttled, messagesPerSecond, p95Seconds } = verdict;
  console.log(`${process.stdout.isTTY ? "\n" : ""}seed ${seed}, DynamoDB throttled ${throttled} times`);
  console.log(`${lineOf(verdict)}; after sweeper=${left}; ${messagesPerSecond} msg/s; p95 to terminal ${p95Seconds} s`);
};

let violations = 0;
let sweeping: Promise<void> = Promise.resolve();
for (const seed of seeds) {
  const { finish } = await drainSeed(seed);
  await sweeping;
  // The sweeper waits most of its time: the next seed need not wait for it.
  sweeping = finish().then((verdict) => {
    print(verdict);
    const { terminal, lost, dup, unknown, injected } = verdict;
    if (terminal !== recipients || lost > 0 || dup > 0 || unknown > injected) violations += 1;
  });
}
await sweeping;
console.log(`${seeds.length} runs of ${recipients}, ${violations} violations`);
process.exit(violations > 0 ? 1 : 0);
