import { randomUUID } from "node:crypto";
import type { AwsCall } from "./aws-operation.ts";
import { AwsError, element } from "./query-xml.ts";

/** Publishes to a phone number, with the limits of https://docs.aws.amazon.com/sns/latest/dg/sms_sending-overview.html. */
export function publish({ world, params, signer }: AwsCall): string {
  const phoneNumber = params.get("PhoneNumber") ?? "";
  const message = params.get("Message") ?? "";
  if (!/^\+[1-9]\d{6,14}$/.test(phoneNumber)) {
    throw invalid(`Invalid parameter: PhoneNumber Reason: ${phoneNumber} is not valid to publish to`);
  }
  if (message === "") throw invalid("Invalid parameter: Empty message");
  if (message.length > 1600) throw invalid("Invalid parameter: Message Reason: Message too long");
  const attributes = attributesIn(params);
  checkAttributes(attributes);
  const messageId = randomUUID();
  world.publications.add({
    messageId,
    phoneNumber,
    message,
    attributes,
    at: new Date().toISOString(),
    signedBy: signer,
    isDelivered: !world.optedOut.has(phoneNumber),
  });
  return element("MessageId", messageId);
}

/** Reads MessageAttributes.entry.N.Name with its Value.DataType and Value.StringValue, from N = 1. */
function attributesIn(params: URLSearchParams): Record<string, string> {
  const attributes: Record<string, string> = {};
  for (let n = 1; ; n += 1) {
    const name = params.get(`MessageAttributes.entry.${n}.Name`);
    if (name === null) return attributes;
    const type = params.get(`MessageAttributes.entry.${n}.Value.DataType`);
    const value = params.get(`MessageAttributes.entry.${n}.Value.StringValue`);
    if (!type || value === null) {
      throw new AwsError("ParameterValueInvalid", `The message attribute '${name}' must contain a type and a value.`);
    }
    attributes[name] = value;
  }
}

function checkAttributes(attributes: Record<string, string>): void {
  const senderId = attributes["AWS.SNS.SMS.SenderID"];
  if (senderId !== undefined && !(/^[A-Za-z0-9]{1,11}$/.test(senderId) && /[A-Za-z]/.test(senderId))) {
    throw invalid("Invalid parameter: MessageAttributes Reason: SenderID is not valid");
  }
  const smsType = attributes["AWS.SNS.SMS.SMSType"];
  if (smsType !== undefined && smsType !== "Promotional" && smsType !== "Transactional") {
    throw invalid("Invalid parameter: MessageAttributes Reason: SMSType is not valid");
  }
}

function invalid(message: string): AwsError {
  return new AwsError("InvalidParameter", message);
}
