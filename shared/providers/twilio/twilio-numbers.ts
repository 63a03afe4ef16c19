import {
  type IncomingPhoneNumberInstance,
  IncomingPhoneNumberListInstance,
} from "twilio/lib/rest/api/v2010/account/incomingPhoneNumber.js";
import type { NumberWebhooks, OwnedNumber, OwnedNumbers } from "../provider.ts";
import { apiVersion } from "./wire/sdk.ts";
import { cursorOf, pageOfCursor } from "./wire/twilio-cursor.ts";
import { asking, askingFor } from "./wire/twilio-failure.ts";
import type { TwilioTransport } from "./wire/twilio-transport.ts";

/** The account's own numbers: https://www.twilio.com/docs/phone-numbers/api/incomingphonenumber-resource */
export const twilioNumbers = (transport: TwilioTransport): OwnedNumbers => {
  const numbers = IncomingPhoneNumberListInstance(apiVersion(transport), transport.accountSid);
  return {
    list: async ({ limit, cursor }) => {
      const place = pageOfCursor(cursor);
      const page = await asking(() => numbers.page({ pageSize: limit, ...place }));
      return { items: page.instances.map(numberOf), nextCursor: cursorOf(page.nextPageUrl) };
    },
    get: async (sid) => {
      const found = await askingFor(() => numbers(sid).fetch());
      return found && numberOf(found);
    },
    find: async (number) => {
      // Twilio's filter matches the digits anywhere in a number.
      const { instances } = await asking(() => numbers.page({ phoneNumber: number, pageSize: 50 }));
      const found = instances.find(({ phoneNumber }) => phoneNumber === number);
      return found ? numberOf(found) : null;
    },
    setWebhooks: async ({ sid, webhooks: current }, wanted) =>
      numberOf(await asking(() => numbers(sid).update(changes(current, wanted)))),
  };
};

/**
 * The settings to send. Twilio clears a setting that is sent empty, so the hub sends a URL only if it changes. A method cannot be empty,
 * and has no effect without its URL. The URLs of an application take precedence over those of the number.
 */
const changes = (current: NumberWebhooks, wanted: NumberWebhooks) => ({
  ...(wanted.smsUrl === current.smsUrl ? {} : { smsUrl: wanted.smsUrl ?? "" }),
  ...(wanted.smsMethod === null ? {} : { smsMethod: wanted.smsMethod }),
  ...(wanted.smsFallbackUrl === current.smsFallbackUrl ? {} : { smsFallbackUrl: wanted.smsFallbackUrl ?? "" }),
  ...(wanted.smsApplicationSid === current.smsApplicationSid
    ? {}
    : { smsApplicationSid: wanted.smsApplicationSid ?? "" }),
});

const numberOf = (resource: IncomingPhoneNumberInstance): OwnedNumber => ({
  sid: resource.sid,
  number: resource.phoneNumber,
  friendlyName: resource.friendlyName || null,
  capabilities: {
    sms: resource.capabilities?.sms === true,
    mms: resource.capabilities?.mms === true,
    voice: resource.capabilities?.voice === true,
  },
  webhooks: {
    smsUrl: resource.smsUrl || null,
    smsMethod: resource.smsMethod || null,
    smsFallbackUrl: resource.smsFallbackUrl || null,
    smsApplicationSid: resource.smsApplicationSid || null,
  },
});
