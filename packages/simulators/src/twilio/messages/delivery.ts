import type { Pauses } from "../../wire/pauses.ts";
import type { MessagingService } from "../accounts/account.ts";
import { deliveryErrorMessage } from "../delivery-errors.ts";
import type { Message, MessageStatus } from "./message.ts";
import { segmentsOf } from "./segments.ts";
import { fromPool } from "./sender-pool.ts";
import type { Shaping } from "./shaping.ts";
import type { StatusCallbacks } from "./status-callbacks.ts";

export type Delivery = {
  /** Resolves when the hub has answered the last callback. */
  start: (message: Message, shaping: Shaping) => Promise<void>;
  cancel: (message: Message) => void;
};

type Parts = {
  stepDelayMs: number;
  pauses: Pauses;
  callbacks: StatusCallbacks;
  serviceOf: (message: Message) => MessagingService | undefined;
};

/** Moves a message through its states as a phone network would, and posts a callback for each state that has one. */
export function createDelivery({ stepDelayMs, pauses, callbacks, serviceOf }: Parts): Delivery {
  return {
    async start(message, shaping) {
      const stepDelay = shaping.beforeResponse ? 0 : stepDelayMs + shaping.extraDelayMs;
      if (message.sendAt) await pauses.pause(message.sendAt.getTime() - Date.now());
      const postponed: MessageStatus[] = [];
      for (const status of statusesAhead(message, shaping)) {
        if (stepDelay > 0) await pauses.pause(stepDelay);
        if (message.status === "canceled" || message.isByHand) return;
        advance(message, status, shaping, serviceOf(message));
        if (shaping.shuffled) postponed.unshift(status);
        else if (!shaping.silent) await callbacks.post(message, status, shaping.copies);
      }
      for (const status of shaping.silent ? [] : postponed) await callbacks.post(message, status, shaping.copies);
    },
    cancel(message) {
      message.status = "canceled";
      message.dateUpdated = new Date();
      void callbacks.post(message, "canceled", 1);
    },
  };
}

/** The first status has no callback. With a messaging service, "queued" is the second status, and has one. */
function statusesAhead(message: Message, { failure }: Shaping): MessageStatus[] {
  const queued: MessageStatus[] = message.messagingServiceSid === null ? [] : ["queued"];
  if (failure?.status === "failed") return [...queued, "failed"];
  return [...queued, "sent", failure ? "undelivered" : "delivered"];
}

function advance(message: Message, status: MessageStatus, shaping: Shaping, service?: MessagingService): void {
  const now = new Date();
  message.status = status;
  message.dateUpdated = now;
  if (status === "queued" && service) {
    message.from ??= fromPool(service, message.to);
    message.segments = segmentsOf(message.body);
  }
  if (status === "sent") {
    message.dateSent = now;
    message.price = (-0.0079 * message.segments).toFixed(4);
  }
  if (shaping.failure && status === shaping.failure.status) {
    message.errorCode = shaping.failure.errorCode;
    message.errorMessage = deliveryErrorMessage(shaping.failure.errorCode);
  }
}
