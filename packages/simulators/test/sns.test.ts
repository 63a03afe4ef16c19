import {
  CheckIfPhoneNumberIsOptedOutCommand,
  GetSMSAttributesCommand,
  ListPhoneNumbersOptedOutCommand,
  PublishCommand,
  type PublishCommandInput,
  SNSClient,
} from "@aws-sdk/client-sns";
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type SnsControl, snsControl } from "../src/sns/control-client.ts";
import { type SnsSimulator, startSnsSimulator } from "../src/sns/start-sns-simulator.ts";
import { newRecipient } from "./official-client.ts";

const ownKeys = { accessKeyId: "AKIASIMULATED0000001", secretAccessKey: "secret" };
const roleArn = "arn:aws:iam::123456789012:role/phonehub-sender";

let simulator: SnsSimulator;
let control: SnsControl;

beforeAll(async () => {
  simulator = await startSnsSimulator();
  control = snsControl(simulator.url);
});
afterAll(() => simulator.close());

const settings = (credentials: object = ownKeys) => ({
  endpoint: simulator.url,
  region: "eu-west-1",
  credentials: { ...ownKeys, ...credentials },
  maxAttempts: 1,
});
const publish = (input: PublishCommandInput) => new SNSClient(settings()).send(new PublishCommand(input));

describe("SNS simulator Publish", () => {
  test("accepts a text message with its attributes, and records its signer", async () => {
    const to = newRecipient();
    const { MessageId, $metadata } = await publish({
      PhoneNumber: to,
      Message: "Hello <you> & 😀",
      MessageAttributes: {
        "AWS.SNS.SMS.SMSType": { DataType: "String", StringValue: "Transactional" },
        "AWS.SNS.SMS.SenderID": { DataType: "String", StringValue: "PhoneHub" },
      },
    });
    expect($metadata.requestId).toBeTruthy();
    expect(await control.accepted({ to })).toMatchObject([
      {
        messageId: MessageId,
        message: "Hello <you> & 😀",
        attributes: { "AWS.SNS.SMS.SMSType": "Transactional", "AWS.SNS.SMS.SenderID": "PhoneHub" },
        signedBy: { accessKeyId: ownKeys.accessKeyId, region: "eu-west-1", service: "sns", roleArn: null },
        isDelivered: true,
      },
    ]);
    const [request] = await control.requests({ to, operation: "sns.Publish" });
    expect(request).toMatchObject({ method: "POST", outcome: 200, params: { Action: "Publish", PhoneNumber: to } });
    expect(request?.headers.authorization).toBeUndefined();
  });

  test.each([
    ["an invalid number", { PhoneNumber: "415" }],
    ["an empty message", { Message: "" }],
    ["a long message", { Message: "x".repeat(1601) }],
    [
      "a sender id of digits",
      { MessageAttributes: { "AWS.SNS.SMS.SenderID": { DataType: "String", StringValue: "12" } } },
    ],
  ])("answers InvalidParameter for %s", async (_what, change) => {
    const order = { PhoneNumber: newRecipient(), Message: "Hello", ...change };
    await expect(publish(order)).rejects.toMatchObject({
      name: "InvalidParameterException",
      $metadata: { httpStatusCode: 400 },
    });
  });

  test("accepts and drops a message to an opted-out number, which only the control API shows", async () => {
    const to = newRecipient();
    const client = new SNSClient(settings());
    const isOptedOut = async () =>
      (await client.send(new CheckIfPhoneNumberIsOptedOutCommand({ phoneNumber: to }))).isOptedOut;
    expect(await isOptedOut()).toBe(false);
    await control.optOut(to);
    expect(await isOptedOut()).toBe(true);
    await publish({ PhoneNumber: to, Message: "Hello" });
    expect(await control.accepted({ to })).toMatchObject([{ isDelivered: false }]);
  });

  test("lists opted-out numbers, a hundred per page", async () => {
    const numbers = Array.from({ length: 130 }, newRecipient);
    for (const number of numbers) await control.optOut(number);
    const client = new SNSClient(settings());
    const { phoneNumbers = [], nextToken } = await client.send(new ListPhoneNumbersOptedOutCommand({}));
    expect(phoneNumbers).toHaveLength(100);
    const rest = await client.send(new ListPhoneNumbersOptedOutCommand({ nextToken }));
    expect(rest.nextToken).toBeUndefined();
    expect([...phoneNumbers, ...(rest.phoneNumbers ?? [])]).toEqual(expect.arrayContaining(numbers));
    await control.optOut(numbers[0] ?? "", false);
    const { phoneNumbers: after } = await client.send(new ListPhoneNumbersOptedOutCommand({}));
    expect(after).not.toContain(numbers[0]);
    await expect(client.send(new ListPhoneNumbersOptedOutCommand({ nextToken: "old" }))).rejects.toMatchObject({
      name: "InvalidParameterException",
    });
  });

  test("returns the SMS attributes", async () => {
    const { attributes } = await new SNSClient(settings()).send(new GetSMSAttributesCommand({}));
    expect(attributes).toEqual({ DefaultSMSType: "Transactional", MonthlySpendLimit: "1" });
  });
});

