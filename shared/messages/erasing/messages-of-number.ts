import { second } from "../../kernel/durations.ts";
import type { Erased, Eraser, Erasing } from "../../kernel/eraser.ts";
import { scopeMode } from "../../kernel/ids.ts";
import { viewOf } from "../reading/message-view.ts";
import { readMessagesOfNumber } from "../reading/number-reads.ts";
import type { StoredMessage } from "../stored-message.ts";
import { eraseMessage } from "./erase-message.ts";

/** A provider takes up to 8 s for one message. */
const neededMilliseconds = 20 * second;
const atOnce = 10;

const eraseNumber = async (erasing: Erasing): Promise<Erased> => {
  const total = { erased: 0, waiting: 0 };
  for await (const page of readMessagesOfNumber(erasing.scope, erasing.number)) {
    for (let start = 0; start < page.length; start += atOnce) {
      if (erasing.remaining() < neededMilliseconds) return { ...total, waiting: total.waiting + 1 };
      const { erased, waiting } = await eraseSome(page.slice(start, start + atOnce), erasing);
      total.erased += erased;
      total.waiting += waiting;
    }
  }
  return total;
};

const eraseSome = async (messages: readonly StoredMessage[], { isLastTry, count }: Erasing): Promise<Erased> => {
  const fates = await Promise.all(messages.map((message) => eraseMessage(message, isLastTry)));
  const gone = fates.filter((fate) => fate !== "waits");
  const providerCopiesBlanked = gone.filter((fate) => fate === "blanked").length;
  const providerCopiesLeft = gone.filter((fate) => fate === "left").length;
  await count({ messages: gone.length, providerCopiesBlanked, providerCopiesLeft });
  return { erased: gone.length, waiting: fates.length - gone.length };
};

/** The messages to and from a number. */
export const messagesOfNumber: Eraser = {
  name: "messages",
  eraseNumber,
  exportNumber: async (scope, number) => {
    const messages: unknown[] = [];
    for await (const page of readMessagesOfNumber(scope, number))
      messages.push(...page.map((message) => ({ mode: scopeMode(scope), ...viewOf(message, "full") })));
    return messages;
  },
};
