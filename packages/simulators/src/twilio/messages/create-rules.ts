import { parsePhoneNumberFromString } from "libphonenumber-js/max";
import { numberOf } from "../../wire/address.ts";
import { TwilioError } from "../twilio-error.ts";

/** Checks a create request by its parameters alone, in Twilio's order. */
export function checkCreateParameters(params: URLSearchParams): void {
  checkPresence(params);
  checkContent(params);
  checkStatusCallback(params.get("StatusCallback"));
  checkValidityPeriod(params.get("ValidityPeriod"));
  checkRecipient(params.get("To") ?? "");
}

function checkPresence(params: URLSearchParams): void {
  if (!params.get("To")) throw new TwilioError(21604, "A 'To' phone number is required.");
  if (!params.get("From") && !params.get("MessagingServiceSid")) {
    throw new TwilioError(21603, "A 'From' phone number is required.");
  }
  if (!params.get("Body") && !params.get("MediaUrl") && !params.get("ContentSid")) {
    throw new TwilioError(21602, "Message body is required.");
  }
}

function checkContent(params: URLSearchParams): void {
  // Twilio counts UTF-16 code units, not characters.
  if ((params.get("Body") ?? "").length > 1600) {
    throw new TwilioError(21617, "The concatenated message body exceeds the 1600 character limit");
  }
  const mediaUrls = params.getAll("MediaUrl");
  if (mediaUrls.length > 10) throw new TwilioError(21623, "Number of media files exceeds allowed limit");
  for (const url of mediaUrls) {
    if (!isHttpUrl(url)) throw new TwilioError(21620, `Invalid media URL(s): ${url}`);
  }
  const contentSid = params.get("ContentSid");
  if (contentSid && !/^HX[0-9a-fA-F]{32}$/.test(contentSid)) throw new TwilioError(21655, "The ContentSid is Invalid");
  const variables = params.get("ContentVariables");
  if (variables === null) return;
  if (!contentSid) throw new TwilioError(21654, "ContentSid Required");
  if (!isJsonObject(variables)) throw new TwilioError(21656, "The ContentVariables Parameter is invalid");
}

function checkStatusCallback(url: string | null): void {
  if (!url) return;
  if (!isHttpUrl(url) || new URL(url).hostname.includes("_")) {
    throw new TwilioError(21609, `The 'StatusCallback' URL ${url} is not a valid URL.`);
  }
}

function checkValidityPeriod(text: string | null): void {
  if (text === null) return;
  const seconds = Number(text);
  if (!/^\d+$/.test(text) || seconds < 1 || seconds > 36_000) {
    throw new TwilioError(21624, "Invalid validity period value");
  }
}

function checkRecipient(to: string): void {
  // Twilio accepts numbers that are possible but not assigned. They fail at delivery.
  const number = parsePhoneNumberFromString(asDialed(to));
  const isE164 = /^((whatsapp|rcs|messenger):)?\+[1-9]\d{1,14}$/.test(to);
  if (isE164 && number?.isPossible()) return;
  if (to.startsWith("whatsapp:")) throw new TwilioError(63003, "Channel could not find To address");
  throw new TwilioError(21211, `Invalid 'To' Phone Number: ${to}`);
}

/** WhatsApp still writes Mexican mobile numbers with the 1 that callers dialed until 2019. */
const asDialed = (to: string): string =>
  to.startsWith("whatsapp:") ? numberOf(to).replace(/^\+521(\d{10})$/, "+52$1") : numberOf(to);

function isHttpUrl(text: string): boolean {
  return /^https?:\/\/[^\s]+$/.test(text) && URL.canParse(text);
}

function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}
