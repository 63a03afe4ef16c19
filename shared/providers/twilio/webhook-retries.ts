/**
 * Twilio calls a webhook once unless its URL's fragment asks for more: three times again where it could not reach us, waited in vain, or
 * we failed. `4xx` because Lambda turns webhooks away with 429 while all that may run at once do. The fragment is not sent and not signed.
 * https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides
 */
export const webhookRetries = "#rc=3&rp=ct,rt,4xx,5xx";
