import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { conditional, dynamodb, isConditionFailed } from "../../aws/dynamodb.ts";
import { epochSeconds, now } from "../../kernel/clock.ts";
import { config } from "../../kernel/config.ts";
import { hour, second } from "../../kernel/durations.ts";
import { Problem } from "../../kernel/errors.ts";
import { orUnavailable } from "../all-or-nothing.ts";
import { type Draw, type Drawn, numbersIn, refusalOf } from "./bucket-rule.ts";

/** Where each bucket was last seen drawn to: only a guess at which of the two writes fits, so a Lambda's memory will do. */
const lastSeen = new Map<string, number>();
const maximumSeen = 1000;

/** Three, and some for draws that were given back in between. */
const maximumAttempts = 5;

/**
 * A token bucket as one number: `fullAt` (the row's `drawnTo`), the moment at which it is full again (the theoretical arrival time of the GCRA, ITU-T
 * I.371). A draw moves it by its cost, from now where the bucket is full, else from where it stands; an expression has no `max`,
 * so these are two writes, each with the condition that it is the right one. No read before, and whichever Lambda asks, DynamoDB
 * decides. Should the SDK repeat a write that had succeeded, too much is drawn, never too little. Throws temporarily_unavailable
 * where the store fails: without it nothing is granted (invariant 20).
 */
export const draw = async (wanted: Draw): Promise<Drawn> => {
  if (wanted.cost === 0 && !wanted.counters?.length) return { granted: true, at: now(), fullAt: now(), counts: {} };
  const impossible = wanted.counters?.find(({ add, most }) => most !== null && add > most);
  if (impossible) return { granted: false, counter: impossible.name };
  // One moment for all attempts: a row is only ever drawn further, so what was seen ahead of it stays ahead, and the second or third
  // write decides, however many draw at once.
  const at = now();
  let isFull = (lastSeen.get(wanted.key) ?? 0) < at;
  for (let attempt = 0; attempt < maximumAttempts; attempt++) {
    const result = await orUnavailable(conditional(dynamodb().send(drawCommand(wanted, at, isFull))));
    if (!isConditionFailed(result)) {
      const { drawnTo: fullAt = 0, ...counts } = numbersIn(result.Attributes);
      see(wanted.key, fullAt);
      return { granted: true, at, fullAt, counts };
    }
    const row = numbersIn(result.existing);
    const fullAt = row.drawnTo ?? 0;
    see(wanted.key, fullAt);
    // Null: the row would have granted it, had the guess been right.
    const refusal = refusalOf(wanted, row, at);
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
  const isRight = isFull
    ? "(attribute_not_exists(drawnTo) OR drawnTo < :now)"
    : `drawnTo >= :now${tolerance === undefined ? "" : " AND drawnTo <= :latest"}`;
  const hasRoom = limited.map(({ index }) => `(attribute_not_exists(#c${index}) OR #c${index} <= :room${index})`);
  // What takes nothing from the bucket is only counted: a batch's sends must not race for the bucket's place.
  const conditions = [...(cost === 0 ? [] : [isRight]), ...hasRoom];
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
 * Undoes a draw. The bucket gets back what it lacks only while it cannot have been full in between: a full one has lost what would
 * overflow, and pouring it in later would grant it twice. Counters always get it back.
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

const see = (key: string, fullAt: number): void => {
  lastSeen.delete(key);
  lastSeen.set(key, fullAt);
  const [oldest] = lastSeen.keys();
  if (lastSeen.size > maximumSeen && oldest !== undefined) lastSeen.delete(oldest);
};
