export const region = "us-east-1";
export const account = "000000000000";

/** The keys of the emulator's root user. */
export const rootCredentials = { accessKeyId: "test", secretAccessKey: "test" };

/** The environment of a person who deploys, with the emulator's endpoint instead of AWS. */
export const awsEnvironment = (endpoint: string): NodeJS.ProcessEnv => {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !name.startsWith("AWS_") && !name.startsWith("npm_"),
  );
  return {
    ...Object.fromEntries(inherited),
    AWS_ACCESS_KEY_ID: rootCredentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: rootCredentials.secretAccessKey,
    AWS_REGION: region,
    AWS_ENDPOINT_URL: endpoint,
    AWS_EC2_METADATA_DISABLED: "true",
    NODE_NO_WARNINGS: "1",
  };
};

/** Settings of an SDK client that talks to the emulator. */
export const clientSettings = (endpoint: string) => ({ endpoint, region, credentials: rootCredentials });