describe("SNS simulator fault", () => {
  const faulted = async (fault: Parameters<SnsControl["fault"]>[0]) => {
    const to = newRecipient();
    await control.fault({ ...fault, match: { to } });
    const error = await publish({ PhoneNumber: to, Message: "Hello" }).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    return { error, accepted: (await control.accepted({ to })).length };
  };

  test("throttle answers in both of SNS's forms", async () => {
    expect(await faulted({ kind: "throttle" })).toMatchObject({ error: { name: "Throttling" }, accepted: 0 });
    const throttled = await faulted({ kind: "throttle", code: "Throttled" });
    expect(throttled.error).toMatchObject({ name: "ThrottledException", $metadata: { httpStatusCode: 429 } });
  });

  test("reject answers with any AWS error", async () => {
    const fault = { kind: "reject", code: "AuthorizationError", status: 403, message: "No" } as const;
    expect(await faulted(fault)).toMatchObject({ error: { name: "AuthorizationErrorException" }, accepted: 0 });
  });

  test.each([
    ["error-before", 0, { name: "InternalErrorException" }],
    ["error-after", 1, { name: "InternalErrorException" }],
    ["reset-before", 0, { code: "ECONNRESET" }],
    ["lost-response", 1, { code: "ECONNRESET" }],
  ] as const)("%s has accepted %i", async (kind, accepted, error) => {
    expect(await faulted({ kind })).toMatchObject({ error, accepted });
  });

  test("slow accepts", async () => {
    expect(await faulted({ kind: "slow", delayMs: 30 })).toEqual({ error: undefined, accepted: 1 });
  });

  test("unreadable accepts; the SDK reports success without an id for an HTML answer", async () => {
    expect(await faulted({ kind: "unreadable", form: "truncated" })).toMatchObject({
      error: expect.any(Error),
      accepted: 1,
    });
    const to = newRecipient();
    await control.fault({ match: { to }, kind: "unreadable", form: "html" });
    expect((await publish({ PhoneNumber: to, Message: "Hello" })).MessageId).toBeUndefined();
    expect(await control.accepted({ to })).toHaveLength(1);
  });
});

describe("SNS simulator AssumeRole", () => {
  const assume = (ExternalId?: string) =>
    new STSClient(settings()).send(
      new AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: "phonehub", ...(ExternalId ? { ExternalId } : {}) }),
    );

  test("issues keys of a role to callers with its external id, and Publish records the role", async () => {
    await control.registerRole({ roleArn, externalId: "tenant-1" });
    await expect(assume()).rejects.toMatchObject({ name: "AccessDenied", $metadata: { httpStatusCode: 403 } });
    await expect(assume("tenant-2")).rejects.toMatchObject({ name: "AccessDenied" });

    const { Credentials, AssumedRoleUser } = await assume("tenant-1");
    expect(AssumedRoleUser?.Arn).toBe("arn:aws:sts::123456789012:assumed-role/phonehub-sender/phonehub");
    expect(Credentials?.Expiration?.getTime()).toBeGreaterThan(Date.now());
    const lent = settings({
      accessKeyId: Credentials?.AccessKeyId,
      secretAccessKey: Credentials?.SecretAccessKey,
      sessionToken: Credentials?.SessionToken,
    });
    const to = newRecipient();
    await new SNSClient(lent).send(new PublishCommand({ PhoneNumber: to, Message: "Hello" }));
    expect(await control.accepted({ to })).toMatchObject([{ signedBy: { roleArn } }]);
    expect(await new STSClient(lent).send(new GetCallerIdentityCommand({}))).toMatchObject({ Account: "123456789012" });
    expect(await control.assumedRoles()).toMatchObject([
      { roleArn, roleSessionName: "phonehub", externalId: "tenant-1" },
    ]);
  });

  test("refuses temporary keys that it never issued", async () => {
    const client = new SNSClient(settings({ accessKeyId: "ASIANEVERLENT0000000", sessionToken: "invented" }));
    const publishing = client.send(new PublishCommand({ PhoneNumber: newRecipient(), Message: "Hello" }));
    await expect(publishing).rejects.toMatchObject({ name: "InvalidClientTokenId" });
  });
});
