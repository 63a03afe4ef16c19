import type { StackProps } from "aws-cdk-lib";
import { tenantIdFrom } from "../shared/identity/tenants/tenant.ts";
import type { JwtIssuer } from "../shared/kernel/config.ts";
import { hubTenantId } from "../shared/kernel/ids.ts";

export type EnvironmentName = "dev" | "staging" | "prod";

/** All settings in which environments may differ. */
export interface EnvironmentSettings {
  name: EnvironmentName;
  /** Default: the account and region of the credentials that deploy. */
  account?: string;
  region?: string;
  logRetentionDays: 7 | 30 | 90 | 365;
  /** Keep tables, keys and buckets when a stack is deleted. */
  retainData: boolean;
  /** At most INFO, because CloudWatch reads the metrics from these lines. */
  logLevel: "DEBUG" | "INFO";
  /** API Gateway's throttle for the whole API: requests per second, and burst. */
  throttle: { rate: number; burst: number };
  /** Reserved for each sending function. Leave it out while the account's concurrency limit is 10. */
  reservedConcurrency?: number;
  /**
   * Reserved for each webhook function, and the most that run at once, because anybody may call them. Leave it out while the account's
   * concurrency limit is 10.
   */
  webhookConcurrency?: number;
  /** The OIDC issuers whose access tokens the hub accepts. Empty: API keys only. */
  jwtIssuers: readonly JwtIssuer[];
  /**
   * The public base URL of a webhook function behind a custom domain, without a trailing slash. Default: the function's own Function
   * URL.
   */
  webhookBaseUrls?: { inboundMessage?: string; messageStatus?: string };
  /** dev only: the base URL of Twilio's API instead of *.twilio.com. Synth fails in other environments. */
  twilioBaseUrl?: string;
  /** The interval of the sweeper's runs. */
  sweepEveryMinutes: number;
  /** The number of batch ranges that run at once for all tenants together, each with up to 50 messages in flight. */
  batchConcurrency: number;
  /** Alarms and their topic: about $5 a month. */
  alarms: boolean;
  /** Receives alarms after its owner confirms AWS's mail. Default: only the topic's other subscribers receive them. */
  alarmEmail?: string;
  /** An account's first three dashboards are free; each further one costs $3 a month. */
  dashboard: boolean;
  /** The API's custom domain, and its certificate in the same region (ACM). Default: API Gateway's own domain. */
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

/** The settings of an environment. Throws a one-line error with all names if there is none of this name. */
export const environmentNamed = (name: unknown): EnvironmentSettings => {
  if (isEnvironmentName(name)) return environments[name];
  throw new Error(
    `There is no environment ${JSON.stringify(name)}. Choose one of ${Object.keys(environments).join(", ")}.`,
  );
};

/** The settings with `-c twilioBaseUrl=…` of the deploy command, for a dev hub that talks to a simulated Twilio. */
export const withTwilioBaseUrl = (settings: EnvironmentSettings, baseUrl: unknown): EnvironmentSettings =>
  typeof baseUrl === "string" && baseUrl !== "" ? { ...settings, twilioBaseUrl: baseUrl } : settings;

/** Checks the rules that types cannot express. Throws if the settings break one. */
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
    throw new Error(`${name}: only dev may set twilioBaseUrl.`);
  }
  if (!Number.isInteger(sweepEveryMinutes) || sweepEveryMinutes < 1) {
    throw new Error(`${name}: sweepEveryMinutes must be a whole number of minutes.`);
  }
  for (const [setting, value] of Object.entries({ reservedConcurrency, webhookConcurrency })) {
    // For Lambda, 0 means "never run".
    if (value !== undefined && (!Number.isInteger(value) || value < 1))
      throw new Error(`${name}: ${setting} must be a whole number of at least 1, or left out.`);
  }
  for (const issuer of jwtIssuers) refuseUnfitTenants(name, issuer);
  if (new Set(jwtIssuers.map(({ issuer }) => issuer)).size < jwtIssuers.length)
    throw new Error(`${name}: duplicate issuer (jwtIssuers).`);
  if (alarmEmail && !alarms) throw new Error(`${name}: alarmEmail has no effect without alarms.`);
  if (apiDomain && region && !apiDomain.certificateArn.includes(`:acm:${region}:`)) {
    throw new Error(`${name}: API Gateway accepts only a certificate of its own region, ${region} (apiDomain).`);
  }
  for (const url of Object.values(webhookBaseUrls)) {
    if (url?.endsWith("/")) throw new Error(`${name}: ${url} must not end with a slash (webhookBaseUrls).`);
  }
};

/** Refuses an issuer without tenants, with invalid tenant ids, or with the hub's own tenant, which `hubTenant: true` allows. */
const refuseUnfitTenants = (name: EnvironmentName, { issuer, tenants }: JwtIssuer) => {
  if (tenants.length === 0) throw new Error(`${name}: ${issuer} lists no tenant (tenants of jwtIssuers).`);
  for (const tenant of tenants) {
    if (tenant === hubTenantId)
      throw new Error(
        `${name}: for an issuer of platform administrators set hubTenant: true instead of naming ${hubTenantId}.`,
      );
    if (tenant !== "*" && tenantIdFrom(tenant) === null)
      throw new Error(`${name}: ${JSON.stringify(tenant)} is no tenant's id (tenants of jwtIssuers).`);
  }
};

/** The properties of every stack of an environment. */
export const stackProps = (
  { name, account, region, retainData }: EnvironmentSettings,
  contents: string,
): StackProps => ({
  description: `PhoneHub ${name}: ${contents}`,
  env: { ...(account && { account }), ...(region && { region }) },
  terminationProtection: retainData,
  tags: { Application: "PhoneHub", Environment: name },
});
