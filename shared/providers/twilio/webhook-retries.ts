/**
 * Twilio calls a webhook once unless its URL's fragment asks for more: three times again where it could not reach us, waited in vain, or
 * we failed. The fragment is not sent and not signed.
 * https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides
 */
export const webhookRetries = "#rc=3&rp=ct,rt,5xx";
