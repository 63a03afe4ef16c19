/**
 * Points the AWS SDK at an address, as `npm start` does, with credentials of the hub's own account. Returns a function that undoes this.
 */
export const awsEndpoint = (url: string): (() => void) => {
  const before = { ...process.env };
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: url,
    AWS_ACCESS_KEY_ID: "AKIAHUBHUBHUBHUBHUB0",
    AWS_SECRET_ACCESS_KEY: "secret-of-the-hub",
    AWS_EC2_METADATA_DISABLED: "true",
  });
  return () => {
    process.env = before;
  };
};
