import { type OwnSenderChannel, ownSenderField } from "../../api/channels.ts";
import { now } from "../../kernel/clock.ts";
import { waits } from "../../kernel/timeouts-and-waits.ts";
import { formsOf, isSamePerson } from "../../numbers/forms-of-number.ts";
import type { NamedSenders, SenderFinding } from "../provider.ts";
import { ProviderFailure } from "../provider-failure.ts";
import { apiVersion, messagingV1, messagingV2 } from "./wire/sdk.ts";
import { partyOf } from "./wire/twilio-address.ts";
import { asking, askingFor } from "./wire/twilio-failure.ts";
import { UnreadableAnswer } from "./wire/twilio-refusal.ts";
import type { TwilioTransport } from "./wire/twilio-transport.ts";

type Ownership = SenderFinding["ownership"];
/** The ownership of each sender. The key is the sender as the configuration writes it. A missing sender was not checked. */
type Found = ReadonlyMap<string, Ownership>;
type Query = Record<string, string | number>;
type Ask = (query: Query) => Promise<Page>;

/** The addresses that a page lists, and the link to the next page. */
interface Page {
  addresses: string[];
  next: string | null;
}

/** The numbers of Twilio's sandboxes. Every account can use them, and none owns them: https://www.twilio.com/docs/whatsapp/sandbox */
const sandboxNumbers: Readonly<Partial<Record<OwnSenderChannel, string>>> = { whatsapp: "+14155238886" };

/** The hub searches up to this many numbers one by one, even if the account is large. For more numbers, it reads the account's list. */
const mostSearches = 5;
const pageSize = 1000;
const maximumPages = 5;

/**
 * Finds which senders the account has: its numbers (IncomingPhoneNumbers), its senders on other channels (Channels/Senders) and its
 * Messaging Services. If Twilio refuses a list, or a sender may be on a page that the hub does not read, the sender is `notChecked`. Throws
 * ProviderFailure if Twilio gives no answer.
 */
export const findTwilioSenders = async (
  transport: TwilioTransport,
  { fromNumbers, channelSenders, messagingServiceSid }: NamedSenders,
): Promise<SenderFinding[]> => {
  const [numbers, ofChannels, service] = await Promise.all([
    findNumbers(transport, fromNumbers),
    Promise.all(
      channelSenders.map(async ({ channel, sender }) =>
        findings(ownSenderField(channel), [sender], await findChannelSender(transport, channel, sender)),
      ),
    ),
    messagingServiceSid === null ? nothing : findService(transport, messagingServiceSid),
  ]);
  return [
    ...findings("fromNumbers", fromNumbers, numbers),
    ...ofChannels.flat(),
    ...findings("messagingServiceSid", [messagingServiceSid], service),
  ];
};

const nothing: Found = new Map();

const findings = (field: SenderFinding["field"], senders: readonly (string | null)[], found: Found): SenderFinding[] =>
  senders.flatMap((sender) =>
    sender === null ? [] : [{ field, sender, ownership: found.get(sender) ?? "notChecked" }],
  );

const findNumbers = async (transport: TwilioTransport, wanted: readonly string[]): Promise<Found> => {
  const uri = `/Accounts/${transport.accountSid}/IncomingPhoneNumbers.json`;
  const ask: Ask = (params) =>
    asking(async () => {
      const body = await apiVersion(transport).fetch({ uri, method: "get", params });
      return { addresses: textsOf(body.incoming_phone_numbers, "phone_number"), next: textOf(body.next_page_uri) };
    });
  if (wanted.length > mostSearches) return unlessRefused(() => look(ask, wanted, {}));
  const searched = await Promise.all(wanted.map((number) => unlessRefused(() => search(ask, number))));
  return new Map(searched.flatMap((found) => [...found]));
};

/** Searches for every form of the number, because Twilio searches by digits and the account can hold any form. */
const search = async (ask: Ask, number: string): Promise<Found> => {
  const found = await Promise.all(formsOf(number).map((form) => look(ask, [number], { PhoneNumber: form }, 1)));
  if (found.some((one) => one.get(number) === "owned")) return new Map([[number, "owned"]]);
  return found.find((one) => !one.has(number)) ?? new Map([[number, "notOwned"]]);
};

const findChannelSender = async (
  transport: TwilioTransport,
  channel: OwnSenderChannel,
  number: string,
): Promise<Found> => {
  const ask: Ask = (params) =>
    asking(async () => {
      const body = await messagingV2(transport).fetch({ uri: "/Channels/Senders", method: "get", params });
      const addresses = textsOf(body.senders, "sender_id").map((id) => partyOf(id).number ?? id);
      return { addresses, next: textOf(body.meta?.next_page_url) };
    });
  const found = await unlessRefused(() => look(ask, [number], { Channel: channel }));
  return number === sandboxNumbers[channel] && found.get(number) !== "owned" ? new Map([[number, "sandbox"]]) : found;
};

const findService = (transport: TwilioTransport, sid: string): Promise<Found> =>
  unlessRefused(async () => {
    const service = await askingFor(() => messagingV1(transport).fetch({ uri: `/Services/${sid}`, method: "get" }));
    return new Map([[sid, service === null ? "notOwned" : "owned"]]);
  });

/** Reads pages until it finds every requested number. It starts no page after the time limit of one call, so the operation ends in time. */
const look = async (ask: Ask, wanted: readonly string[], filter: Query, mostPages = maximumPages): Promise<Found> => {
  const until = now() + waits().providerCall;
  const found = new Map<string, Ownership>();
  let page = await ask({ ...filter, PageSize: pageSize });
  for (let read = 1; ; read += 1) {
    for (const number of wanted)
      if (page.addresses.some((address) => isSamePerson(address, number))) found.set(number, "owned");
    if (found.size === new Set(wanted).size) return found;
    if (page.next === null) return new Map(wanted.map((number) => [number, found.get(number) ?? "notOwned"]));
    if (read === mostPages || now() >= until) return found;
    page = await ask({ ...filter, PageSize: pageSize, ...queryOf(page.next) });
  }
};

/** Uses only the query of a page's link, so that the credentials never go to another address. */
const queryOf = (link: string): Query => Object.fromEntries(new URL(link, "https://api.twilio.com").searchParams);

/** Returns an empty result if Twilio refuses. Twilio has just accepted the credentials, so it refuses only this list. */
const unlessRefused = async (ask: () => Promise<Found>): Promise<Found> => {
  try {
    return await ask();
  } catch (failure) {
    const isRefused = failure instanceof ProviderFailure && ["credentials", "rejected"].includes(failure.kind);
    if (isRefused) return nothing;
    throw failure;
  }
};

const textsOf = (list: unknown, name: string): string[] => {
  if (!Array.isArray(list)) throw new UnreadableAnswer(200);
  return list.flatMap((one) => textOf(one?.[name]) ?? []);
};

const textOf = (value: unknown): string | null => (typeof value === "string" && value !== "" ? value : null);
