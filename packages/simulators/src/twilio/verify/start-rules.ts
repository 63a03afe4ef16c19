import { isIP } from "node:net";
import { parsePhoneNumberFromString } from "libphonenumber-js/max";
import { TwilioError } from "../twilio-error.ts";
import { type Channel, isSupportedLocale } from "./code-texts.ts";
import type { VerifyService } from "./verify-service.ts";

/** Checks a start by its parameters alone. Errors 20001, 60001, 60200, 60204, 60217. */
export function checkStartParameters(params: URLSearchParams, service: VerifyService): Channel {
  for (const name of ["To", "Channel"]) {
    if (!params.get(name)) throw new TwilioError(20001, `Missing required parameter ${name} in the post body`);
  }
  const to = params.get("To") ?? "";
  const channel = channelOf(params.get("Channel") ?? "");
  if (!/^\+[1-9]\d{1,14}$/.test(to) || !parsePhoneNumberFromString(to)?.isPossible()) {
    throw new TwilioError(60200, `Invalid parameter \`To\`: ${to}`);
  }
  const locale = params.get("Locale");
  if (locale && !isSupportedLocale(locale)) throw invalid("Locale");
  checkCustomCode(params.get("CustomCode"), service);
  for (const name of ["RateLimits", "Tags", "TemplateCustomSubstitutions"]) checkJsonObject(params, name);
  const deviceIp = params.get("DeviceIp");
  if (deviceIp && !isIP(deviceIp)) throw invalid("DeviceIp");
  const templateSid = params.get("TemplateSid");
  if (templateSid && !/^HJ[0-9a-fA-F]{32}$/.test(templateSid)) throw invalid("TemplateSid");
  const riskCheck = params.get("RiskCheck");
  if (riskCheck && !["enable", "disable"].includes(riskCheck)) throw invalid("RiskCheck");
  return channel;
}

export function invalid(parameter: string): TwilioError {
  return new TwilioError(60200, `Invalid parameter: ${parameter}`);
}

function channelOf(text: string): Channel {
  switch (text) {
    case "sms":
    case "whatsapp":
    case "call":
      return text;
    case "auto":
      return "sms";
    case "email":
      throw new TwilioError(60217, "A Mailer must be associated with the service");
    case "sna":
      throw new TwilioError(60001, "Downstream Authentication Failed", 403);
    default:
      throw invalid("Channel");
  }
}

function checkCustomCode(code: string | null, service: VerifyService): void {
  if (code === null) return;
  if (!service.customCodeEnabled) throw new TwilioError(60204, "Service does not support this feature", 403);
  if (!/^\S{4,10}$/.test(code)) throw invalid("CustomCode");
}

function checkJsonObject(params: URLSearchParams, name: string): void {
  const text = params.get(name);
  if (!text) return;
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return;
  } catch {
    // The error below covers invalid JSON, too.
  }
  throw invalid(name);
}
