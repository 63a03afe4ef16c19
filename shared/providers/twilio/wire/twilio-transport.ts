import { config } from "../../../kernel/config.ts";
import { parseJson } from "../../../kernel/json.ts";
import { waits } from "../../../kernel/timeouts-and-waits.ts";
import { credentialsFor, type LoadCredentials } from "../../credentials.ts";
import { type HttpAnswer, type HttpCall, httpCall } from "../../http-call.ts";
import type { TwilioCredentials } from "../twilio-credentials.ts";
import { homeRegion } from "../twilio-regions.ts";
import { type TwilioProduct, twilioHost, twilioProducts } from "./twilio-host.ts";
import { TwilioRefusal, UnreadableAnswer } from "./twilio-refusal.ts";

export interface TwilioOptions {
  /** One origin for every product and region instead of *.twilio.com; plain http is for loopback alone. */
  baseUrl?: string | undefined;
  timeoutMs?: number | undefined;
}

/** What the SDK's resources ask for; `uri` is absolute. */
export interface TwilioRequest {
  method?: string | undefined;
  uri?: string | undefined;
  params?: object | undefined;
  data?: object | undefined;
  headers?: object | undefined;
}

export interface TwilioTransport {
  accountSid: string;
  baseUrl(product: TwilioProduct): string;
  /** A JSON answer, parsed. Throws HttpCallFailed, UnreadableAnswer, or TwilioRefusal for any status but 2xx. */
  request(
    product: TwilioProduct,
    request: TwilioRequest,
  ): Promise<{ statusCode: number; body: unknown; headers: Record<string, string> }>;
  /** Any answer with any status, its bytes unread. Throws HttpCallFailed. */
  fetchBytes(product: TwilioProduct, uri: string, maximumBytes: number): Promise<HttpAnswer>;
}

type Call = Pick<HttpCall, "method" | "url" | "maximumBytes"> & { body?: string | undefined };

/** A page of 1,000 messages of 1,600 characters stays below it. */
const maximumJsonBytes = 8_000_000;

/** Speaks to Twilio's API with the API key where there is one, else with the account's own token. */
export const twilioTransport = (credentials: TwilioCredentials, options: TwilioOptions = {}): TwilioTransport => {
  const base = options.baseUrl === undefined ? undefined : checkedBaseUrl(options.baseUrl);
  const hostOf = (product: TwilioProduct) => twilioHost(product, credentials.region ?? homeRegion);
  const baseUrl = (product: TwilioProduct) => base ?? `https://${hostOf(product)}`;
  const allowedOrigins = new Set(twilioProducts.map((product) => new URL(baseUrl(product)).origin));
  const authorization = basicAuthorization(credentials);

  const call = (product: TwilioProduct, { method, url, maximumBytes, body }: Call): Promise<HttpAnswer> => {
    // A page's link comes from an answer: the credentials never follow it to another host.
    if (!allowedOrigins.has(url.origin)) throw new Error(`Not an address of Twilio: ${url.origin}`);
    return httpCall({
      method,
      url,
      body,
      maximumBytes,
      timeoutMs: options.timeoutMs ?? waits().providerCall,
      headers: {
        authorization,
        accept: "application/json",
        "accept-charset": "utf-8",
        "user-agent": "PhoneHub",
        // Whoever stands in for all of Twilio's hosts learns which one was meant, and so the region.
        ...(base === undefined ? {} : { "x-forwarded-host": hostOf(product) }),
        ...(body === undefined
          ? {}
          : {
              "content-type": "application/x-www-form-urlencoded",
              "content-length": String(Buffer.byteLength(body)),
            }),
      },
    });
  };

  return {
    accountSid: credentials.accountSid,
    baseUrl,
    request: async (product, { method = "get", uri = "", params, data }) => {
      const url = new URL(uri);
      for (const [name, value] of form(params)) url.searchParams.append(name, value);
      const body = data === undefined ? undefined : form(data).toString();
      const answer = await call(product, { method: method.toUpperCase(), url, maximumBytes: maximumJsonBytes, body });
      if (answer.status < 200 || answer.status > 299) throw new TwilioRefusal(answer);
      return { statusCode: answer.status, body: parsed(answer), headers: answer.headers };
    },
    fetchBytes: async (product, uri, maximumBytes) => call(product, { method: "GET", url: new URL(uri), maximumBytes }),
  };
};

/** Refuses to send credentials in the clear to anything but this machine. */
const checkedBaseUrl = (text: string): string => {
  const url = new URL(text);
  const isLoopback = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(url.hostname);
  if (url.protocol !== "https:" && !(url.protocol === "http:" && isLoopback)) {
    throw new Error(`Twilio's base URL must be https, or http on loopback: ${url.origin}`);
  }
  return text.replace(/\/+$/, "");
};

const basicAuthorization = ({ accountSid, authToken, apiKeySid, apiKeySecret }: TwilioCredentials): string => {
  const pair = apiKeySid && apiKeySecret ? `${apiKeySid}:${apiKeySecret}` : `${accountSid}:${authToken}`;
  return `Basic ${Buffer.from(pair).toString("base64")}`;
};

/** Twilio's form encoding: a list is its key repeated. */
const form = (fields: object = {}): URLSearchParams => {
  const encoded = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== undefined) encoded.append(name, String(one));
    }
  }
  return encoded;
};

const parsed = (answer: HttpAnswer): unknown => {
  if (answer.status === 204) return undefined;
  try {
    return withNullDates(parseJson(Buffer.from(answer.body).toString("utf8")));
  } catch {
    throw new UnreadableAnswer(answer.status);
  }
};

const dates = ["date_created", "date_sent", "date_updated"];

/** The SDK reads a resource's date that is missing as the present moment; a null stays null. */
const withNullDates = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withNullDates);
  if (typeof value !== "object" || value === null) return value;
  const inner = Object.fromEntries(Object.entries(value).map(([key, one]) => [key, withNullDates(one)]));
  return "sid" in value ? { ...Object.fromEntries(dates.map((name) => [name, null])), ...inner } : inner;
};

/** The transport of a configuration's account, to the simulated Twilio where the environment names one. */
export const openTwilioTransport = async (load: LoadCredentials): Promise<TwilioTransport> =>
  twilioTransport(await credentialsFor("twilio", load), { baseUrl: config.twilioBaseUrl() });
