import { now } from "../../kernel/clock.ts";
import { minute, second } from "../../kernel/durations.ts";
import type { MessageId } from "../../kernel/ids.ts";
import type { QueueContext } from "../../lambda/queue-handler.ts";
import { fail } from "../../messages/message.ts";
import { configGone } from "../../messages/message-errors.ts";
import { readRows } from "../../messages/reading/batch-message-reads.ts";
import { handOverMilliseconds, preparedSender } from "../../messages/sending/hand-over.ts";
import { applyChange } from "../../messages/settling/status-writes.ts";
import { normalize } from "../../numbers/normalize.ts";
import { isCoolingDown } from "../../provider-configs/health/provider-health-writes.ts";
import type { StoredProviderConfig } from "../../provider-configs/provider-config.ts";
import { nextLookAt, type PausedBy } from "../../sending-pauses/paused-by.ts";
import { rendererOf } from "../../templates/render.ts";
import type { StoredBatch } from "../batch.ts";
import { readBatch } from "../batch-reads.ts";
import { holdOfBatch, holdsByCountry } from "../controlling/hold-batch.ts";
import { providerConfigOfBatch, refreshProviderConfig } from "../provider-config-of-batch.ts";
import { isRecipient, type Recipient } from "../recipients.ts";
import { failRecipients } from "./end-recipients.ts";
import { reserveSlots } from "./pace.ts";
import { type Sendable, type Sending, sendWave, type WaveResult } from "./send-wave.ts";
import { sendableFrom } from "./sendable-from.ts";
import type { Visit, Waves } from "./visit.ts";

const inFlight = 50;
/** No claim is started unless the provider calls, and what is to be written and queued after them, still fit (invariant 4). */
const neededMilliseconds = (): number => handOverMilliseconds() + 8 * second;
/** A slot that comes within the time a visit takes anyway is as good as now. */
const soonMilliseconds = 500;

/** Sends in waves to those of a range who have no row, or wait there for another try. */
export const sendWaves = async (visit: Visit, context: QueueContext): Promise<Waves> => {
  const { batch, task } = visit;
  const waves: Waves = {
    sent: 0,
    shouldBackOff: false,
    deferred: new Map(),
    countryLimited: new Map(),
    later: null,
    pausedBy: null,
  };
  const pausedBy = await pausedByNow(batch);
  if (pausedBy) return { ...waves, pausedBy };
  const { kind, providerConfig } = await providerConfigOfBatch(batch);
  // Nobody's row is read for it: a large batch may wait for days.
  if (kind === "unverified")
    return { ...waves, later: { count: undefined, at: now() + unverifiedPause(providerConfig) } };
  const sendable = await withoutPausedCountries(batch, await sendableOf(visit), waves);
  if (sendable.length === 0) return waves;
  if (kind === "gone") {
    await failAllSendable(visit, sendable, context);
    return waves;
  }
  const watched = batch.isTest || providerConfig?.failoverConfigId !== null ? null : providerConfig;
  const coolsUntil = watched && coolDownOf(watched);
  if (coolsUntil !== null) return { ...waves, later: { count: task.slots, at: coolsUntil } };
  const slots =
    task.slots === undefined ? await reserveSlots(providerConfig, sendable.length) : { count: task.slots, at: 0 };
  if (slots && slots.at > now() + soonMilliseconds) return { ...waves, later: slots };
  const sending: Sending = {
    batch,
    providerConfig,
    sender: await preparedSender(providerConfig, batch.isTest),
    render: batch.texts && rendererOf(batch.texts),
  };
  let rest = sendable;
  let left = slots?.count ?? sendable.length;
  // A provider that has been failing is tried with one recipient before fifty.
  let size = watched?.healthStatus === "unhealthy" ? 1 : inFlight;
  while (Math.min(rest.length, left) > 0 && !waves.shouldBackOff && context.remaining() > neededMilliseconds()) {
    const [isStill, pausedMeanwhile] = await Promise.all([isRunning(visit), pausedByNow(batch)]);
    waves.pausedBy = pausedMeanwhile;
    if (!isStill || pausedMeanwhile) break;
    rest = await withoutPausedCountries(batch, rest, waves);
    const wave = rest.slice(0, Math.min(size, left));
    if (wave.length === 0) break;
    size = inFlight;
    rest = rest.slice(wave.length);
    const results = await sendWave(sending, wave, context);
    waves.sent += wave.length;
    const full = noteDeferred(waves, wave, results);
    // Who has a row was counted before.
    rest = rest.filter(({ recipient, row }) => row !== undefined || !isDeferredWith(waves, full, recipient));
    // Who is over a limit has used up no slot.
    left -= results.filter(({ kind }) => kind !== "deferred").length;
    // A store that fails wants a pause as much as a provider that throttles or does not answer.
    const turnedAway = results.filter(({ kind }) => kind !== "handled" && kind !== "deferred");
    waves.shouldBackOff = turnedAway.length * 4 > wave.length;
  }
  if (waves.shouldBackOff) await refreshProviderConfig(batch);
  return waves;
};

