import { listMessages } from "../../shared/api/operations/messages.ts";
import { ok } from "../../shared/lambda/answers.ts";
import { httpHandler } from "../../shared/lambda/http-handler.ts";
import { listMessages as list } from "../../shared/messages/reading/list-messages.ts";
import { viewOf } from "../../shared/messages/reading/message-view.ts";
import { optionally, recipientInUrl, senderInUrl } from "../../shared/numbers/number-in-url.ts";

export const handler = httpHandler(listMessages, async ({ query, caller }) => {
  const { defaultCountry } = caller;
  const sides = {
    to: optionally(recipientInUrl, query.to, defaultCountry, "to"),
    from: optionally(senderInUrl, query.from, defaultCountry, "from"),
    participant: optionally(senderInUrl, query.participant, defaultCountry, "participant"),
  };
  const { items, nextCursor } = await list(caller, { ...query, ...sides });
  return ok({ items: items.map((message) => viewOf(message, query.view)), nextCursor });
});
