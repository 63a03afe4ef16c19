import type { HubOptions } from "../../../infra/local/hub.ts";
import type { Waits } from "../../../shared/kernel/timeouts-and-waits.ts";

/** On a busy machine the local database answers within seconds: a test must not fail for that. */
export const patientWithAws = { awsConnection: 5_000, awsRequest: 8_000 } satisfies Partial<Waits>;

/**
 * Everyday tests use shorter waits than a deployed hub; test/load uses the deployed ones. A provider call keeps several seconds, because a
 * busy machine is slow. A message's lease and a queue's visibility timeout stay unchanged, because tests that share a hub must not treat
 * each other's work as dead.
 */
export const shortFunctionWaits = {
  ...patientWithAws,
  providerCall: 4_000,
  firstLook: 1_000,
  adoption: 1_000,
  erasureSettling: 2_000,
  waveSettling: 2_000,
  credentialMemory: 2_000,
  settingsMemory: 1_000,
  pausedLook: 1_000,
} satisfies Partial<Waits>;

export const shortWaits: HubOptions = {
  waits: {
    functions: shortFunctionWaits,
    scheduleMs: { "sweep-messages": 15_000, "sweep-batches": 15_000 },
    authorizerSeconds: 4,
  },
};

/** For a hub whose functions a test kills: interrupted work is repeated within seconds. */
export const mortalWaits: HubOptions = {
  waits: {
    ...shortWaits.waits,
    functions: { ...shortFunctionWaits, providerCall: 2_500, messageLease: 5_000 },
    visibilitySeconds: 3,
  },
};

/**
 * For a hub whose whole process a test kills. It starts on a busy machine, so a provider call keeps its full time; otherwise the hub would
 * treat its own slowness as an outage of the provider.
 */
export const mortalHubWaits: HubOptions = {
  waits: { ...mortalWaits.waits, functions: { ...shortFunctionWaits, providerCall: 8_000, messageLease: 12_000 } },
};