/** By memory a batch goes on for as long as it may, but none is held by memory alone. */
const pausedByNow = async (batch: StoredBatch): Promise<PausedBy | null> =>
  (await holdOfBatch(batch)) && holdOfBatch(batch, true);

/** Those whose country is not paused. The others wait, and nothing is kept of them: this range comes back to them. */
const withoutPausedCountries = async (
  batch: StoredBatch,
  sendable: readonly Sendable[],
  waves: Waves,
): Promise<Sendable[]> => {
  const holds = await holdsByCountry(
    batch,
    sendable.map(({ recipient }) => recipient),
  );
  return sendable.filter(({ recipient }, position) => {
    const pausedBy = holds[position];
    if (pausedBy) waves.deferred.set(recipient.id, nextLookAt(pausedBy));
    return !pausedBy;
  });
};

/** A range whose configuration is not verified since a change asks again the more seldom, the longer ago that is. */
const unverifiedPause = ({ updatedAt }: StoredProviderConfig): number =>
  Math.min(10 * minute, Math.max(minute, (now() - Date.parse(updatedAt)) / 2));

/**
 * Until when a provider that keeps failing is to be left alone, epoch milliseconds; null: it is well. Asked where no
 * failover takes the messages: else an outage of minutes would use up a whole batch, for what is unknown is never sent again. Spread, so that not all ranges return at once.
 */
const coolDownOf = (providerConfig: StoredProviderConfig): number | null =>
  isCoolingDown(providerConfig) ? (providerConfig.coolsUntil ?? 0) + Math.random() * (minute / 4) : null;

type Full = ReadonlyMap<string | null, number>;

/** Notes who is over a limit. Returns the countries that have no room for now, and until when. */
const noteDeferred = (waves: Waves, wave: readonly Sendable[], results: readonly WaveResult[]): Full => {
  const full = new Map<string | null, number>();
  for (const [position, outcome] of results.entries()) {
    const recipient = wave[position]?.recipient;
    if (outcome.kind !== "deferred" || !recipient) continue;
    waves.deferred.set(recipient.id, outcome.until);
    if (!outcome.isLimitedByCountry) continue;
    waves.countryLimited.set(recipient.id, outcome.until);
    full.set(normalize(recipient.to).country, outcome.until);
  }
  return full;
};

/** Each try costs writes: where a country has no room for one it has none for the next. */
const isDeferredWith = (waves: Waves, full: Full, { id, to }: Recipient): boolean => {
  const until = full.size === 0 ? undefined : full.get(normalize(to).country);
  if (until === undefined) return false;
  waves.deferred.set(id, until);
  waves.countryLimited.set(id, until);
  return true;
};

/** There is nothing left to send with: neither who was never tried nor who waits for another try is sent to any more. */
const failAllSendable = async (
  { batch }: Visit,
  sendable: readonly Sendable[],
  { requestId }: QueueContext,
): Promise<void> => {
  const untried = sendable.flatMap(({ recipient, row }) => (row ? [] : [recipient]));
  const waiting = sendable.flatMap(({ row }) => row?.message ?? []);
  const failed = fail(configGone, { source: "worker", requestId });
  await Promise.all([
    failRecipients(batch, untried, configGone, requestId),
    ...waiting.map((message) => applyChange(message, failed)),
  ]);
};

const sendableOf = async ({ batch, entries, quietUntil }: Visit): Promise<Sendable[]> => {
  const rows = await readRows(
    batch.scope,
    entries.map(({ id }) => id),
  );
  const deferred = new Map<MessageId, number>();
  return entries.filter(isRecipient).flatMap((recipient) => {
    const row = rows.get(recipient.id);
    const from = sendableFrom(recipient, row, { quietUntil, deferred });
    return from !== null && from <= now() ? [{ recipient, row }] : [];
  });
};

/** Pause and cancel hold from the next wave on, and so does an erasure: what was read before it is let fall. */
const isRunning = async ({ batch }: Visit): Promise<boolean> => {
  const current = await readBatch(batch.scope, batch.id);
  return current?.status === "running" && current.generation === batch.generation;
};
