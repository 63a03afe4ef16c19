import type { CodeChannel } from "../../api/channels.ts";

/**
 * Estimated price of one SMS segment by destination country, in millionths of a US dollar: Twilio's list prices for local numbers of
 * November 2026, rounded up, without carrier fees. If you update the prices, update the date too. Caps and previews use these estimates.
 * The provider reports the billed price later (`price` of the message).
 */
const perSegment: Readonly<Record<string, number>> = {
  US: 8_300,
  CA: 8_300,
  PR: 8_300,
  AR: 70_000,
  AT: 100_000,
  AU: 52_000,
  BE: 105_000,
  BR: 60_000,
  CH: 75_000,
  CL: 60_000,
  CN: 45_000,
  CO: 55_000,
  CR: 45_000,
  CZ: 70_000,
  DE: 110_000,
  DK: 60_000,
  EG: 300_000,
  ES: 80_000,
  FI: 85_000,
  FR: 80_000,
  GB: 52_000,
  GR: 85_000,
  HK: 65_000,
  ID: 420_000,
  IE: 90_000,
  IL: 230_000,
  IN: 83_000,
  IT: 95_000,
  JP: 85_000,
  KR: 50_000,
  MX: 68_000,
  MY: 220_000,
  NG: 350_000,
  NL: 110_000,
  NO: 75_000,
  NZ: 105_000,
  PA: 90_000,
  PE: 100_000,
  PH: 210_000,
  PL: 50_000,
  PT: 55_000,
  RO: 80_000,
  RU: 550_000,
  SA: 190_000,
  SE: 65_000,
  SG: 60_000,
  TH: 40_000,
  TR: 45_000,
  UA: 170_000,
  VN: 150_000,
  ZA: 110_000,
};
/** The price for every other country. Most of them cost less. */
const elsewhere = 250_000;

interface Priced {
  channel: CodeChannel;
  country: string | null;
  segments: number;
}
type Price = (send: Priced) => number;

const bySegments: Price = ({ country, segments }) =>
  ((country === null ? undefined : perSegment[country]) ?? elsewhere) * Math.max(1, segments);

const prices: Readonly<Record<CodeChannel, Price>> = {
  sms: bySegments,
  // WhatsApp is charged per message. The estimate is the provider's fee plus the price of a template.
  whatsapp: () => 50_000,
  // A call costs about as much as a message.
  call: bySegments,
};

/** Estimates the price of a send, in millionths of a US dollar. */
export const estimatedMicroDollars = (send: Priced): number => prices[send.channel](send);
