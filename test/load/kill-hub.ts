import { randomInt } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startTwilioSimulator } from "@phonehub/simulators/twilio";
import { twilioControl } from "@phonehub/simulators/twilio/control";
import { expect } from "vitest";
import { freePorts } from "../../infra/local/network/free-ports.ts";
import { endOf, randomSeed } from "../batches/batch-client.ts";
import { numbersFrom, sumOf } from "../batches/numbers.ts";
import { apiWith } from "../support/api.ts";
import { connectTo, eventually } from "../support/hub/hub-connection.ts";
import { type HubProcess, type SerialisableHubOptions, startHubProcess } from "../support/hub/hub-process.ts";

/** A hub with a data folder that a test can kill and start again, and a provider that keeps running. */
export interface MortalHub {
  simulator: ReturnType<typeof twilioControl>;
  /** The hub's present process. */
  now: () => HubProcess;
  killAndStart: () => Promise<void>;
  stopAndStart: () => Promise<void>;
  close: () => Promise<void>;
}

export const startMortalHub = async (options: Pick<SerialisableHubOptions, "waits">): Promise<MortalHub> => {
  const dataDir = mkdtempSync(join(tmpdir(), "phonehub-mortal-"));
  const twilio = await startTwilioSimulator({ statusDelayMs: 20 });
  // The hub reuses its ports if they are still free, so that callbacks for earlier messages reach it.
  const [port = 0] = await freePorts(1);
  const start = () => startHubProcess({ ...options, dataDir, port, twilioPort: Number(new URL(twilio.url).port) });
  let hub = await start();
  const startAfter = async (end: () => Promise<void>) => {
    await end();
    hub = await start();
  };
  return {
    simulator: twilioControl(twilio.url),
    now: () => hub,
    killAndStart: () => startAfter(hub.kill),
    stopAndStart: () => startAfter(hub.stop),
    async close() {
      await hub.kill();
      await twilio.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
};

export interface KilledBatch {
  recipients: number;
  messagesPerSecond: number;
  /** The numbers of sent messages at which the hub is killed. 0: as soon as the batch is accepted. */
  killsAt: readonly number[];
  timeoutMs: number;
}

/** Sends a batch through a hub that is killed in the middle of it, and counts the results of all recipients. */
export const sendThroughKills = async (
  mortal: MortalHub,
  { recipients, messagesPerSecond, killsAt, timeoutMs }: KilledBatch,
) => {
  const tenant = await connectTo(mortal.now().running).newTenant({}, () => ({ messagesPerSecond }));
  const api = () => apiWith(mortal.now().running.apiUrl, tenant.apiKey);
  const { accountSid } = tenant.twilio;
  const to = numbersFrom(randomSeed(), recipients);
  const made = await api().post("/v1/message-batches", { to, body: "Mortal" });
  for (const sent of killsAt) {
    await eventually(
      () => mortal.simulator.count({ accountSid }),
      ({ total }) => total >= sent,
    );
    await new Promise((resolve) => setTimeout(resolve, randomInt(200)));
    await mortal.killAndStart();
  }
  const { status, counts } = await endOf(api(), made.body.id, timeoutMs);
  const perPerson = new Map(to.map((number) => [number, 0]));
  for (const message of await mortal.simulator.accepted({ accountSid }))
    perPerson.set(message.to, (perPerson.get(message.to) ?? 0) + 1);
  const endEvents = (await api().get("/v1/events?type=batch.completed")).body.items;
  return {
    ...{ answered: made.status, status, counts },
    /** Recipients to whom the provider sent more than one message. */
    twice: [...perPerson].filter(([, times]) => times > 1).map(([number]) => number),
    reached: [...perPerson.values()].filter((times) => times > 0).length,
    endEvents: endEvents.length,
  };
};

/** A kill leaves at most this many messages unknown: those in flight in the killed visit. */
const inFlight = 50;

/** Expects that every recipient has ended, that none got two messages, and that each accepted message reached the provider. */
export const expectNoneLostOrDoubled = (
  ended: Awaited<ReturnType<typeof sendThroughKills>>,
  { recipients, killsAt }: Pick<KilledBatch, "recipients" | "killsAt">,
): void => {
  const what = `killed at ${killsAt}: ${JSON.stringify(ended)}`;
  expect(ended, what).toMatchObject({ answered: 202, status: "completed", twice: [], endEvents: 1 });
  const { accepted, unknown } = ended.counts;
  expect(sumOf(ended.counts), what).toBe(recipients);
  expect(accepted + unknown, what).toBe(recipients);
  expect(unknown, what).toBeLessThanOrEqual(killsAt.length * inFlight);
  expect(ended.reached, what).toBeGreaterThanOrEqual(accepted);
};
