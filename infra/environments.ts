import type { StackProps } from "aws-cdk-lib";
import { tenantIdFrom } from "../shared/identity/tenants/tenant.ts";
import type { JwtIssuer } from "../shared/kernel/config.ts";
import { hubTenantId } from "../shared/kernel/ids.ts";

export type EnvironmentName = "dev" | "staging" | "prod";

/** Everything in which one environment may differ from another. */
export interface EnvironmentSettings {
  name: EnvironmentName;
  /** Left out: the account and region of the credentials that deploy. */
  account?: string;
  region?: string;
  logRetentionDays: 7 | 30 | 90 | 365;
  /** Keep tables, keys and buckets when a stack is deleted. */
  retainData: boolean;
  /** No higher than INFO: the metrics are read off these lines. */
  logLevel: "DEBUG" | "INFO";
  /** API Gateway's throttle for the whole API, per second and burst. */
  throttle: { rate: number; burst: number };
  /** Per sending function; unset where the account's limit is still 10. */
  reservedConcurrency?: number;
  /**
   * Of each webhook function so many run at once at most, kept for it out of the account's concurrency: strangers may call them.
   * Unset where the account's limit is still 10.
   */
  webhookConcurrency?: number;
  /** OIDC issuers whose access tokens are accepted; none: API keys only. */
  jwtIssuers: readonly JwtIssuer[];
  /**
   * Public base URL of a webhook function that stands behind a domain of its own, without a trailing slash. Left out: the
   * Function URL that Lambda gives it.
   */
  webhookBaseUrls?: { inboundMessage?: string; messageStatus?: string };
  /** dev only: where Twilio's API lives instead of *.twilio.com; synth fails elsewhere. */
  twilioBaseUrl?: string;
  /** How often the sweeper looks for messages that need a second look. */
  sweepEveryMinutes: number;
  /** So many ranges of batches are worked on at once, each with up to 50 messages in flight: for all tenants together. */
  batchConcurrency: number;
  /** Alarms and the topic they ring at: about $5 a month. */
  alarms: boolean;
  /** Told of alarms, once the mail to it was confirmed; left out: whoever subscribes to the topic. */
  alarmEmail?: string;
  /** An account's first three cost nothing, each further one $3 a month. */
  dashboard: boolean;
  /** The API's own domain, and its certificate in the same region (ACM). Left out: the one API Gateway gives it. */
  apiDomain?: { name: string; certificateArn: string };
}

export const environments: Readonly<Record<EnvironmentName, EnvironmentSettings>> = {
  dev: {
    name: "dev",
    logRetentionDays: 7,
    retainData: false,
    logLevel: "DEBUG",
    throttle: { rate: 50, burst: 100 },
    jwtIssuers: [],
    sweepEveryMinutes: 1,
    batchConcurrency: 2,
    alarms: false,
    dashboard: false,
  },
  staging: {
    name: "staging",
    logRetentionDays: 30,
    retainData: true,
    logLevel: "INFO",
    throttle: { rate: 200, burst: 400 },
    jwtIssuers: [],
    sweepEveryMinutes: 1,
    batchConcurrency: 10,
    alarms: true,
    dashboard: true,
  },
  prod: {
    name: "prod",
    logRetentionDays: 365,
    retainData: true,
    logLevel: "INFO",
    throttle: { rate: 1000, burst: 2000 },
    webhookConcurrency: 100,
    jwtIssuers: [],
    sweepEveryMinutes: 1,
    batchConcurrency: 20,
    alarms: true,
    dashboard: true,
  },
};

const isEnvironmentName = (name: unknown): name is EnvironmentName =>
  typeof name === "string" && Object.hasOwn(environments, name);

/** Throws one line that tells which names there are. */
export const environmentNamed = (name: unknown): EnvironmentSettings => {
  if (isEnvironmentName(name)) return environments[name];
  throw new Error(
    `There is no environment ${JSON.stringify(name)}. Choose one of ${Object.keys(environments).join(", ")}.`,
  );
};

/** The settings with `-c twilioBaseUrl=…` of the command that deploys: a dev hub that is to talk to a simulated Twilio. */
export const withTwilioAt = (settings: EnvironmentSettings, baseUrl: unknown): EnvironmentSettings =>
  typeof baseUrl === "string" && baseUrl !== "" ? { ...settings, twilioBaseUrl: baseUrl } : settings;

/** What types cannot say about the settings. Throws where a rule is broken. */
export const validateSettings = ({
  name,
  twilioBaseUrl,
  sweepEveryMinutes,
  reservedConcurrency,
  webhookConcurrency,
  jwtIssuers,
  webhookBaseUrls = {},
  alarms,
  alarmEmail,
  region,
  apiDomain,
}: EnvironmentSettings) => {
  if (twilioBaseUrl && name !== "dev") {
    throw new Error(`${name}: only dev may say where Twilio's API lives (twilioBaseUrl).`);
  }
  if (!Number.isInteger(sweepEveryMinutes) || sweepEveryMinutes < 1) {
    throw new Error(`${name}: sweepEveryMinutes must be a whole number of minutes.`);
  }
  for (const [setting, value] of Object.entries({ reservedConcurrency, webhookConcurrency })) {
    // Lambda takes 0 for "never run".
    if (value !== undefined && (!Number.isInteger(value) || value < 1))
      throw new Error(`${name}: ${setting} must be a whole number of invocations, or left out.`);
  }
  for (const issuer of jwtIssuers) refuseUnfitTenants(name, issuer);
  if (new Set(jwtIssuers.map(({ issuer }) => issuer)).size < jwtIssuers.length)
    throw new Error(`${name}: an issuer stands twice (jwtIssuers).`);
  if (alarmEmail && !alarms) throw new Error(`${name}: alarmEmail without alarms would never be told anything.`);
  if (apiDomain && region && !apiDomain.certificateArn.includes(`:acm:${region}:`)) {
    throw new Error(`${name}: API Gateway takes only a certificate of its own region, ${region} (apiDomain).`);
  }
  for (const url of Object.values(webhookBaseUrls)) {
    if (url?.endsWith("/")) throw new Error(`${name}: ${url} must not end with a slash (webhookBaseUrls).`);
  }
};

/** An issuer says whose users it may name; the hub's own tenant is not among them by the way. */
const refuseUnfitTenants = (name: EnvironmentName, { issuer, tenants }: JwtIssuer) => {
  if (tenants.length === 0) throw new Error(`${name}: ${issuer} may name no tenant (tenants of jwtIssuers).`);
  for (const tenant of tenants) {
    if (tenant === hubTenantId)
      throw new Error(`${name}: an issuer of platform administrators says hubTenant: true, not ${hubTenantId}.`);
    if (tenant !== "*" && tenantIdFrom(tenant) === null)
      throw new Error(`${name}: ${JSON.stringify(tenant)} is no tenant's id (tenants of jwtIssuers).`);
  }
};

/** What every stack of an environment has. */
export const stackProps = ({ name, account, region, retainData }: EnvironmentSettings, holds: string): StackProps => ({
  description: `PhoneHub ${name}: ${holds}`,
  env: { ...(account && { account }), ...(region && { region }) },
  terminationProtection: retainData,
  tags: { Application: "PhoneHub", Environment: name },
});
