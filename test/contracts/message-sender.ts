import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { MessageSender, OutgoingMessage } from "../../shared/providers/provider.ts";

export type SenderFault =
  | "throttle"
  | "reject"
  | "error-before"
  | "error-after"
  | "lost-response"
  | "unreadable"
  | "slow";

export interface SenderUnderTest {
  sender: MessageSender;
  /** A sender whose provider cannot be connected to. */
  unreachable?: MessageSender;
  from: string | null;
  /** How many messages the provider took for a number: the judge. */
  accepted?(to: string): Promise<number>;
  /** Makes the next send to a number fail. */
  fail?(to: string, fault: SenderFault): Promise<unknown>;
  close?(): Promise<void>;
}

let lastNumber = 0;
const newNumber = () => `+1415555${String(1000 + lastNumber++)}`;

/** What any adapter owes its callers (invariant 1). `fail` and `unreachable` are left out by an adapter that asks nobody. */
export const messageSenderContract = (name: string, open: () => Promise<SenderUnderTest>): void => {
  describe(`${name} as a message sender`, () => {
    let it: SenderUnderTest;
    beforeAll(async () => {
      it = await open();
    });
    afterAll(() => it.close?.());

    const message = (to: string): OutgoingMessage => ({
      channel: "sms",
      to,
      from: it.from,
      body: "Your table is ready",
      mediaUrls: [],
    });
    const takenBy = async (to: string) => (await it.accepted?.(to)) ?? 0;

    test("an accepted message has an id of its own", async () => {
      const to = newNumber();
      const first = await it.sender.send(message(to));
      const second = await it.sender.send(message(to));
      if (first.kind !== "accepted" || second.kind !== "accepted") throw new Error("not accepted");
      expect(first.providerMessageId).toMatch(/^[\w-]{10,}$/);
      expect(second.providerMessageId).not.toBe(first.providerMessageId);
      if (it.accepted) expect(await takenBy(to)).toBe(2);
    });

    const failing = (fault: SenderFault, then: (to: string) => Promise<void>) => async () => {
      if (!it.fail) return;
      const to = newNumber();
      await it.fail(to, fault);
      await then(to);
    };

    test(
      "a throttled message was not sent, and says when to come back",
      failing("throttle", async (to) => {
        const outcome = await it.sender.send(message(to));
        expect(outcome).toMatchObject({ kind: "throttled", retryAfterSeconds: 7, error: { retryable: true } });
        expect(await takenBy(to)).toBe(0);
      }),
    );

    test(
      "a refused message was not sent, and says why in our words and the provider's",
      failing("reject", async (to) => {
        const outcome = await it.sender.send(message(to));
        expect(outcome).toMatchObject({ kind: "rejected", error: { code: expect.stringMatching(/^[a-z_]+$/) } });
        if (outcome.kind === "rejected") expect(outcome.error.providerCode).toBeTruthy();
        expect(await takenBy(to)).toBe(0);
      }),
    );

    for (const fault of ["error-after", "lost-response", "unreadable", "slow"] as const) {
      test(
        `a message is unknown and sent at most once under ${fault}`,
        failing(fault, async (to) => {
          expect(await it.sender.send(message(to))).toMatchObject({ kind: "unknown", cause: expect.any(String) });
          expect(await takenBy(to)).toBe(1);
        }),
      );
    }

    test(
      "a server error is unknown even where nothing was sent",
      failing("error-before", async (to) => {
        expect(await it.sender.send(message(to))).toMatchObject({ kind: "unknown" });
        expect(await takenBy(to)).toBe(0);
      }),
    );

    test("a provider that cannot be reached took nothing", async () => {
      if (!it.unreachable) return;
      const outcome = await it.unreachable.send(message(newNumber()));
      expect(outcome).toMatchObject({ kind: "throttled", error: { code: "provider_unreachable", retryable: true } });
    });
  });
};
