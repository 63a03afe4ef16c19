import * as z from "zod";
import { providerNames } from "../../providers/manifests.ts";
import { codeChannels } from "../channels.ts";
import { Id, Time, TimeInput } from "../common.ts";
import { operation } from "../operation.ts";
import * as rules from "../rules.ts";
import { Country } from "../schemas/country.ts";
import { text } from "../text.ts";

export const PausedProvider = z.enum(providerNames);
export const PausedChannel = z.enum(codeChannels);

/** The maximum number of active pauses of one tenant, and of the operator. There is a cap because each send checks all of them. */
export const maximumTenantPauses = 20;
export const maximumPlatformPauses = 50;

const everything = { description: "null: every one" };

export const SendingPause = z
  .object({
    id: Id,
    setBy: z.enum(["platform", "tenant"]).meta({ description: "Who may end it" }),
    tenantId: Id.nullable().meta({ description: "null: every tenant" }),
    provider: PausedProvider.nullable().meta(everything),
    country: z.string().nullable().meta(everything),
    channel: PausedChannel.nullable().meta(everything),
    reason: z.string(),
    until: Time.nullable().meta({ description: "When it ends by itself; null: when somebody ends it" }),
    createdAt: Time,
  })
  .meta({ id: "SendingPause" });

export const SetSendingPause = z
  .strictObject({
    tenantId: Id.optional().meta({
      description:
        "Left out: every tenant for a platform administrator, the caller's own for everybody else. `current` is the caller's own",
    }),
    provider: PausedProvider.optional().meta({ description: "Left out: every provider" }),
    country: Country.optional().meta({ description: "Of the recipient, ISO 3166-1 alpha-2. Left out: every country" }),
    channel: PausedChannel.optional().meta({ description: "`call` is codes that are spoken. Left out: every channel" }),
    reason: text(200)
      .trim()
      .min(1)
      .meta({ description: "Shown, as `pausedBy`, on all that waits, to the tenants it holds" }),
    until: TimeInput.optional().meta({ description: "When it ends by itself: later than now, within a year" }),
  })
  .meta({ id: "SetSendingPause" });

const whose = z.strictObject({
  tenantId: Id.optional().meta({ description: "For platform administrators: the tenant whose own pauses are meant" }),
});

export const setSendingPause = operation({
  id: "setSendingPause",
  method: "PUT",
  path: "/v1/sending-pauses",
  permission: "manage_tenant",
  summary: "Stop sending, within 30 seconds and without losing anything",
  description:
    "Stops messages, batches, schedules and codes to what is named. What waits keeps its place, shows `pausedBy`, and goes on when the pause has ended; a new message is taken and waits; a new code is refused with sending_paused. What comes in is stored as ever. The same tenant, provider, country and channel are the same pause: put again, its reason and its end are replaced. A platform administrator pauses one tenant or all, everybody else their own tenant.",
  body: SetSendingPause,
  answers: { 200: SendingPause },
  problems: ["not_found", "limit_reached", "conflict"],
  rules: [rules.pauseEnd],
  audited: true,
});

export const listSendingPauses = operation({
  id: "listSendingPauses",
  method: "GET",
  path: "/v1/sending-pauses",
  permission: "manage_tenant",
  summary: "List the sending pauses in force: all that hold the tenant, whoever set them",
  description:
    "Newest first, and few enough for one answer. A platform administrator who names no tenant sees all that the platform has set.",
  query: whose,
  answers: { 200: z.object({ items: z.array(SendingPause) }) },
  problems: ["not_found"],
});

export const endSendingPause = operation({
  id: "endSendingPause",
  method: "DELETE",
  path: "/v1/sending-pauses/{id}",
  permission: "manage_tenant",
  summary: "End a sending pause; what it held goes on within minutes",
  description:
    "A tenant ends its own. A platform administrator ends the platform's, and with `tenantId` that tenant's own. Batches go on within two minutes, single messages within six.",
  query: whose,
  answers: { 204: null },
  problems: ["not_found", "permission_missing"],
  audited: true,
});
