import { createHash } from "node:crypto";
import { jsonAnswer } from "../../wire/reply.ts";
import type { Account, MessagingService } from "../accounts/account.ts";
import { iso8601Seconds } from "../dates.ts";
import type { Operation } from "../operation.ts";
import { metaPageAnswer } from "../page.ts";
import { notFound, TwilioError } from "../twilio-error.ts";

/** Channel senders (the simulator has only WhatsApp's), and Messaging Services. */
export const senderOperations: Operation[] = [
  {
    id: "channelSenders.list",
    method: "GET",
    path: "/v2/Channels/Senders",
    answer(call) {
      const channel = call.params.get("Channel");
      if (!channel) throw new TwilioError(20001, "Missing required parameter Channel");
      const { account } = call.caller;
      const senders = channel === "whatsapp" ? account.whatsappSenders : [];
      const items = senders.map((number) => ({ number, sid: sidOf(account, number) }));
      return metaPageAnswer(call, "senders", items, (item) => senderResource(item, call.world.baseUrl()));
    },
  },
  {
    id: "messagingServices.fetch",
    method: "GET",
    path: "/v1/Services/{service}",
    answer({ caller: { account }, path, incoming, world }) {
      const service = account.messagingServices.find(({ sid }) => sid === path("service"));
      if (service === undefined) throw notFound(incoming.path.replace(/^\/v1/, ""));
      return jsonAnswer(200, serviceResource(account, service, world.baseUrl()));
    },
  },
];

/** A stable SID: the same for the same account and number. */
const sidOf = ({ accountSid }: Account, number: string): string =>
  `XE${createHash("md5").update(`${accountSid} ${number}`).digest("hex")}`;

function senderResource({ number, sid }: { number: string; sid: string }, baseUrl: string) {
  return {
    sid,
    status: "ONLINE",
    sender_id: `whatsapp:${number}`,
    configuration: {
      waba_id: "100000000000000",
      verification_method: null,
      verification_code: null,
      voice_application_sid: null,
      account_type: null,
    },
    webhook: {
      callback_url: null,
      callback_method: "POST",
      fallback_url: null,
      fallback_method: "POST",
      status_callback_url: null,
      status_callback_method: "POST",
    },
    profile: {
      name: "Simulated sender",
      about: null,
      address: null,
      description: null,
      logo_url: null,
      banner_url: null,
      privacy_url: null,
      terms_of_service_url: null,
      accent_color: null,
      vertical: null,
      websites: null,
      emails: null,
      phone_numbers: null,
    },
    properties: { quality_rating: "HIGH", messaging_limit: "1K Customers/24hr" },
    offline_reasons: null,
    compliance: null,
    url: `${baseUrl}/v2/Channels/Senders/${sid}`,
  };
}

function serviceResource(account: Account, { sid, statusCallback }: MessagingService, baseUrl: string) {
  const url = `${baseUrl}/v1/Services/${sid}`;
  return {
    sid,
    account_sid: account.accountSid,
    friendly_name: "Simulated service",
    date_created: iso8601Seconds(account.createdAt),
    date_updated: iso8601Seconds(account.createdAt),
    inbound_request_url: null,
    inbound_method: "POST",
    fallback_url: null,
    fallback_method: "POST",
    status_callback: statusCallback,
    sticky_sender: true,
    mms_converter: true,
    smart_encoding: true,
    scan_message_content: "inherit",
    fallback_to_long_code: true,
    area_code_geomatch: true,
    synchronous_validation: false,
    validity_period: 14_400,
    url,
    links: {
      phone_numbers: `${url}/PhoneNumbers`,
      short_codes: `${url}/ShortCodes`,
      alpha_senders: `${url}/AlphaSenders`,
      channel_senders: `${url}/ChannelSenders`,
    },
    usecase: "undeclared",
    us_app_to_person_registered: false,
    use_inbound_webhook_on_number: false,
  };
}
