import { config } from "../config.ts";
import type { Scope } from "../ids.ts";

/** Where a list of recipients lies: under its scope, so that an id of somebody else's leads nowhere. */
export const placeIn = (scope: Scope, name: string) => ({
  Bucket: config.recipientsBucket(),
  Key: `${scope}/${name}`,
});
