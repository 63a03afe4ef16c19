import { now } from "../../kernel/clock.ts";
import { minute, second } from "../../kernel/durations.ts";
import type { MessageId } from "../../kernel/ids.ts";
import type { QueueContext } from "../../lambda/queue-handler.ts";
import { fail } from "../../messages/message.ts";
import { readRows } from "../../messages/reading/batch-message-reads.ts";
import { configGone } from "../../messages/sending/config-gone.ts";
import { handOverMilliseconds } from "../../messages/sending/failover.ts";
import { preparedSender } from "../../messages/sending/hand-over.ts";
import { applyChange } from "../../messages/settling/apply-change.ts";
import { normalize } from "../../numbers/normalize.ts";
import { isCoolingDown } from "../../provider-configs/health/provider-health-writes.ts";
import type { StoredProviderConfig } from "../../provider-configs/provider-config.ts";
import { nextLookAt, type PausedBy } from "../../sending-pauses/held-by.ts";
import { rendererOf } from "../../templates/render.ts";
import type { StoredBatch } from "../batch.ts";
import { configOfBatch, readConfigAnew } from "../batch-config.ts";
import { readBatch } from "../batch-reads.ts";
import { holdOfBatch, holdsByCountry } from "../controlling/hold-batch.ts";
import { isRecipient, type Recipient } from "../recipients.ts";
import { failRecipients } from "./end-recipients.ts";
import { openFrom } from "./open-from.ts";
import { reserveSlots } from "./pace.ts";
import { type Open, type Sending, sendWave, type Tried } from "./send-wave.ts";
import type { Visit, Waves } from "./visit.ts";

const inFlight = 50;
/** No claim is started unless the provider calls, and what is to be written and queued after them, still fit (invariant 4). */
const neededMilliseconds = (): number => handOverMilliseconds() + 8 * second;
/** A slot that comes within the time a visit takes anyway is as good as now. */
const soonMilliseconds = 500;

/** Sends in waves to those of a range who have no row, or wait there for another try. */
export const sendWaves = async (visit: Visit, context: QueueContext): Promise<Waves> => {
  const { batch, task } = visit;
  const waves: Waves = { sent: 0, isThrottled: false, limited: new Map(), crowded: new Map(), later: null, held: null };
  const held = await heldNow(batch);
  if (held) return { ...waves, held };
  const { kind, config } = await configOfBatch(batch);
  // Nobody's row is read for it: a large batch may wait for days.
  if (kind === "unverified") return { ...waves, later: { count: undefined, at: now() + unverifiedPause(config) } };
  const open = await withoutHeld(batch, await openOf(visit), waves);
  if (open.length === 0) return waves;
  if (kind === "gone") {
    await failOpen(visit, open, context);
    return waves;
  }
  const watched = batch.isTest || config?.failoverConfigId !== null ? null : config;
  const coolsUntil = watched && coolDownOf(watched);
  if (coolsUntil !== null) return { ...waves, later: { count: task.slots, at: coolsUntil } };
  const slots = task.slots === undefined ? await reserveSlots(config, open.length) : { count: task.slots, at: 0 };
  if (slots && slots.at > now() + soonMilliseconds) return { ...waves, later: slots };
  const sending: Sending = {
    batch,
    config,
    sender: await preparedSender(config, batch.isTest),
    render: batch.texts && rendererOf(batch.texts),
  };
  let rest = open;
  let left = slots?.count ?? open.length;
  // A provider that has been failing is tried with one recipient before fifty.
  let size = watched?.healthStatus === "unhealthy" ? 1 : inFlight;
  while (Math.min(rest.length, left) > 0 && !waves.isThrottled && context.remaining() > neededMilliseconds()) {
    const [isStill, heldMeanwhile] = await Promise.all([isRunning(visit), heldNow(batch)]);
    waves.held = heldMeanwhile;
    if (!isStill || heldMeanwhile) break;
    rest = await withoutHeld(batch, rest, waves);
    const wave = rest.slice(0, Math.min(size, left));
    if (wave.length === 0) break;
    size = inFlight;
    rest = rest.slice(wave.length);
    const tried = await sendWave(sending, wave, context);
    waves.sent += wave.length;
    const full = noteLimited(waves, wave, tried);
    // Who has a row was counted before.
    rest = rest.filter(({ recipient, row }) => row !== undefined || !isPutOffWith(waves, full, recipient));
    // Who is over a limit has used up no slot.
    left -= tried.filter(({ kind }) => kind !== "limited").length;
    // A store that fails wants a pause as much as a provider that throttles or does not answer.
    const turnedAway = tried.filter(({ kind }) => kind !== "sent" && kind !== "limited");
    waves.isThrottled = turnedAway.length * 4 > wave.length;
  }
  if (waves.isThrottled) await readConfigAnew(batch);
  return waves;
};

