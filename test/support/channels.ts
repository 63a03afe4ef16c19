import { byChannel, type Channel } from "../../shared/api/channels.ts";

/** Settings of a provider configuration that sends WhatsApp from a number. */
export const whatsAppFrom = (sender: string) => ({ channels: { whatsapp: { isEnabled: true, sender } } });

/** Settings of a provider configuration that calls. */
export const calling = { channels: { voice: { isEnabled: true } } };

/** A change of preferences that allows these channels. */
export const allowing = (...allowed: Channel[]) => ({
  channels: Object.fromEntries(allowed.map((channel) => [channel, { isEnabled: true }])),
});

/** The channels in the preferences of a user who allows these. */
export const onlyAllowing = (...allowed: Channel[]) => ({
  channels: byChannel((channel) => ({ isEnabled: allowed.includes(channel) })),
});
