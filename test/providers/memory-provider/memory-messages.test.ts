import { vi } from "vitest";
import { messageSenderContract, type SenderFault } from "../../contracts/message-sender.ts";
import { acceptedFor, endings, memoryMessages } from "./memory/memory-messages.ts";

const endingOf: Readonly<Record<SenderFault, keyof typeof endings>> = {
  throttle: "throttled",
  reject: "rejected",
  "error-before": "broken",
  "reset-before": "broken",
  "error-after": "lost",
  "lost-response": "lost",
  unreadable: "lost",
  slow: "lost",
};

messageSenderContract("Memory", async () => {
  const printed = vi.spyOn(console, "log").mockReturnValue();
  const { send } = memoryMessages({ key: "a-key-of-an-example" });
  // The suite chooses the recipients. The provider decides by their last digits.
  const recipients = new Map<string, string>();
  const recipientOf = (to: string): string => recipients.get(to) ?? to;
  return {
    sender: { send: (message) => send({ ...message, to: recipientOf(message.to) }) },
    unreachable: { send: (message) => send({ ...message, to: `${message.to}${endings.unreachable}` }) },
    from: "+14155550100",
    accepted: async (to) => acceptedFor(recipientOf(to)).length,
    fail: async (to, fault) => recipients.set(to, `${to}${endings[endingOf[fault]]}`),
    close: async () => printed.mockRestore(),
  };
});