/** By memory a batch goes on for as long as it may, but none is held by memory alone. */
const heldNow = async (batch: StoredBatch): Promise<PausedBy | null> =>
  (await holdOfBatch(batch)) && holdOfBatch(batch, true);

/** Those whose country is not paused. The others wait, and nothing is kept of them: this range comes back to them. */
const withoutHeld = async (batch: StoredBatch, open: readonly Open[], waves: Waves): Promise<Open[]> => {
  const holds = await holdsByCountry(
    batch,
    open.map(({ recipient }) => recipient),
  );
  return open.filter(({ recipient }, position) => {
    const held = holds[position];
    if (held) waves.limited.set(recipient.id, nextLookAt(held));
    return !held;
  });
};

/** A range whose configuration is not verified since a change asks again the more seldom, the longer ago that is. */
const unverifiedPause = ({ updatedAt }: StoredProviderConfig): number =>
  Math.min(10 * minute, Math.max(minute, (now() - Date.parse(updatedAt)) / 2));

/**
 * Until when a provider that keeps failing is to be left alone, epoch milliseconds; null: it is well. Asked where no
 * failover takes the messages: else an outage of minutes would use up a whole batch, for what is unknown is never sent again. Spread, so that not all ranges return at once.
 */
const coolDownOf = (config: StoredProviderConfig): number | null =>
  isCoolingDown(config) ? (config.coolsUntil ?? 0) + Math.random() * (minute / 4) : null;

type Full = ReadonlyMap<string | null, number>;

/** Notes who is over a limit. Returns the countries that have no room for now, and until when. */
const noteLimited = (waves: Waves, wave: readonly Open[], tried: readonly Tried[]): Full => {
  const full = new Map<string | null, number>();
  for (const [position, outcome] of tried.entries()) {
    const recipient = wave[position]?.recipient;
    if (outcome.kind !== "limited" || !recipient) continue;
    waves.limited.set(recipient.id, outcome.until);
    if (!outcome.isLimitedByCountry) continue;
    waves.crowded.set(recipient.id, outcome.until);
    full.set(normalize(recipient.to).country, outcome.until);
  }
  return full;
};

/** Each try costs writes: where a country has no room for one it has none for the next. */
const isPutOffWith = (waves: Waves, full: Full, { id, to }: Recipient): boolean => {
  const until = full.size === 0 ? undefined : full.get(normalize(to).country);
  if (until === undefined) return false;
  waves.limited.set(id, until);
  waves.crowded.set(id, until);
  return true;
};

/** There is nothing left to send with: neither who was never tried nor who waits for another try is sent to any more. */
const failOpen = async ({ batch }: Visit, open: readonly Open[], { requestId }: QueueContext): Promise<void> => {
  const untried = open.flatMap(({ recipient, row }) => (row ? [] : [recipient]));
  const waiting = open.flatMap(({ row }) => row?.message ?? []);
  const failed = fail(configGone, { source: "worker", requestId });
  await Promise.all([
    failRecipients(batch, untried, configGone, requestId),
    ...waiting.map((message) => applyChange(message, failed)),
  ]);
};

const openOf = async ({ batch, places, quietUntil }: Visit): Promise<Open[]> => {
  const rows = await readRows(
    batch.scope,
    places.map(({ id }) => id),
  );
  const limited = new Map<MessageId, number>();
  return places.filter(isRecipient).flatMap((recipient) => {
    const row = rows.get(recipient.id);
    const from = openFrom(recipient, row, { quietUntil, limited });
    return from !== null && from <= now() ? [{ recipient, row }] : [];
  });
};

/** Pause and cancel hold from the next wave on, and so does an erasure: what was read before it is let fall. */
const isRunning = async ({ batch }: Visit): Promise<boolean> => {
  const current = await readBatch(batch.scope, batch.id);
  return current?.status === "running" && current.run === batch.run;
};
