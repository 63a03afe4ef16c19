import type { CredentialsOf } from "../../shared/providers/credentials.ts";
import type { ProviderName } from "../../shared/providers/manifests.ts";
import { credentials } from "./twilio/twilio-answers.ts";

/** Credentials of each provider, as its adapter takes them. They open nothing. */
export const exampleCredentials: { readonly [Name in ProviderName]: CredentialsOf<Name> } = {
  twilio: { provider: "twilio", ...credentials },
  sns: {
    provider: "sns",
    region: "eu-central-1",
    accessKeyId: "AKIAEXAMPLEEXAMPLE00",
    secretAccessKey: "secret-of-an-example",
  },
};
