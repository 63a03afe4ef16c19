import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { conditional, dynamodb, isConditionFailed } from "../../aws/dynamodb.ts";
import { epochSeconds, now } from "../../kernel/clock.ts";
import { config } from "../../kernel/config.ts";
import { hour, second } from "../../kernel/durations.ts";
import { Problem } from "../../kernel/errors.ts";
import { orUnavailable } from "../all-or-nothing.ts";
import { type Draw, type Drawn, numbersIn, refusalOf } from "./bucket-rule.ts";

/** The last known `fullAt` of each bucket. It only helps to guess which of the two writes will succeed, so it can stay in memory. */
const lastFullAt = new Map<string, number>();
const maximumRemembered = 1000;

/** Three attempts, and two more because another function may give a draw back in between. */
const maximumAttempts = 5;

/**
 * Draws from a token bucket. A bucket is one number, `fullAt` (`drawnTo` in the row): the moment at which the bucket is full again. It is
 * the theoretical arrival time of the GCRA (ITU-T I.371). A draw adds its cost to `fullAt`, or to the present moment if the bucket is full.
 * Update expressions have no `max`, so there are two kinds of write, each on the condition that it is the right one. There is no read
 * before, and DynamoDB decides between all Lambdas. If the SDK repeats a write that had succeeded, the bucket is drawn too far, never too
 * little. Throws temporarily_unavailable if the store fails, so that nothing is granted without it (invariant 20).
 */
export const draw = async (request: Draw): Promise<Drawn> => {
  if (request.cost === 0 && !request.counters?.length) return { granted: true, at: now(), fullAt: now(), counts: {} };
  const impossible = request.counters?.find(({ add, most }) => most !== null && add > most);
  if (impossible) return { granted: false, counter: impossible.name };
  // All attempts use the same moment. Draws only move `fullAt` forward, so a bucket that was not full at that moment stays so, and the
  // second or third write succeeds or is refused, even if many functions draw at the same time.
  const at = now();
  let isFull = (lastFullAt.get(request.key) ?? 0) < at;
  for (let attempt = 0; attempt < maximumAttempts; attempt++) {
    const result = await orUnavailable(conditional(dynamodb().send(drawCommand(request, at, isFull))));
    if (!isConditionFailed(result)) {
      const { drawnTo: fullAt = 0, ...counts } = numbersIn(result.Attributes);
      remember(request.key, fullAt);
      return { granted: true, at, fullAt, counts };
    }
    const row = numbersIn(result.existing);
    const fullAt = row.drawnTo ?? 0;
    remember(request.key, fullAt);
    // Null: only the guess was wrong, and the row grants the draw.
    const refusal = refusalOf(request, row, at);
    if (refusal) return refusal;
    isFull = fullAt < at;
  }
  throw new Problem("temporarily_unavailable", { retryAfterSeconds: 1 });
};

const drawCommand = (
  { key, cost, tolerance, counters = [], keepSeconds = hour / second }: Draw,
  at: number,
  isFull: boolean,
) => {
  const names = Object.fromEntries(counters.map(({ name }, index) => [`#c${index}`, name]));
  const limited = counters.flatMap(({ add, most }, index) => (most === null ? [] : [{ index, room: most - add }]));
  const guessHolds = isFull
    ? "(attribute_not_exists(drawnTo) OR drawnTo < :now)"
    : `drawnTo >= :now${tolerance === undefined ? "" : " AND drawnTo <= :latest"}`;
  const hasRoom = limited.map(({ index }) => `(attribute_not_exists(#c${index}) OR #c${index} <= :room${index})`);
  // A draw without cost only counts. Sends of a batch must not compete for the bucket's `fullAt`.
  const conditions = [...(cost === 0 ? [] : [guessHolds]), ...hasRoom];
  const adds = counters.map((_, index) => `#c${index} :add${index}`);
  return new UpdateCommand({
    TableName: config.table("limits"),
    Key: { pk: key },
    UpdateExpression: `SET ${cost === 0 ? "" : `drawnTo = ${isFull ? ":next" : "drawnTo + :cost"}, `}expiresAt = :expiresAt${adds.length > 0 ? ` ADD ${adds.join(", ")}` : ""}`,
    ...(conditions.length > 0 ? { ConditionExpression: conditions.join(" AND ") } : {}),
    ...(counters.length > 0 ? { ExpressionAttributeNames: names } : {}),
    ExpressionAttributeValues: {
      ...(cost === 0 ? {} : bucketValues({ cost, tolerance }, at, isFull)),
      ":expiresAt": epochSeconds(at + (tolerance ?? cost)) + keepSeconds,
      ...Object.fromEntries(counters.map(({ add }, index) => [`:add${index}`, add])),
      ...Object.fromEntries(limited.map(({ index, room }) => [`:room${index}`, room])),
    },
    ReturnValues: "UPDATED_NEW",
    ReturnValuesOnConditionCheckFailure: "ALL_OLD",
  });
};

const bucketValues = ({ cost, tolerance }: Pick<Draw, "cost" | "tolerance">, at: number, isFull: boolean) => ({
  ":now": at,
  ...(isFull ? { ":next": at + cost } : { ":cost": cost }),
  ...(isFull || tolerance === undefined ? {} : { ":latest": at + tolerance - cost }),
});

/**
 * Undoes a draw. The bucket gets its tokens back only if it cannot have been full since the draw. A full bucket has stopped refilling, so
 * returning tokens later would grant them twice. Counters always get their amount back.
 */
export const returnDraw = async ({ key, cost, counters = [] }: Draw, drawnAt: number): Promise<void> => {
  const isRefilled = now() >= drawnAt + cost;
  if (isRefilled && counters.length === 0) return;
  const adds = counters.map((_, index) => `#c${index} :add${index}`);
  await orUnavailable(
    conditional(
      dynamodb().send(
        new UpdateCommand({
          TableName: config.table("limits"),
          Key: { pk: key },
          UpdateExpression: `${isRefilled ? "" : "SET drawnTo = drawnTo - :cost"}${adds.length > 0 ? ` ADD ${adds.join(", ")}` : ""}`,
          ConditionExpression: "attribute_exists(pk)",
          ...(counters.length > 0
            ? { ExpressionAttributeNames: Object.fromEntries(counters.map(({ name }, index) => [`#c${index}`, name])) }
            : {}),
          ExpressionAttributeValues: {
            ...(isRefilled ? {} : { ":cost": cost }),
            ...Object.fromEntries(counters.map(({ add }, index) => [`:add${index}`, -add])),
          },
        }),
      ),
    ),
  );
};

const remember = (key: string, fullAt: number): void => {
  lastFullAt.delete(key);
  lastFullAt.set(key, fullAt);
  const [oldest] = lastFullAt.keys();
  if (lastFullAt.size > maximumRemembered && oldest !== undefined) lastFullAt.delete(oldest);
};
