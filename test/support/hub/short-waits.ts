import type { HubOptions } from "../../../infra/local/hub.ts";
import type { Waits } from "../../../shared/kernel/timeouts-and-waits.ts";

/** On a busy machine the local database answers within seconds: a test must not fail for that. */
export const patientWithAws = { awsConnection: 5_000, awsRequest: 8_000 } satisfies Partial<Waits>;

/**
 * What everyday tests wait for comes sooner than on a deployed hub; test/load waits as long as that one does. A provider call keeps several
 * seconds, for a busy machine is slow; a message's lease and a queue's visibility stay as they are, for tests that share a hub must not
 * take each other's work for dead.
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

/** For a hub of one test's own, whose functions are killed: what they were doing comes back within seconds. */
export const mortalWaits: HubOptions = {
  waits: {
    ...shortWaits.waits,
    functions: { ...shortFunctionWaits, providerCall: 2_500, messageLease: 5_000 },
    visibilitySeconds: 3,
  },
};

/**
 * For a hub in a process of its own that is killed as a whole. It starts on a busy machine, so a provider call keeps its full time, lest the
 * hub take its own slowness for the provider's outage.
 */
export const mortalHubWaits: HubOptions = {
  waits: { ...mortalWaits.waits, functions: { ...shortFunctionWaits, providerCall: 8_000, messageLease: 12_000 } },
};
