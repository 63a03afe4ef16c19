import { type App, CfnOutput, Stack } from "aws-cdk-lib";
import { alarmTopic } from "../alarms/alarm-topic.ts";
import { alarms } from "../alarms/alarms.ts";
import { hubAlarm } from "../alarms/hub-alarm.ts";
import { hubDashboard } from "../alarms/hub-dashboard.ts";
import { stackProps } from "../environments.ts";
import type { Observed } from "../observed.ts";

/** The alarms and the dashboard. A stack of its own, so that its failure or removal does not affect the other stacks. */
export function defineOperations(app: App, observed: Observed): Stack {
  const { settings } = observed;
  const stack = new Stack(app, `PhoneHub-${settings.name}-Operations`, stackProps(settings, "alarms and dashboard"));
  const defined = settings.alarms ? defineAlarms(stack, observed) : [];
  if (settings.dashboard) hubDashboard(stack, observed, defined);
  return stack;
}

function defineAlarms(stack: Stack, observed: Observed) {
  const topic = alarmTopic(stack, observed.settings);
  new CfnOutput(stack, "AlarmTopicArn", { value: topic.topicArn });
  return alarms(observed).map((alarm) => hubAlarm(stack, observed.settings, alarm, topic));
}
