import type { AccountInput } from "./account.ts";

/** The account with which every simulator starts. It never changes, so that a hub's stored credentials survive a restart. */
export const demoAccount = {
  accountSid: "AC00000000000000000000000000000de0",
  authToken: "de300000000000000000000000000001",
  apiKeys: [{ sid: "SK00000000000000000000000000000de0", secret: "demo-api-key-secret-00000000001" }],
  friendlyName: "PhoneHub demo",
  phoneNumbers: ["+14155550100", "+14155550101"],
  whatsappSenders: ["+14155550100"],
  messagingServices: [
    { sid: "MG00000000000000000000000000000de0", senders: ["+14155550100", "+14155550101"], statusCallback: null },
  ],
  verifyServices: [{ sid: "VA00000000000000000000000000000de0", friendlyName: "PhoneHub" }],
} satisfies AccountInput;
