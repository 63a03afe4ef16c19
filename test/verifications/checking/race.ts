import { randomInt } from "node:crypto";
import type { TwilioControl } from "@phonehub/simulators/twilio/control";
import type { Api } from "../../support/api.ts";

export interface RaceRound {
  /** Compared codes: answers with 200, right or wrong. Every other answer is a refusal. */
  compared: number;
  approved: number;
  statuses: Record<string, number>;
}

/** Sends concurrent checks of one new verification, every third (or another share) with the right code, and counts their answers. */
export const raceRound = async (
  { api, simulator }: { api: Api; simulator: TwilioControl },
  checks: number,
  rightEvery = 3,
): Promise<RaceRound> => {
  const to = `+1213${randomInt(2_000_000, 9_999_999)}`;
  const { status, body } = await api.post("/v1/verifications", { to, purpose: "login" });
  if (status !== 201) throw new Error(`A verification could not be started: ${JSON.stringify(body)}`);
  const [code = ""] = await simulator.codes(to);
  const wrong = String((Number(code) + 1) % 1_000_000).padStart(6, "0");
  const answers = await Promise.all(
    Array.from({ length: checks }, (_, index) =>
      api.post(`/v1/verifications/${body.id}/check`, { code: index % rightEvery === rightEvery - 1 ? code : wrong }),
    ),
  );
  const statuses: Record<string, number> = {};
  for (const answer of answers) statuses[answer.status] = (statuses[answer.status] ?? 0) + 1;
  return {
    compared: statuses[200] ?? 0,
    approved: answers.filter((answer) => answer.status === 200 && answer.body.approved).length,
    statuses,
  };
};

export const isViolation = ({ compared, approved }: RaceRound): boolean => compared > 5 || approved > 1;

/** The line that a test prints about its races. */
export const summaryOf = (rounds: readonly RaceRound[], milliseconds: number): string => {
  const most = (of: (round: RaceRound) => number) => Math.max(...rounds.map(of));
  const names = [...new Set(rounds.flatMap(({ statuses }) => Object.keys(statuses)))].sort();
  const total = (name: string) => rounds.reduce((sum, { statuses }) => sum + (statuses[name] ?? 0), 0);
  return [
    `verification race: rounds=${rounds.length}`,
    `compared<=${most(({ compared }) => compared)}`,
    `approved<=${most(({ approved }) => approved)}`,
    `roundsWithApproval=${rounds.filter(({ approved }) => approved > 0).length}`,
    `violations=${rounds.filter(isViolation).length}`,
    ...names.map((name) => `${name}:${total(name)}`),
    `seconds=${(milliseconds / 1000).toFixed(1)}`,
  ].join(" ");
};
