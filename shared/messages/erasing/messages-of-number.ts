import { second } from "../../kernel/durations.ts";
import type { Erased, EraseNumber, Erasing } from "../../kernel/eraser.ts";
import { readMessagesOfNumber } from "../reading/number-reads.ts";
import type { StoredMessage } from "../stored-message.ts";
import { eraseMessage } from "./erase-message.ts";

/** A provider takes up to 8 s for one message. */
const neededMilliseconds = 20 * second;
const atOnce = 10;

/** Erases the messages to and from a number, at the provider too. */
export const eraseMessages: EraseNumber = async (erasing) => {
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
