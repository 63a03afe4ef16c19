import { type MessageAttributeValue, PublishCommand } from "@aws-sdk/client-sns";
import { now } from "../../kernel/clock.ts";
import { waits } from "../../kernel/timeouts-and-waits.ts";
import type { MessageSender, OutgoingMessage, SendOutcome } from "../provider.ts";
import { providerError } from "../provider-error.ts";
import type { AwsKeys } from "./assumed-role.ts";
import { forgetAssumedRole } from "./assumed-role.ts";
import { awsKeysOf, snsClient } from "./sns-client.ts";
import type { SnsCredentials } from "./sns-credentials.ts";
import { publishOutcomeOf, roleOutcomeOf } from "./sns-errors.ts";

/** The SNS settings of a provider configuration, without its credentials. */
export interface SnsSettings {
  senderId: string | null;
  smsType: "Promotional" | "Transactional";
  maxPriceUsd: string | null;
  timeoutMs?: number | undefined;
}

/**
 * Sends SMS through SNS Publish: https://docs.aws.amazon.com/sns/latest/dg/sms_sending-overview.html. SNS has no status query and reports
 * delivery only to CloudWatch Logs, so the hub learns no more than `accepted`.
 */
export const snsMessages = (credentials: SnsCredentials, settings: SnsSettings): MessageSender => ({
  send: async (message) => {
    if (message.channel !== "sms" || message.mediaUrls.length > 0) {
      return { kind: "rejected", error: providerError("not_supported", null, "SNS sends plain SMS only.") };
    }
    // AssumeRole and Publish share one time limit, because workers plan with the limit of one provider call.
    const deadline = now() + (settings.timeoutMs ?? waits().providerCall);
    let keys: AwsKeys;
    try {
      keys = await awsKeysOf(credentials, deadline - now());
    } catch (failure) {
      return roleOutcomeOf(failure);
    }
    const outcome = await publish(message, credentials.region, keys, settings, deadline - now());
    if (outcome.kind === "rejected" && outcome.error.code === "credentials_rejected") forgetAssumedRole(credentials);
    return outcome;
  },
});

const publish = async (
  message: OutgoingMessage,
  region: string,
  keys: AwsKeys,
  settings: SnsSettings,
  timeoutMs: number,
): Promise<SendOutcome> => {
  const client = snsClient(region, keys, Math.max(1, timeoutMs));
  try {
    const { MessageId } = await client.send(
      new PublishCommand({
        PhoneNumber: message.to,
        Message: message.body,
        MessageAttributes: attributesOf(message, settings),
      }),
    );
    if (!MessageId) return { kind: "unknown", cause: "SNS's answer names no message" };
    return { kind: "accepted", providerMessageId: MessageId, status: "accepted" };
  } catch (failure) {
    return publishOutcomeOf(failure);
  }
};

/** https://docs.aws.amazon.com/sns/latest/dg/sms_publish-to-phone.html */
const attributesOf = ({ from }: OutgoingMessage, { senderId, smsType, maxPriceUsd }: SnsSettings) => {
  const isNumber = from?.startsWith("+") ?? false;
  const sender = isNumber ? null : (from ?? senderId);
  return {
    "AWS.SNS.SMS.SMSType": text(smsType),
    ...(sender ? { "AWS.SNS.SMS.SenderID": text(sender) } : {}),
    ...(isNumber && from ? { "AWS.MM.SMS.OriginationNumber": text(from) } : {}),
    ...(maxPriceUsd ? { "AWS.SNS.SMS.MaxPrice": { DataType: "Number", StringValue: maxPriceUsd } } : {}),
  };
};

const text = (value: string): MessageAttributeValue => ({ DataType: "String", StringValue: value });
