import { parseArgs } from "node:util";
import { startHub } from "../../../infra/local/hub.ts";
import { twilioControl } from "../../../infra/local/simulators/twilio/control-client.ts";
import { apiWith } from "../../support/api.ts";
import { isViolation, type RaceRound, raceRound, summaryOf } from "../../verifications/race.ts";

/** `npm run soak:verification -- [--rounds 200] [--checks 500]`: many checks of one verification at once, again and again. */
const text = { type: "string" } as const;
const { values } = parseArgs({ options: { rounds: text, checks: text } });
const rounds = Number(values.rounds ?? 200);
const checks = Number(values.checks ?? 500);

const hub = await startHub({ statusDelayMs: 20 });
const api = apiWith(hub.stack.apiUrl, hub.demo.apiKey);
const simulator = twilioControl(hub.twilioSimulatorUrl);
const startedAt = Date.now();
const held: RaceRound[] = [];
for (let round = 0; round < rounds; round++) {
  held.push(await raceRound({ api, simulator }, checks));
  if (process.stdout.isTTY) process.stdout.write(`\r${summaryOf(held, Date.now() - startedAt)}   `);
}
console.log(summaryOf(held, Date.now() - startedAt));
await hub.close();
process.exit(held.some(isViolation) ? 1 : 0);
