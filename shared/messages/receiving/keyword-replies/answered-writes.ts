import { GetCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import * as z from "zod";
import { conditional, dynamodb, isConditionFailed } from "../../../aws/dynamodb.ts";
import { epochSeconds, now } from "../../../kernel/clock.ts";
import { config } from "../../../kernel/config.ts";
import { day, hour } from "../../../kernel/durations.ts";
import { Problem } from "../../../kernel/errors.ts";
import { answeredKey } from "../../../limits/number-key.ts";
import type { StoredMessage } from "../../stored-message.ts";

/** Two robots that answer each other come to an end. */
const mostInADay = 10;
/** Each lost race means that another keyword of the same person was answered. */
const maximumAttempts = 8;

const Answered = z.object({
  answers: z.array(z.object({ messageId: z.string(), about: z.string(), at: z.number() })),
  revision: z.number(),
});

/**
 * Enters the answer to this message, or tells why there is none: the same was answered within the hour, or too much within the day. What
 * was entered for this message counts once, however often it is asked for: its answer may have to be made again. Throws
 * temporarily_unavailable where others keep coming between.
 */
export const enterAnswer = async (
  message: StoredMessage,
): Promise<"entered" | "answered_recently" | "answered_too_often"> => {
  const { id: messageId, scope, from = "" } = message;
  const [pk, about] = [await answeredKey(scope, from), aboutOf(message)];
  for (let attempt = 0; attempt < maximumAttempts; attempt++) {
    const at = now();
    const { answers, revision } = await readAnswered(pk);
    if (answers.some((answer) => answer.messageId === messageId)) return "entered";
    const counting = answers.filter((answer) => answer.at > at - day);
    if (counting.some((answer) => answer.about === about && answer.at > at - hour)) return "answered_recently";
    if (counting.length >= mostInADay) return "answered_too_often";
    const entered = { answers: [...counting, { messageId, about, at }], revision: revision + 1 };
    if (await replaceAnswered(pk, entered, revision)) return "entered";
  }
  throw new Problem("temporarily_unavailable", { retryAfterSeconds: 1 });
};

/** The same question, to the same number of ours. */
const aboutOf = ({ to, keyword }: StoredMessage): string =>
  `${to} ${keyword?.action ?? ""}${keyword?.action === "own" ? ` ${keyword.word}` : ""}`;

const table = () => config.table("limits");

const readAnswered = async (pk: string): Promise<z.output<typeof Answered>> => {
  const { Item } = await dynamodb().send(new GetCommand({ TableName: table(), Key: { pk }, ConsistentRead: true }));
  return Item ? Answered.parse(Item) : { answers: [], revision: 0 };
};

const replaceAnswered = async (pk: string, answered: z.output<typeof Answered>, read: number): Promise<boolean> => {
  const result = await conditional(
    dynamodb().send(
      new PutCommand({
        TableName: table(),
        Item: { pk, ...answered, expiresAt: epochSeconds(now() + day) },
        ConditionExpression: read === 0 ? "attribute_not_exists(pk)" : "revision = :read",
        ...(read === 0 ? {} : { ExpressionAttributeValues: { ":read": read } }),
      }),
    ),
  );
  return !isConditionFailed(result);
};
