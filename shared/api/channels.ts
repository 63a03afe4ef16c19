/** How a message travels. */
export const channels = ["sms", "whatsapp"] as const;
export type Channel = (typeof channels)[number];
