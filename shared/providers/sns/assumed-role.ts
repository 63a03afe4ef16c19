import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { now } from "../../kernel/clock.ts";
import { minute } from "../../kernel/durations.ts";
import { awsRequestHandler } from "./aws-request-handler.ts";
import type { SnsCredentials } from "./sns-credentials.ts";

export interface AwsKeys {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string | undefined;
}

export type RoleCredentials = Extract<SnsCredentials, { roleArn: string }>;

/** The cache drops keys this many milliseconds before they expire. */
const marginMs = 5 * minute;
const most = 100;

const cache = new Map<string, { keys: Promise<AwsKeys>; until: number }>();

/**
 * Assumes the tenant's role with the external id that the hub made for the configuration, so that no other configuration can use the hub to
 * assume it (https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html). Caches the keys until five minutes before they expire.
 */
export const assumedRole = (credentials: RoleCredentials, timeoutMs: number): Promise<AwsKeys> => {
  const key = keyOf(credentials);
  const known = cache.get(key);
  if (known && known.until > now()) return known.keys;

  const entry = { keys: assume(credentials, timeoutMs, (until) => (entry.until = until)), until: now() + timeoutMs };
  makeRoom();
  cache.set(key, entry);
  entry.keys.catch(() => forget(key, entry));
  return entry.keys;
};

/** Drops cached keys that SNS refused, so that the next send assumes the role again. */
export const forgetAssumedRole = (credentials: SnsCredentials): void => {
  if ("roleArn" in credentials) cache.delete(keyOf(credentials));
};

const assume = async (
  { region, roleArn, externalId }: RoleCredentials,
  timeoutMs: number,
  validUntil: (time: number) => void,
): Promise<AwsKeys> => {
  const client = new STSClient({ region, maxAttempts: 1, requestHandler: awsRequestHandler(timeoutMs) });
  const command = new AssumeRoleCommand({ RoleArn: roleArn, ExternalId: externalId, RoleSessionName: "phonehub" });
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = (await client.send(command)).Credentials ?? {};
  if (!AccessKeyId || !SecretAccessKey || !Expiration) throw new Error("STS answered without credentials");
  validUntil(Expiration.getTime() - marginMs);
  return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
};

const keyOf = ({ region, roleArn, externalId }: RoleCredentials): string =>
  JSON.stringify([region, roleArn, externalId]);

const forget = (key: string, entry: unknown): void => {
  if (cache.get(key) === entry) cache.delete(key);
};

const makeRoom = (): void => {
  for (const key of cache.keys()) {
    if (cache.size < most) return;
    cache.delete(key);
  }
};
