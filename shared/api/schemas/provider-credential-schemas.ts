import * as z from "zod";
import { credentialSchemas } from "../../providers/credential-schemas.ts";

/** Write-only. The hub checks that the credentials fit the configuration's provider. */
export const Credentials = z.union(Object.values(credentialSchemas).flat()).meta({ id: "Credentials" });
