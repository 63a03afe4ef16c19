import * as z from "zod";
import { byChannel, bySwitch } from "../channels.ts";
import { E164 } from "../common.ts";

const ChannelSwitch = z.object({ isEnabled: z.boolean() }).meta({ id: "ChannelSwitch" });

const ChannelWithSender = z
  .object({
    isEnabled: z.boolean(),
    sender: E164.nullable().meta({ description: "The number that its messages come from; null: a Messaging Service" }),
  })
  .meta({ id: "ChannelWithSender" });

/** The channels of a provider configuration. These schemas are derived from the table in ../channels.ts. */
export const ProviderChannels = z
  .object(
    bySwitch(
      () => ChannelSwitch,
      () => ChannelWithSender,
    ),
  )
  .meta({ id: "ProviderChannels" });

const isEnabled = (isOnAtFirst: boolean) => z.boolean().default(isOnAtFirst);

export const NewProviderChannels = z
  .strictObject(
    bySwitch(
      (isOnAtFirst) => z.strictObject({ isEnabled: isEnabled(isOnAtFirst) }).prefault({}),
      (isOnAtFirst) =>
        z.strictObject({ isEnabled: isEnabled(isOnAtFirst), sender: E164.nullable().default(null) }).prefault({}),
    ),
  )
  .meta({ id: "NewProviderChannels" });

export const ProviderChannelChanges = z
  .strictObject(
    bySwitch(
      () => z.strictObject({ isEnabled: z.boolean() }).partial(),
      () => z.strictObject({ isEnabled: z.boolean(), sender: E164.nullable() }).partial(),
    ),
  )
  .partial()
  .meta({ id: "ProviderChannelChanges", description: "Merges, channel by channel" });

/** The channels that a user allows. */
export const PreferredChannels = z.object(byChannel(() => ChannelSwitch)).meta({ id: "PreferredChannels" });

export const PreferredChannelChanges = z
  .strictObject(byChannel(() => z.strictObject({ isEnabled: z.boolean().nullable() }).partial().nullable()))
  .partial()
  .meta({ id: "PreferredChannelChanges", description: "Merges, channel by channel" });
