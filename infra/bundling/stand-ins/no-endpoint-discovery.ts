/**
 * Replaces @aws-sdk/middleware-endpoint-discovery. DynamoDB's client contains it, and uses it only with a setting that no function has.
 */
export const resolveEndpointDiscoveryConfig = <Config>(config: Config): Config => config;

export const NODE_ENDPOINT_DISCOVERY_CONFIG_OPTIONS = {
  environmentVariableSelector: () => undefined,
  configFileSelector: () => undefined,
  default: undefined,
};
