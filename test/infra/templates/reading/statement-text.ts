import { valueText } from "./value-text.ts";

export type Statement = Readonly<Record<string, unknown>>;

export const isStatement = (value: unknown): value is Statement =>
  typeof value === "object" && value !== null && "Effect" in value;

/** A policy statement as a sentence: `Allow sqs:SendMessage on ${JobsQueue.Arn} if { … }`. */
export function statementText({ Effect, Action, Principal, Resource, Condition, ...others }: Statement): string {
  return [
    plain(Effect),
    Action === undefined ? "" : actionsText(listed(Action)),
    Principal === undefined ? "" : `by ${plain(Principal)}`,
    Resource === undefined ? "" : `on ${listed(Resource).map(plain).join(", ")}`,
    Condition === undefined ? "" : `if ${plain(Condition)}`,
    Object.keys(others).length === 0 ? "" : `with ${plain(others)}`,
  ]
    .filter((part) => part !== "")
    .join(" ");
}

const listed = (value: unknown): unknown[] => (Array.isArray(value) ? value : [value]);

const plain = (value: unknown): string => (typeof value === "string" ? value : valueText(value));

/** `dynamodb:{GetItem, Query}`: consecutive actions of one service name it once. */
function actionsText(actions: readonly unknown[]): string {
  const services: { service: string; verbs: string[] }[] = [];
  for (const action of actions.map(plain)) {
    const [, service = "", verb = action] = /^(\w+:)(.+)$/.exec(action) ?? [];
    const last = services.at(-1);
    if (last?.service === service) last.verbs.push(verb);
    else services.push({ service, verbs: [verb] });
  }
  return services
    .map(({ service, verbs }) => service + (verbs.length === 1 ? verbs.join() : `{${verbs.join(", ")}}`))
    .join(", ");
}
