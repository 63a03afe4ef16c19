import * as z from "zod";
import { credentialSchemas } from "../../providers/credential-schemas.ts";

/** Write-only. Which of them fits is judged against the configuration's provider. */
export const Credentials = z.union(Object.values(credentialSchemas).flat()).meta({ id: "Credentials" });
