/** Twilio's 2010 API writes dates as RFC 2822: "Fri, 20 Nov 2026 08:09:19 +0000". */
export function rfc2822(date: Date): string {
  return date.toUTCString().replace("GMT", "+0000");
}

/** Verify writes them as ISO 8601, in whole seconds: "2026-11-20T08:09:19Z". */
export function iso8601Seconds(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`;
}

export function rfc2822OrNull(date: Date | null): string | null {
  return date === null ? null : rfc2822(date);
}
