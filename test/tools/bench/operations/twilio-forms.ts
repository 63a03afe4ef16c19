import { randomBytes } from "node:crypto";
import { demoAccount } from "@phonehub/simulators/twilio/demo-account";

const account = { AccountSid: demoAccount.accountSid, ApiVersion: "2010-04-01" };

/** Twilio's form for a status callback. */
export const statusForm = (
  message: { providerMessageId: string; from: string; to: string },
  status: "sent" | "delivered",
): Record<string, string> => ({
  ...account,
  From: message.from,
  To: message.to,
  MessageSid: message.providerMessageId,
  MessageStatus: status,
  SmsSid: message.providerMessageId,
  SmsStatus: status,
  ...(status === "delivered" ? { RawDlrDoneDate: "2611201200" } : {}),
});

/** Twilio's form for an inbound message. Blank parameters are part of it, and of the signature. */
export const inboundForm = (from: string, to: string): Record<string, string> => {
  const sid = `SM${randomBytes(16).toString("hex")}`;
  return {
    ...account,
    From: from,
    To: to,
    Body: "Yes, see you at 8.",
    MessageSid: sid,
    SmsMessageSid: sid,
    SmsSid: sid,
    SmsStatus: "received",
    NumMedia: "0",
    NumSegments: "1",
    FromCity: "",
    FromState: "",
    FromZip: "",
    FromCountry: "US",
    ToCity: "",
    ToState: "",
    ToZip: "",
    ToCountry: "US",
  };
};
