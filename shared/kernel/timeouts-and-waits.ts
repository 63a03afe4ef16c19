import { config } from "./config.ts";
import { minute, second } from "./durations.ts";

/** Timeouts, cache lifetimes and waits of the hub. Milliseconds. */
export interface Waits {
  /** The timeout of one call to a provider. After it the call counts as unanswered. */
  providerCall: number;
  /** A connection to a service of AWS, including the wait for a free socket: a wave of a batch needs more sockets than there are. */
  awsConnection: number;
  /** One request to a service of AWS. The SDK repeats it twice, and an operation has ten seconds. */
  awsRequest: number;
  /** From a send without an answer to the sweeper's first look for the message. The status callback mostly comes sooner. */
  firstLook: number;
  /** The minimum age at which the sweeper adopts a message that it finds at the provider. A younger one may belong to a send under way. */
  adoption: number;
  /** The lease of a claimed message. It is longer than any sending function can run, so the claimant is certainly gone when it ends. */
  messageLease: number;
  /** Longer than any operation runs. After this wait, the tables and indexes hold all that was under way when the erasure was requested. */
  erasureSettling: number;
  /** From a change of a batch's recipients until a wave under way has claimed its messages, so that readers find them by their rows. */
  waveSettling: number;
  /** How long a function caches a credential and the state of its tenant. */
  credentialMemory: number;
  /** How long a function caches pauses and provider configurations. A stopped send goes on this long, and through a call under way. */
  settingsMemory: number;
  /** The cool-down of a provider configuration that failed and has a failover. */
  providerCoolDown: number;
  /** The shortest time between two looks at a message or batch that a pause holds. */
  pausedLook: number;
}

/** The waits of a deployed hub. */
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

/** The deployed waits. A hub under test shortens some of them with the variable `WAITS`, which no stack sets. */
export const waits = (): Waits => {
  known ??= { ...deployedWaits, ...config.waits() };
  return known;
};

/** The hub enqueues a waiting task this long before it is due, with the exact delay, because SQS delays by 15 minutes at most. */
export const queueAheadMilliseconds = 150_000;
