import { statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type KeptMessage, openMessageLog } from "../../infra/local/queues-and-files/message-log.ts";
import { temporaryFolder } from "./hand-made-assembly.ts";

const message = (messageId: string, more: Partial<KeptMessage> = {}): KeptMessage => ({
  ...{ messageId, body: `body of ${messageId}`, md5OfBody: "0", md5OfMessageAttributes: "" },
  messageAttributes: { kind: { DataType: "String", StringValue: "greeting" } },
  ...{ sentTimestamp: 1, approximateReceiveCount: 0 },
  ...more,
});

const idsIn = (path: string, queue: string) => {
  const log = openMessageLog(path);
  const ids = log.messagesOf(queue).map(({ messageId }) => messageId);
  log.close();
  return ids;
};

describe("openMessageLog() (invariant 39)", () => {
  test("keeps undeleted messages by queue, in their order", () => {
    const path = join(temporaryFolder(), "log");
    const log = openMessageLog(path);
    for (const id of ["a", "b", "c"]) log.put("one", message(id));
    log.put("other", message("d", { delayUntil: 5_000 }));
    log.gone("b");
    log.close();
    expect(idsIn(path, "one")).toEqual(["a", "c"]);
    const again = openMessageLog(path);
    expect(again.messagesOf("other")).toEqual([message("d", { delayUntil: 5_000 })]);
    again.close();
  });

  test("keeps the number of times that a message was received", () => {
    const path = join(temporaryFolder(), "log");
    const log = openMessageLog(path);
    log.put("one", message("a"));
    log.received(message("a", { approximateReceiveCount: 3, approximateFirstReceiveTimestamp: 7 }));
    log.close();
    const again = openMessageLog(path);
    expect(again.messagesOf("one")).toMatchObject([
      { approximateReceiveCount: 3, approximateFirstReceiveTimestamp: 7 },
    ]);
    again.close();
  });

  test("keeps a message that moved to another queue only in that queue", () => {
    const path = join(temporaryFolder(), "log");
    const log = openMessageLog(path);
    log.put("one", message("a"));
    log.put("dead", message("a"));
    log.close();
    expect(idsIn(path, "one")).toEqual([]);
    expect(idsIn(path, "dead")).toEqual(["a"]);
  });

  test("drops deleted messages from a long file, and loses no other message", () => {
    const path = join(temporaryFolder(), "log");
    const log = openMessageLog(path, 10_000);
    log.put("one", message("kept"));
    for (let count = 0; count < 500; count++) {
      log.put("one", message(`${count}`));
      log.gone(`${count}`);
    }
    log.put("one", message("last"));
    expect(statSync(path).size).toBeLessThan(11_000);
    log.close();
    expect(idsIn(path, "one")).toEqual(["kept", "last"]);
  });
});
