import { config } from "./config.ts";
import { minute, second } from "./durations.ts";

/** How long the hub waits before it goes on without an answer, or stops trusting what it remembers. Milliseconds. */
export interface Waits {
  /** One call to a provider, until it counts as unanswered. */
  providerCall: number;
  /** A connection to a service of AWS, including the wait for a free socket: a wave of a batch needs more sockets than there are. */
  awsConnection: number;
  /** One request to a service of AWS. The SDK repeats it twice, and an operation has ten seconds. */
  awsRequest: number;
  /** From a send without an answer to the sweeper's first look for the message: its callback mostly comes sooner. */
  firstLook: number;
  /** A message found at the provider is adopted only at this age: a younger one may belong to a send that is still under way. */
  adoption: number;
  /** How long a claim holds a message. Longer than any function that sends may run: past it, the one that claimed is certainly gone. */
  messageLease: number;
  /** Longer than any operation runs: what had begun when an erasure was asked for is in the tables and their indexes by then. */
  erasureSettling: number;
  /** From a change of a batch's recipients until a wave that was under way has claimed its messages, and they are found by their rows. */
  waveSettling: number;
  /** How long a function trusts a credential, and the state of its tenant, that it has read. */
  credentialMemory: number;
  /** The same of pauses and of provider configurations: what is stopped goes on for so long at most, and for the call that is under way. */
  settingsMemory: number;
  /** How long a provider configuration is spared after it failed, where there is a failover. */
  providerCoolDown: number;
  /** From a look at what a pause holds until the next one, at the soonest. */
  pausedLook: number;
}

/** A deployed hub's. */
export const deployedWaits: Waits = {
  providerCall: 8 * second,
  awsConnection: 2 * second,
  awsRequest: 3 * second,
  firstLook: 30 * second,
  adoption: 15 * second,
  messageLease: minute,
  erasureSettling: 30 * second,
  waveSettling: 10 * second,
  credentialMemory: 10 * second,
  settingsMemory: 10 * second,
  providerCoolDown: minute,
  pausedLook: 30 * second,
};

let known: Waits | undefined;

/** A deployed hub's waits; a hub under test makes some of them shorter by the variable `WAITS`, which no stack sets. */
export const waits = (): Waits => {
  known ??= { ...deployedWaits, ...config.waits() };
  return known;
};

/** What waits for its time goes into its queue, with its exact delay, so long before it is due: SQS delays 15 minutes at most. */
export const queueAheadMilliseconds = 150_000;
