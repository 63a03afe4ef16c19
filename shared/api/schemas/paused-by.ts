import * as z from "zod";
import { Id, Time } from "../common.ts";

/**
 * What holds work that waits: a sending pause, its tenant's suspension, its provider configuration, which was deactivated, or the operator, who
 * let the tenant use the hub's provider no longer.
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
