import type { BenchHub } from "../bench-hub.ts";
import type { BenchOperation } from "../operations/operations.ts";
import { printMisses, printTable } from "../text-table.ts";
import type { ServiceName } from "../wire/wire-protocols.ts";
import { injectedMs, type Measured, measureAll } from "./measure.ts";
import { chainText } from "./serial-chain.ts";

const warmPairs = 11;
const coldPairs = 5;

export interface RoundTrips {
  warm: Measured[];
  cold: Measured[];
}

/** Measures and prints the serial round trips of each operation. */
export async function roundTrips(hub: BenchHub, operations: readonly BenchOperation[]): Promise<RoundTrips> {
  // A first run warms every function.
  await measureAll(hub, operations, { pairs: 1, cold: false });
  const warm = await measureAll(hub, operations, { pairs: warmPairs, cold: false });
  const cold = await measureAll(hub, operations, { pairs: coldPairs, cold: true });
  const about = `A proxy delays each call by ${injectedMs} ms. trips: (time with the delay − time without) / ${injectedMs}, from the first call to the answer.
in series: the same, counted from the times of the calls. ms: the whole invocation without the delay. Calls joined by "+" ran at the same time.`;
  printTable("3. Serial round trips, warm", `${about} Medians of ${warmPairs} pairs.`, header, warm.map(row));
  const withAim = warm.filter(({ operation }) => operation.aim !== undefined);
  printMisses(
    withAim.map(({ operation }) => `${operation.name} ${operation.aim}`).join(", "),
    withAim
      .filter(({ operation, roundTrips }) => Math.round(roundTrips) > (operation.aim ?? 0))
      .map(({ operation, roundTrips }) => `${operation.name} (${Math.round(roundTrips)})`),
  );
  console.log(
    "API Gateway caches an authorizer's answer for 10 s, so the operations do not include it. It has a row of its own.",
  );
  printTable(
    "   Serial round trips, cold",
    `${about}
Each run has a fresh worker; ms includes its start and the import. Medians of ${coldPairs} pairs; "in series" is steadier here than "trips".`,
    header,
    cold.map(row),
  );
  return { warm, cold };
}

const header = ["operation", "trips", "exact", "in series", "DynamoDB", "KMS", "SQS", "Twilio", "ms", "calls"];

function row({ operation, roundTrips, rounds, milliseconds }: Measured) {
  const calls = rounds.flat();
  const to = (name: ServiceName) => calls.filter(({ service }) => service === name).length;
  return [
    operation.name,
    whole(roundTrips),
    roundTrips.toFixed(2),
    rounds.length,
    to("dynamodb"),
    to("kms"),
    to("sqs"),
    to("twilio"),
    milliseconds.toFixed(1),
    chainText(rounds),
  ];
}

/** Rounds, and avoids "-0". */
const whole = (trips: number): number => Math.round(trips) || 0;
