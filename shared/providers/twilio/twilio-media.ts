import type { MediaListInstance } from "twilio/lib/rest/api/v2010/account/message/media.js";
import { HttpCallFailed } from "../http-call.ts";
import type { ProviderMedia } from "../provider.ts";
import { askingFor } from "./wire/twilio-failure.ts";
import { TwilioRefusal } from "./wire/twilio-refusal.ts";
import type { TwilioTransport } from "./wire/twilio-transport.ts";

/**
 * Fetches one media item of a message. Returns its bytes, or the short-lived URL that Twilio redirects to. It never follows a redirect, and
 * returns only an https URL, or a URL at the origin of a Twilio that is simulated on loopback.
 */
export const fetchMedia = (
  transport: TwilioTransport,
  list: MediaListInstance,
  { sid, index, maximumBytes }: { sid: string; index: number; maximumBytes: number },
): Promise<ProviderMedia | null> =>
  askingFor(async () => {
    const media = (await list.list({ limit: index + 1 }))[index];
    if (media === undefined) return null;
    const base = transport.baseUrl("api");
    const path = `/2010-04-01/Accounts/${transport.accountSid}/Messages/${sid}/Media/${media.sid}`;
    try {
      const { status, headers, body } = await transport.fetchBytes("api", `${base}${path}`, maximumBytes);
      if (status >= 200 && status < 300) {
        return { kind: "bytes", contentType: headers["content-type"] ?? media.contentType, bytes: body };
      }
      const url = status >= 300 && status < 400 ? redirectTarget(headers.location, base) : null;
      if (url !== null) return { kind: "redirect", url };
      throw new TwilioRefusal({ status, headers, body });
    } catch (failure) {
      if (failure instanceof HttpCallFailed && failure.reason === "too_large") return { kind: "tooLarge" };
      throw failure;
    }
  });

const redirectTarget = (location: string | undefined, base: string): string | null => {
  if (location === undefined || !URL.canParse(location, base)) return null;
  const url = new URL(location, base);
  return url.protocol === "https:" || url.origin === new URL(base).origin ? url.href : null;
};
