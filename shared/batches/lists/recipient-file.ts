import { config } from "../../kernel/config.ts";
import type { Scope } from "../../kernel/ids.ts";
import { rangesFolder } from "./recipient-folder.ts";

/** Where a list of recipients lies: under its scope, so that an id of somebody else's leads nowhere. */
export const placeIn = (scope: Scope, name: string) => ({
  Bucket: config.recipientsBucket(),
  Key: name.startsWith(rangesFolder)
    ? `${rangesFolder}${scope}/${name.slice(rangesFolder.length)}`
    : `${scope}/${name}`,
});
