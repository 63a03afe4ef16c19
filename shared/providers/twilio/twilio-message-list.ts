import type { MessageInstance, MessageListInstance } from "twilio/lib/rest/api/v2010/account/message.js";
import { usualChannel } from "../../api/channels.ts";
import type { MessageSender, ProviderMessage } from "../provider.ts";
import { messageOf, withPrefix } from "./twilio-message.ts";

const pageSize = 200;
const maximumPages = 5;

interface Page {
  instances: MessageInstance[];
  nextPageUrl?: string;
  nextPage(): Promise<Page> | undefined;
}

type ListQuery = Parameters<NonNullable<MessageSender["list"]>>[0];

/**
 * Lists the messages to a number on one channel that were created in [since, until). Twilio filters only by the date a message was sent,
 * and a queued message has no such date. So the hub filters by recipient alone and reads pages, newest first, until a page is older than
 * the window. It rounds `since` down, because Twilio counts in whole seconds. Throws if it cannot read the whole window, because a match
 * could then wrongly look like the only one.
 */
export const messagesTo = async (
  messages: MessageListInstance,
  { to, since, until, channel = usualChannel }: ListQuery,
): Promise<ProviderMessage[]> => {
  const earliest = Math.floor(Date.parse(since) / 1000) * 1000;
  const latest = Date.parse(until);
  const found: ProviderMessage[] = [];
  const address = withPrefix(channel, to);
  let page: Page = await messages.page({ to: address, pageSize });
  for (let read = 1; ; read += 1) {
    const times = page.instances.map((resource) => {
      const message = messageOf(resource);
      const createdAt = Date.parse(message.createdAt);
      // A number's SMS and WhatsApp messages are separate, so the full address must match, even if Twilio's filter returns both.
      if (createdAt >= earliest && createdAt < latest && resource.to === address) found.push(message);
      return createdAt;
    });
    const isWindowSeen = !times.some((createdAt) => createdAt >= earliest);
    if (isWindowSeen || page.nextPageUrl === undefined) return found;
    if (read === maximumPages) throw new Error("Too many messages to this number to see them all");
    page = (await page.nextPage()) ?? page;
  }
};
