import type { Incoming } from "../../wire/incoming.ts";

export const regions = ["us1", "ie1", "au1"] as const;
export type Region = (typeof regions)[number];

/**
 * The region a request was meant for. Twilio tells it by the host, `api.dublin.ie1.twilio.com`; here all hosts are one, so a client that
 * redirects its requests leaves the host they had in X-Forwarded-Host. Without one, or by a host such as `api.twilio.com`, it is us1.
 */
export function regionOf({ headers }: Incoming): Region {
  const [, named] = /^[a-z]+\.(?:[a-z-]+\.)?([a-z]+\d)\.twilio\.com$/.exec(String(headers["x-forwarded-host"])) ?? [];
  return regions.find((region) => region === named) ?? "us1";
}
