import { rfc2822 } from "../dates.ts";
import { newSid } from "../sids.ts";
import { type Media, type Message, messageUri } from "./message.ts";

const typesByExtension: Record<string, string> = {
  gif: "image/gif",
  jpg: "image/jpeg",
  jpeg: "image/jpeg",
  mp4: "video/mp4",
  pdf: "application/pdf",
  png: "image/png",
};

/** Twilio would fetch the URL. The simulator never calls the internet, so the content only says "not fetched". */
export function outboundMedia(url: string): Media {
  return newMedia(contentTypeOf(url), Buffer.from(`not fetched: ${url}`));
}

export function newMedia(contentType: string, content: Uint8Array): Media {
  return { sid: newSid("ME"), contentType, content, dateCreated: new Date() };
}

export function contentTypeOf(url: string): string {
  const extension = new URL(url).pathname.split(".").at(-1) ?? "";
  return typesByExtension[extension.toLowerCase()] ?? "image/jpeg";
}

export function mediaUri(message: Message, media: Media): string {
  return `${messageUri(message)}/Media/${media.sid}`;
}

export function mediaResource(message: Message, media: Media) {
  return {
    account_sid: message.accountSid,
    content_type: media.contentType,
    date_created: rfc2822(media.dateCreated),
    date_updated: rfc2822(media.dateCreated),
    parent_sid: message.sid,
    sid: media.sid,
    uri: `${mediaUri(message, media)}.json`,
  };
}
