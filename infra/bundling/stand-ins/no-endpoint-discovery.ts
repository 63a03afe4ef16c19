/**
 * Stands in for @aws-sdk/middleware-endpoint-discovery, which DynamoDB's client carries and uses only where it is switched on by a
 * setting that no function has.
 */
export const resolveEndpointDiscoveryConfig = <Config>(config: Config): Config => config;

export const NODE_ENDPOINT_DISCOVERY_CONFIG_OPTIONS = {
  environmentVariableSelector: () => undefined,
  configFileSelector: () => undefined,
  default: undefined,
};
