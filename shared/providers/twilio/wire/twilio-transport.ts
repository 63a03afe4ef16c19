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
  /** One origin that replaces *.twilio.com for every product and region. Plain http is allowed only on loopback. */
  baseUrl?: string | undefined;
  timeoutMs?: number | undefined;
}

/** A request of the SDK's resources. `uri` is absolute. */
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
  /** Returns a parsed JSON answer. Throws HttpCallFailed, UnreadableAnswer, or TwilioRefusal for a status other than 2xx. */
  request(
    product: TwilioProduct,
    request: TwilioRequest,
  ): Promise<{ statusCode: number; body: unknown; headers: Record<string, string> }>;
  /** Returns an answer of any status with its bytes unparsed. Throws HttpCallFailed. */
  fetchBytes(product: TwilioProduct, uri: string, maximumBytes: number): Promise<HttpAnswer>;
}

type Call = Pick<HttpCall, "method" | "url" | "maximumBytes"> & { body?: string | undefined };

/** A page of 1,000 messages of 1,600 characters stays below this size. */
const maximumJsonBytes = 8_000_000;

/** Calls Twilio's API with the API key if there is one, else with the account's auth token. */
export const twilioTransport = (credentials: TwilioCredentials, options: TwilioOptions = {}): TwilioTransport => {
  const base = options.baseUrl === undefined ? undefined : checkedBaseUrl(options.baseUrl);
  const hostOf = (product: TwilioProduct) => twilioHost(product, credentials.region ?? homeRegion);
  const baseUrl = (product: TwilioProduct) => base ?? `https://${hostOf(product)}`;
  const allowedOrigins = new Set(twilioProducts.map((product) => new URL(baseUrl(product)).origin));
  const authorization = basicAuthorization(credentials);

  const call = (product: TwilioProduct, { method, url, maximumBytes, body }: Call): Promise<HttpAnswer> => {
    // The link to a page comes from an answer, so the hub must not send the credentials to another host.
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
        // One server that replaces all of Twilio's hosts reads from this header which host, and so which region, is meant.
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

/** Refuses a base URL that would send the credentials unencrypted to another machine. */
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

/** Encodes a form as Twilio expects it: a list repeats its key. */
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

/** Sets missing dates of a resource to null, because the SDK reads a missing date as the present moment but keeps null. */
const withNullDates = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withNullDates);
  if (typeof value !== "object" || value === null) return value;
  const inner = Object.fromEntries(Object.entries(value).map(([key, one]) => [key, withNullDates(one)]));
  return "sid" in value ? { ...Object.fromEntries(dates.map((name) => [name, null])), ...inner } : inner;
};

/** Opens the transport for a configuration's account. If the environment names a simulated Twilio, requests go there. */
export const openTwilioTransport = async (load: LoadCredentials): Promise<TwilioTransport> =>
  twilioTransport(await credentialsFor("twilio", load), { baseUrl: config.twilioBaseUrl() });
