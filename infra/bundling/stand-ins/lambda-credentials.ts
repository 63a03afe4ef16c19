import { fromEnv } from "@aws-sdk/credential-providers";

/**
 * Stands in for the SDK's chain of credential sources. A Lambda's credentials are in its environment and nowhere else; the chain
 * would bring clients for SSO, STS and the instance metadata service into every bundle.
 */
export const defaultProvider = fromEnv;
