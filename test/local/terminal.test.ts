import { stripVTControlCharacters } from "node:util";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { openConsole } from "../../infra/local/terminal/console.ts";
import { type Screen, screenOn } from "../../infra/local/terminal/screen.ts";
import { paintFor, safeScreen, safeText } from "../../infra/local/terminal/terminal-text.ts";

beforeEach(() => {
  vi.useFakeTimers({ now: new Date("2026-11-20T08:56:11Z") });
});
afterEach(() => {
  vi.useRealTimers();
});

/** A terminal of this width. `lines()` returns the lines that a person finally sees. */
const terminal = (isTTY: boolean, columns = 120) => {
  const lines = [""];
  let row = 0;
  return {
    isTTY,
    columns,
    lines: () => lines.map((line) => stripVTControlCharacters(line)).filter((line) => line !== ""),
    write(text: string) {
      for (const [token] of text.matchAll(/\x1b\[\d+A|\x1b\[J|\n|\r|\x1b\[\d+m|[^\x1b\n\r]+/g)) {
        if (token.endsWith("A") && token.startsWith("\x1b")) row -= Number(token.slice(2, -1));
        else if (token === "\x1b[J") lines.splice(row, lines.length, "");
        else if (token === "\n") lines[++row] ??= "";
        else if (token !== "\r") lines[row] += token;
      }
    },
  };
};

const seen = { door: "api", method: "GET", target: "/v1/messages", status: 200, milliseconds: 12, reason: null };
const opened = (isTTY = true) => {
  const shown = terminal(isTTY);
  const console = openConsole(shown);
  console.showRequests(true);
  return { ...console, lines: shown.lines };
};

describe("openConsole()", () => {
  test("shows a line for each request, with its status and a problem's reason", () => {
    const { onRequest, lines } = opened();
    onRequest({ ...seen, method: "POST", status: 201 });
    for (const [status, reason] of [
      [400, "invalid_number: The number is too short."],
      [401, "Unauthorized"],
      [404, "not_found"],
    ] as const)
      onRequest({ ...seen, status, reason });
    expect(lines()).toEqual([
      "08:56:11  POST    201  /v1/messages  12 ms",
      "08:56:11  GET     400  /v1/messages  invalid_number: The number is too short.  12 ms",
      "08:56:11  GET     401  /v1/messages  Unauthorized  12 ms",
      "08:56:11  GET     404  /v1/messages  not_found  12 ms",
    ]);
  });

  test("shows only the problems of webhooks, and no requests of the hub's own start and stop", () => {
    const { onRequest, showRequests, lines } = opened();
    onRequest({ ...seen, door: "message-status", status: 204 });
    onRequest({ ...seen, door: "message-status", status: 403, reason: "signature" });
    showRequests(false);
    onRequest(seen);
    expect(lines()).toEqual(["08:56:11  GET     403  message-status webhook  signature  12 ms"]);
  });

  test("counts a batch in one line, which stays after the last change", () => {
    const { onEntry, lines } = opened();
    const batchId = "bat_1";
    onEntry({ code: "batch_imported", batchId, total: 2000 });
    for (let sent = 0; sent < 2000; sent++) {
      onEntry({ code: "message_sent", batchId, outcome: sent < 1990 ? "accepted" : "rejected" });
      onEntry({ code: "message_status", batchId, status: sent < 1990 ? "accepted" : "failed" });
      if (sent < 1500) onEntry({ code: "message_status", batchId, status: "delivered" });
      vi.advanceTimersByTime(10);
    }
    expect(lines()).toEqual(["08:56:30  batch    bat_1  1,990 of 2,000 sent · 1,500 delivered · 10 failed"]);
    onEntry({ code: "message_sent", outcome: "accepted", to: "+1415•••2671", messageId: "msg_1" });
    vi.advanceTimersByTime(3_100);
    expect(lines()).toHaveLength(2);
    vi.advanceTimersByTime(60_000);
    expect(lines()).toHaveLength(2);
  });

  test("prints a batch's line every few seconds to a file", () => {
    const { onEntry, lines } = opened(false);
    for (let sent = 0; sent < 1200; sent++) {
      onEntry({ code: "message_sent", batchId: "bat_1", outcome: "accepted" });
      vi.advanceTimersByTime(10);
    }
    vi.advanceTimersByTime(3_100);
    expect(lines().map((line) => line.slice(26))).toEqual(["1 sent", "501 sent", "1,001 sent", "1,200 sent"]);
  });

  test("shows the first messages to phones, and counts the others", () => {
    const { onPhone, lines } = opened();
    for (let text = 0; text < 40; text++) onPhone(`phone +14155550${100 + text}  sms from +14155550100: Hello`);
    vi.advanceTimersByTime(3_100);
    expect(lines()).toHaveLength(6);
    expect(lines()[0]).toBe("08:56:11  phone +1415•••0100  sms from +1415•••0100: Hello");
    expect(lines()[5]).toBe("08:56:14  phones   35 more texts");
    onPhone("phone +14155550177  sms from +14155550100: 123456 is your code");
    expect(lines()[6]).toBe("08:56:14  phone +1415•••0177  sms from +1415•••0100: 123456 is your code");
  });

  test("shows the first of many similar problems, and counts the others", () => {
    const { onEntry, lines } = opened();
    for (let time = 0; time < 60; time++)
      onEntry({ level: "ERROR", code: "store_unavailable", message: "A store", errorName: "TimeoutError" });
    vi.advanceTimersByTime(3_100);
    expect(lines()).toHaveLength(6);
    expect(lines()[5]).toBe("08:56:14  55 more like ERROR A store  errorName=TimeoutError");
  });

  test("shows its current step from the start, with its duration, until it is done", () => {
    const { doing, done, print, lines } = opened();
    doing("Bundling the functions");
    expect(lines()).toEqual(["… Bundling the functions"]);
    vi.advanceTimersByTime(7_000);
    print("a line");
    expect(lines()).toEqual(["a line", "… Bundling the functions (7 s)"]);
    doing("Starting the database");
    done();
    expect(lines()).toEqual(["a line"]);
  });
});

test("screenOn() cuts a pinned line at the terminal's width, because it cannot redraw a wrapped one", () => {
  const shown = terminal(true, 40);
  const screen: Screen = screenOn(shown);
  screen.pin("a", "x".repeat(100));
  expect(shown.lines()).toEqual([`${"x".repeat(38)}…`]);
});

test("screenOn() cuts a pinned line at 80 columns when the terminal reports no width", () => {
  const shown = terminal(true, 0);
  screenOn(shown).pin("line", "x".repeat(200));
  expect(shown.lines().map(({ length }) => length)).toEqual([79]);
});

test.each([
  ["a terminal with colours", { isTTY: true, hasColors: () => true }, "\x1b[31mred\x1b[0m"],
  ["NO_COLOR", { isTTY: true, hasColors: () => false }, "red"],
  ["a file", {}, "red"],
])("paintFor() chooses colours for %s", (_where, stream, expected) => {
  expect(paintFor(stream)("red", "red")).toBe(expected);
});

test.each([
  ["/v1/opt-outs/%2B14155552671", "/v1/opt-outs/+1415•••2671"],
  ["/v1/messages?participant=+1 (415) 555-2671", "/v1/messages?participant=+1415•••2671"],
  ["The number 4155552671 is", "The number 41555•••2671 is"],
  ["/v1/messages/msg_12345678901234567890", "/v1/messages/msg_12345678901234567890"],
  ["?key=phk_live_JspuNS_QzbT8GrrGTH_cKVOrzbxwHdO5KlgxgA", "?key=phk_live_Jspu•••"],
  ["a\x1b[2Jb\nc", "a⏎[2Jb⏎c"],
])("safeText() makes %j safe for a screen (invariant 17)", (text, expected) => {
  expect(safeText(text)).toBe(expected);
});

test("safeScreen() keeps a code, and masks a number", () => {
  expect(safeScreen("1234567890 is your code for +14155552671")).toBe("1234567890 is your code for +1415•••2671");
});
