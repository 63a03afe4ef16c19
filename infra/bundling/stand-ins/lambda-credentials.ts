import { fromEnv } from "@aws-sdk/credential-providers";

/**
 * Replaces the SDK's chain of credential sources. A Lambda has its credentials in its environment only. The chain would bring clients
 * for SSO, STS and the instance metadata service into every bundle.
 */
export const defaultProvider = fromEnv;
