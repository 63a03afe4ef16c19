import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { MessageSender, OutgoingMessage } from "../../shared/providers/provider.ts";

export type SenderFault =
  | "throttle"
  | "reject"
  | "error-before"
  | "error-after"
  | "reset-before"
  | "lost-response"
  | "unreadable"
  | "slow";

export interface SenderUnderTest {
  sender: MessageSender;
  from: string | null;
  /** The number of messages that the provider accepted for a number. */
  accepted(to: string): Promise<number>;
  /** Sets a fault for the next send to a number. */
  fail(to: string, fault: SenderFault): Promise<unknown>;
  /** A sender whose provider is unreachable. */
  unreachable: MessageSender;
  close(): Promise<void>;
}

let lastNumber = 0;
const newNumber = () => `+1415555${String(1000 + lastNumber++)}`;

const messageTo = (to: string, from: string | null): OutgoingMessage => ({
  channel: "sms",
  to,
  from,
  body: "Your table is ready",
  mediaUrls: [],
});

/** The contract of every adapter, whether a provider stands behind it or not. */
export const acceptingContract = (
  name: string,
  open: () => Promise<Pick<SenderUnderTest, "sender" | "from">>,
): void => {
  test(`${name} message sender returns a distinct id for each accepted message`, async () => {
    const { sender, from } = await open();
    const to = newNumber();
    const first = await sender.send(messageTo(to, from));
    const second = await sender.send(messageTo(to, from));
    if (first.kind !== "accepted" || second.kind !== "accepted") throw new Error("not accepted");
    expect(first.providerMessageId).toMatch(/^[\w-]{10,}$/);
    expect(second.providerMessageId).not.toBe(first.providerMessageId);
  });
};

/** The contract of an adapter that calls a provider, under failures of the provider and the network (invariant 1). */
export const messageSenderContract = (name: string, open: () => Promise<SenderUnderTest>): void => {
  describe(`${name} message sender`, () => {
    let it: SenderUnderTest;
    beforeAll(async () => {
      it = await open();
    });
    afterAll(() => it.close());
    acceptingContract(name, async () => it);

    const sendUnder = async (fault: SenderFault) => {
      const to = newNumber();
      await it.fail(to, fault);
      const outcome = await it.sender.send(messageTo(to, it.from));
      return { outcome, taken: await it.accepted(to) };
    };

    test("sends a message once", async () => {
      const to = newNumber();
      await it.sender.send(messageTo(to, it.from));
      expect(await it.accepted(to)).toBe(1);
    });

    test("returns throttled, and sends nothing, under a throttle", async () => {
      const { outcome, taken } = await sendUnder("throttle");
      expect(outcome).toMatchObject({ kind: "throttled", error: { code: "rate_limited", retryable: true } });
      expect(taken).toBe(0);
    });

    test("returns rejected with our code and the provider's, and sends nothing", async () => {
      const { outcome, taken } = await sendUnder("reject");
      const error = { code: expect.stringMatching(/^[a-z_]+$/), providerCode: expect.stringMatching(/./) };
      expect(outcome).toMatchObject({ kind: "rejected", error });
      expect(taken).toBe(0);
    });

    test.each(["error-after", "lost-response", "unreadable", "slow"] as const)(
      "returns unknown, and has sent once, under %s",
      async (fault) => {
        const { outcome, taken } = await sendUnder(fault);
        expect(outcome).toMatchObject({ kind: "unknown", cause: expect.stringMatching(/./) });
        expect(taken).toBe(1);
      },
    );

    test.each(["error-before", "reset-before"] as const)(
      "returns unknown, and has sent nothing, under %s",
      async (fault) => {
        const { outcome, taken } = await sendUnder(fault);
        expect(outcome).toMatchObject({ kind: "unknown" });
        expect(taken).toBe(0);
      },
    );

    test("returns throttled when it cannot reach the provider", async () => {
      const outcome = await it.unreachable.send(messageTo(newNumber(), it.from));
      expect(outcome).toMatchObject({ kind: "throttled", error: { code: "provider_unreachable", retryable: true } });
    });
  });
};
