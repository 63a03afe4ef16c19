import { describe, expect, test } from "vitest";
import type { MessageId, Scope } from "../../shared/kernel/ids.ts";
import { eventsOfMessageChange } from "../../shared/messages/events/message-events.ts";
import type { MessageStatus } from "../../shared/messages/message-status.ts";
import type { StoredMessage } from "../../shared/messages/stored-message.ts";

const at = (second: number) => `2026-11-20T09:00:0${second}.000Z`;

const messageWith = (...statuses: MessageStatus[]): StoredMessage => ({
  scope: "ten_a" as Scope,
  id: "msg_1" as MessageId,
  direction: "outbound",
  channel: "sms",
  status: statuses.at(-1) ?? "sending",
  isFinal: false,
  to: "+14155550123",
  from: "+14155550100",
  body: "secret",
  mediaUrls: [],
  mediaTypes: [],
  segmentCount: 1,
  encoding: "GSM-7",
  provider: "twilio",
  isTest: false,
  metadata: { order: "private" },
  createdAt: at(0),
  updatedAt: at(0),
  lastEventAt: at(0),
  events: Object.fromEntries(
    statuses.map((status, index) => [status, { at: at(index), source: "callback", requestId: null }]),
  ),
  validUntil: 0,
  attempts: 0,
});

const typesOf = (before: StoredMessage | null, after: StoredMessage) =>
  eventsOfMessageChange(before, after).map(({ type }) => type);

describe("eventsOfMessageChange()", () => {
  test("returns one event for each status that the history gains", () => {
    expect(typesOf(messageWith("sending"), messageWith("sending", "accepted"))).toEqual(["message.accepted"]);
    expect(typesOf(messageWith("sending", "sent"), messageWith("sending", "sent", "delivered"))).toEqual([
      "message.delivered",
    ]);
    expect(typesOf(null, messageWith("received"))).toEqual(["message.received"]);
  });

  test("returns none for a waiting or sending message and for other changes", () => {
    expect(typesOf(null, messageWith("sending"))).toEqual([]);
    expect(typesOf(messageWith("sending"), messageWith("sending", "queued"))).toEqual([]);
    const sent = messageWith("sending", "sent");
    expect(typesOf(sent, { ...sent, body: "", metadata: {} })).toEqual([]);
  });

  test("returns equal events for the same change", () => {
    const [before, after] = [messageWith("sending"), messageWith("sending", "accepted")];
    expect(eventsOfMessageChange(before, after)).toEqual(eventsOfMessageChange(before, after));
    expect(eventsOfMessageChange(null, after)).toEqual(eventsOfMessageChange(before, after));
  });

  test("returns the error of the status that the event is about (invariant 34)", () => {
    const error = { code: "carrier_filtered", message: "Filtered.", providerCode: "30007", retryable: false };
    const before = messageWith("sending", "sent");
    const after = messageWith("sending", "sent", "undelivered", "delivered");
    const events = { ...after.events, undelivered: { at: at(3), source: "callback", requestId: null, error } as const };
    const returned = eventsOfMessageChange(before, { ...after, events }).map(({ type, data }) => [
      type,
      data.errorCode,
    ]);
    expect(returned).toEqual([
      ["message.undelivered", "carrier_filtered"],
      ["message.delivered", null],
    ]);
  });

  test("returns the time of the change, and neither the parties nor the body", () => {
    const [event] = eventsOfMessageChange(messageWith("sending"), messageWith("sending", "accepted"));
    expect(event).toEqual({
      id: expect.stringMatching(/^evt_[\w-]{22}$/),
      type: "message.accepted",
      createdAt: at(1),
      data: {
        messageId: "msg_1",
        status: "accepted",
        direction: "outbound",
        channel: "sms",
        isTest: false,
        batchId: null,
        errorCode: null,
        providerCode: null,
      },
    });
    expect(JSON.stringify(event)).not.toMatch(/4155550|secret|private/);
  });
});
