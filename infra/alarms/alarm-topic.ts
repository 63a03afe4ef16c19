import { Stack } from "aws-cdk-lib";
import { PolicyStatement, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { Key } from "aws-cdk-lib/aws-kms";
import { Topic } from "aws-cdk-lib/aws-sns";
import { EmailSubscription } from "aws-cdk-lib/aws-sns-subscriptions";
import type { Construct } from "constructs";
import { removalPolicy } from "../constructs/retention.ts";
import type { EnvironmentSettings } from "../environments.ts";

/**
 * The topic that every alarm of an environment notifies. Both the topic and its key must allow CloudWatch: AWS's own key for SNS does
 * not, and CloudWatch reports nowhere that a notification failed.
 */
export function alarmTopic(scope: Construct, settings: EnvironmentSettings): Topic {
  const cloudWatch = {
    principals: [new ServicePrincipal("cloudwatch.amazonaws.com")],
    conditions: { StringEquals: { "aws:SourceAccount": Stack.of(scope).account } },
  };
  const key = new Key(scope, "alarms-key", {
    description: `PhoneHub ${settings.name}: encrypts alarm notifications`,
    enableKeyRotation: true,
    removalPolicy: removalPolicy(settings),
  });
  key.addToResourcePolicy(
    new PolicyStatement({ ...cloudWatch, actions: ["kms:Decrypt", "kms:GenerateDataKey"], resources: ["*"] }),
  );
  const topic = new Topic(scope, "alarms", {
    displayName: `PhoneHub ${settings.name} alarms`,
    masterKey: key,
    enforceSSL: true,
  });
  topic.addToResourcePolicy(
    new PolicyStatement({ ...cloudWatch, actions: ["sns:Publish"], resources: [topic.topicArn] }),
  );
  if (settings.alarmEmail) topic.addSubscription(new EmailSubscription(settings.alarmEmail));
  return topic;
}
