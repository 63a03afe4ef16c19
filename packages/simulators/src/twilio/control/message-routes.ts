import * as z from "zod";
import { ControlError, type ControlRoute } from "../../wire/control-routes.ts";
import { type Message, messageStatuses, type SentCallback } from "../messages/message.ts";
import { inboundMessage } from "../webhooks/inbound-message.ts";
import { receiveMessage } from "../webhooks/receive-message.ts";
import type { World } from "../world.ts";

const callbackOrder = z.strictObject({
  statuses: z.array(z.enum(messageStatuses)).min(1),
  errorCode: z.number().int().optional(),
});

export type CallbackOrder = z.output<typeof callbackOrder>;

/** A message in the control API, without the bytes of its media. */
export type LedgerMessage = Omit<Message, "media" | "dateCreated" | "dateUpdated" | "dateSent" | "sendAt"> & {
  media: { sid: string; contentType: string }[];
  dateCreated: string;
  dateSent: string | null;
  sendAt: string | null;
};

export type LedgerCount = { total: number; recipients: number; byStatus: Record<string, number> };

export function messageRoutes(world: World): ControlRoute[] {
  const ledger: ControlRoute["answer"] = ({ query }) =>
    world.messages
      .ledger({ to: query("to"), from: query("from"), accountSid: query("accountSid"), direction: query("direction") })
      .map(ledgerMessage);
  return [
    {
      method: "GET",
      path: "/_simulator/messages",
      about: "Lists all messages with their callbacks and the hub's answers: ?to=, ?from=, ?accountSid=, ?direction=.",
      answer: ledger,
    },
    {
      method: "GET",
      path: "/_simulator/messages/count",
      about: "Counts outbound messages, their recipients and their statuses: ?accountSid=.",
      answer: ({ query }) => countOf(world, query("accountSid")),
    },
    {
      method: "POST",
      path: "/_simulator/messages/{sid}/callbacks",
      about:
        "Sends status callbacks now, one after the other: { statuses: […], errorCode? }. The message then no longer moves by itself.",
      answer: ({ path, body }) => sendCallbacks(world, path("sid"), callbackOrder.parse(body)),
    },
    {
      method: "POST",
      path: "/_simulator/inbound-messages",
      about:
        "Sends to a simulated number, and returns the hub's answer: { from, to, body, media?, mediaUrls?, profileName?, optOutType? }.",
      answer: async ({ body }) => {
        const inbound = inboundMessage.parse(body);
        return receiveMessage(world, inbound);
      },
    },
  ];
}

async function sendCallbacks(world: World, sid: string, order: CallbackOrder): Promise<SentCallback[]> {
  const message = world.messages.bySid(sid);
  if (message === undefined) throw new ControlError(`no message ${sid}`);
  if (message.statusCallback === null) throw new ControlError(`message ${sid} has no StatusCallback`);
  message.isByHand = true;
  const sent: SentCallback[] = [];
  for (const status of order.statuses) {
    // The message's status only moves forward, in any order of its callbacks.
    if (messageStatuses.indexOf(status) > messageStatuses.indexOf(message.status)) message.status = status;
    message.errorCode = order.errorCode ?? message.errorCode;
    sent.push(...(await world.callbacks.post(message, status, 1, order.errorCode)));
  }
  return sent;
}

function ledgerMessage({ dateUpdated: _unused, ...message }: Message): LedgerMessage {
  return {
    ...message,
    media: message.media.map(({ sid, contentType }) => ({ sid, contentType })),
    dateCreated: message.dateCreated.toISOString(),
    dateSent: message.dateSent?.toISOString() ?? null,
    sendAt: message.sendAt?.toISOString() ?? null,
  };
}

function countOf(world: World, accountSid: string | undefined): LedgerCount {
  const messages = world.messages.ledger({ accountSid, direction: "outbound-api" });
  const byStatus: Record<string, number> = {};
  for (const { status } of messages) byStatus[status] = (byStatus[status] ?? 0) + 1;
  return { total: messages.length, recipients: new Set(messages.map(({ to }) => to)).size, byStatus };
}
