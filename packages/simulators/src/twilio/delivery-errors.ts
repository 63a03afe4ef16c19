/** Twilio's messages for the delivery errors that tests use: https://www.twilio.com/docs/api/errors. */
const messages: Record<number, string> = {
  30001: "Queue overflow",
  30002: "Account suspended",
  30003: "Unreachable destination handset",
  30004: "Message blocked",
  30005: "Unknown destination handset",
  30006: "Landline or unreachable carrier",
  30007: "Message filtered",
  30008: "Unknown error",
  30017: "Carrier network congestion",
  30034: "Message from an unregistered number",
  30036: "Validity period expired",
  63016: "Failed to send freeform message because you are outside the allowed window",
};

export function deliveryErrorMessage(code: number): string {
  return messages[code] ?? "Delivery failed";
}
