import * as z from "zod";
import { ownSenderChannels, ownSenderField } from "../channels.ts";
import { E164 } from "../common.ts";

export const TestedSender = z
  .object({
    field: z.enum(["fromNumbers", ...ownSenderChannels.map(ownSenderField), "messagingServiceSid", "senderId"]),
    sender: z.string(),
    ownership: z.enum(["owned", "notOwned", "sandbox", "notChecked"]).meta({
      description:
        "`notOwned`: the account does not have it, so the configuration is not verified. `sandbox`: Twilio's own WhatsApp sandbox. `notChecked`: the provider does not list it, or did not show it",
    }),
  })
  .meta({ id: "TestedSender" });

export const TestConnection = z.object({
  verified: z.boolean(),
  message: z.string(),
  senders: z.array(TestedSender).meta({ description: "Each sender that the configuration names" }),
  account: z
    .object({
      name: z.string().nullable(),
      status: z.string().nullable(),
      balance: z.object({ amount: z.string(), currency: z.string() }).nullable(),
    })
    .nullable(),
});

export const ProviderNumber = z
  .object({
    sid: z.string(),
    number: E164,
    friendlyName: z.string().nullable(),
    capabilities: z.object({ sms: z.boolean(), mms: z.boolean(), voice: z.boolean() }),
    isConnected: z.boolean(),
    webhooks: z.object({
      smsUrl: z.string().nullable(),
      smsMethod: z.string().nullable(),
      smsFallbackUrl: z.string().nullable(),
      smsApplicationSid: z.string().nullable(),
    }),
  })
  .meta({ id: "ProviderNumber" });

export const ConnectProviderNumber = z
  .strictObject({ replace: z.boolean().default(false) })
  .meta({ id: "ConnectProviderNumber" });
