import { twilioControl } from "@phonehub/simulators/twilio/control";
import { startHub } from "../../../infra/local/hub.ts";
import { apiWith } from "../../support/api.ts";
import { isViolation, type RaceRound, raceRound } from "../../verifications/checking/race.ts";
import { startProof } from "./proof.ts";

const proof = startProof({
  name: "verification",
  title: "Verification race",
  about: `Checks one verification many times at once, every third time with the right code, in each round. In a round, the hub may compare at most
5 codes, and approve at most 1 (invariant 12).`,
  sizes: {
    rounds: { meaning: "rounds, each with a verification of its own", full: 200, small: 10 },
    checks: { meaning: "checks at once in a round", full: 500, small: 500 },
  },
});
const { rounds, checks } = proof.sizes;
const startedAt = Date.now();

const hub = await startHub({ statusDelayMs: 20 });
const api = apiWith(hub.stack.apiUrl, hub.demo.apiKey);
const simulator = twilioControl(hub.twilioSimulatorUrl);
const held: RaceRound[] = [];
for (let round = 1; round <= rounds; round++) {
  held.push(await raceRound({ api, simulator }, checks));
  if (process.stdout.isTTY) process.stdout.write(`\rRound ${round} of ${rounds}${round === rounds ? "\n" : ""}`);
}
await hub.close();

const most = (count: (round: RaceRound) => number): number => Math.max(...held.map(count));
const answers = (status: string): number => held.reduce((sum, { statuses }) => sum + (statuses[status] ?? 0), 0);
const statuses = [...new Set(held.flatMap((round) => Object.keys(round.statuses)))].sort();
const approvals = held.filter(({ approved }) => approved > 0).length;
const violations = held.filter(isViolation).length;

proof.report(`${rounds} rounds of ${checks} checks at once, in ${Math.round((Date.now() - startedAt) / 1000)} s`);
proof.report(`Codes compared in a round: at most ${most(({ compared }) => compared)} (5 are allowed)`);
proof.report(`Codes approved in a round: at most ${most(({ approved }) => approved)} (1 is allowed)`);
proof.report(`Rounds in which a code was approved: ${approvals}`);
proof.report(`Answers by HTTP status: ${statuses.map((status) => `${status}: ${answers(status)}`).join(", ")}`);
// A hub that refuses every check obeys the rule, but proves nothing.
if (approvals === 0) proof.end(false, "no round approved a code, so the race proves nothing.");
proof.end(violations === 0, `${violations} of ${rounds} rounds broke the rule.`);
