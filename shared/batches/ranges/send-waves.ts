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
/** A wave starts only if the provider calls, and the writes and queue messages after them, still fit into the time left (invariant 4). */
const neededMilliseconds = (): number => handOverMilliseconds() + 8 * second;
/** A slot that comes within this time counts as free now, because a visit takes as long anyway. */
const soonMilliseconds = 500;

/** Sends in waves to the recipients of a range who have no row, or whose row waits for another try. */
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
  // Before any row is read, because a large batch may wait for days.
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
  // An unhealthy provider gets one recipient before it gets fifty.
  let size = watched?.healthStatus === "unhealthy" ? 1 : inFlight;
  while (Math.min(rest.length, left) > 0 && !waves.shouldBackOff && context.remaining() > neededMilliseconds()) {
    const [isStillRunning, pausedMeanwhile] = await Promise.all([isRunning(visit), pausedByNow(batch)]);
    waves.pausedBy = pausedMeanwhile;
    if (!isStillRunning || pausedMeanwhile) break;
    rest = await withoutPausedCountries(batch, rest, waves);
    const wave = rest.slice(0, Math.min(size, left));
    if (wave.length === 0) break;
    size = inFlight;
    rest = rest.slice(wave.length);
    const results = await sendWave(sending, wave, context);
    waves.sent += wave.length;
    const full = noteDeferred(waves, wave, results);
    // A recipient with a row was counted at an earlier try.
    rest = rest.filter(({ recipient, row }) => row !== undefined || !deferWithCountry(waves, full, recipient));
    // A deferred recipient has used no slot.
    left -= results.filter(({ kind }) => kind !== "deferred").length;
    // A store that fails needs a pause as much as a provider that throttles or does not answer.
    const turnedAway = results.filter(({ kind }) => kind !== "handled" && kind !== "deferred");
    waves.shouldBackOff = turnedAway.length * 4 > wave.length;
  }
  if (waves.shouldBackOff) await refreshProviderConfig(batch);
  return waves;
};

/** A cached state lets a batch go on, but a hold is read again before it applies. */
const pausedByNow = async (batch: StoredBatch): Promise<PausedBy | null> =>
  (await holdOfBatch(batch)) && holdOfBatch(batch, true);

/** The recipients whose country is not paused. The others wait without a row, and this range comes back to them. */
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

/** How long a range waits for an unverified configuration: half the time since its change, from one minute to ten. */
const unverifiedPause = ({ updatedAt }: StoredProviderConfig): number =>
  Math.min(10 * minute, Math.max(minute, (now() - Date.parse(updatedAt)) / 2));

/**
 * Until when to spare a provider that keeps failing, epoch milliseconds. Null: it is not cooling down. Applies if no failover takes the
 * messages: an outage of minutes would use up a whole batch, because the hub never resends an unknown message. With jitter, so that not
 * all ranges return at once.
 */
const coolDownOf = (providerConfig: StoredProviderConfig): number | null =>
  isCoolingDown(providerConfig) ? (providerConfig.coolsUntil ?? 0) + Math.random() * (minute / 4) : null;

type Full = ReadonlyMap<string | null, number>;

/** Notes the recipients whom a limit deferred. Returns the countries without room, and until when. */
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

/** Defers a recipient whose country has just had no room for another, because each try costs writes. False: it has room. */
const deferWithCountry = (waves: Waves, full: Full, { id, to }: Recipient): boolean => {
  const until = full.size === 0 ? undefined : full.get(normalize(to).country);
  if (until === undefined) return false;
  waves.deferred.set(id, until);
  waves.countryLimited.set(id, until);
  return true;
};

/** Fails all recipients who were never tried or wait for another try, because no configuration is left to send with. */
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

/** False after a pause, a cancellation or an erasure: the visit drops what it read before, from the next wave on. */
const isRunning = async ({ batch }: Visit): Promise<boolean> => {
  const current = await readBatch(batch.scope, batch.id);
  return current?.status === "running" && current.generation === batch.generation;
};
