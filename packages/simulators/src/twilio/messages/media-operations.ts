import { jsonAnswer } from "../../wire/reply.ts";
import type { Call, Operation } from "../operation.ts";
import { pageAnswer } from "../page.ts";
import { notFound } from "../twilio-error.ts";
import { mediaResource } from "./media.ts";
import type { Media, Message } from "./message.ts";
import { messageAt } from "./message-operations.ts";

const collection = "/2010-04-01/Accounts/{account}/Messages/{sid}/Media.json";
const item = "/2010-04-01/Accounts/{account}/Messages/{sid}/Media/{media}.json";

export const mediaOperations: Operation[] = [
  {
    id: "media.list",
    method: "GET",
    path: collection,
    answer(call) {
      const message = messageAt(call);
      return pageAnswer(call, "media_list", message.media, (media) => mediaResource(message, media));
    },
  },
  {
    id: "media.fetch",
    method: "GET",
    path: item,
    answer(call) {
      const message = messageAt(call);
      return jsonAnswer(200, mediaResource(message, mediaOf(call, message)));
    },
  },
  {
    id: "media.delete",
    method: "DELETE",
    path: item,
    answer(call) {
      const message = messageAt(call);
      const media = mediaOf(call, message);
      message.media = message.media.filter((other) => other !== media);
      return { status: 204 };
    },
  },
  {
    // The same URL without .json returns the content itself.
    id: "media.content",
    method: "GET",
    path: "/2010-04-01/Accounts/{account}/Messages/{sid}/Media/{media}",
    answer(call) {
      const media = mediaOf(call, messageAt(call));
      return { status: 200, headers: { "content-type": media.contentType }, body: media.content };
    },
  },
];

function mediaOf(call: Call, message: Message): Media {
  const sid = call.path("media");
  const media = message.media.find((candidate) => candidate.sid === sid);
  if (media === undefined) throw notFound(call.incoming.path);
  return media;
}
