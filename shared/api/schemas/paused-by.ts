import * as z from "zod";
import { Id, Time } from "../common.ts";

/**
 * The reason why work waits: a sending pause, the suspension of the tenant, a deactivated provider configuration, or the operator's
 * decision that the tenant can no longer use the hub's provider.
 */
export const PausedBy = z
  .object({
    kind: z.enum(["sending_pause", "tenant_suspended", "provider_config_inactive", "hub_provider_withdrawn"]),
    pauseId: Id.nullable().meta({ description: "The sending pause; null: it is another kind" }),
    reason: z.string().nullable().meta({ description: "As whoever set the pause put it" }),
    until: Time.nullable().meta({ description: "When the pause ends by itself; null: when somebody ends it" }),
    since: Time.meta({ description: "Since when it is held" }),
  })
  .meta({ id: "PausedBy" });
