import { describe, expect, test, vi } from "vitest";
import { variables } from "../../shared/config.ts";
import { embeddedMetrics } from "../../shared/embedded-metrics.ts";
import { metricEntries } from "../../shared/metrics.ts";

vi.stubEnv(variables.environment, "dev");

const sent = { code: "message_sent", messageId: "msg_1", provider: "twilio", outcome: "accepted", providerMs: 212 };

describe("a log line that CloudWatch reads metrics off", () => {
  test("names each with its dimensions, and holds their values (the Embedded Metric Format)", () => {
    const before = Date.now();
    const embedded = embeddedMetrics("message_sent", sent);
    expect(embedded).toEqual({
      _aws: {
        Timestamp: expect.any(Number),
        CloudWatchMetrics: [
          {
            Namespace: "PhoneHub",
            Dimensions: [["environment", "provider", "outcome"]],
            Metrics: [{ Name: "Sends", Unit: "Count" }],
          },
          {
            Namespace: "PhoneHub",
            Dimensions: [["environment", "provider"]],
            Metrics: [{ Name: "ProviderLatency", Unit: "Milliseconds" }],
          },
        ],
      },
      environment: "dev",
      Sends: 1,
      ProviderLatency: 212,
    });
    expect((embedded._aws as { Timestamp: number }).Timestamp).toBeGreaterThanOrEqual(before);
  });

  test("counts only where a condition holds: a status that our own send brought is no callback", () => {
    const line = { status: "delivered", source: "callback" };
    expect(embeddedMetrics("message_status", line)).toHaveProperty("StatusCallbacks", 1);
    expect(embeddedMetrics("message_status", { ...line, source: "api" })).toEqual({});
  });

  test("without a dimension, or without its value, does not count", () => {
    expect(embeddedMetrics("request_failed", { problem: "internal_error" })).toEqual({});
    expect(embeddedMetrics("message_sent", { ...sent, providerMs: undefined })).not.toHaveProperty("ProviderLatency");
  });

  test("is one of the few: most lines are left as they are", () => {
    expect(embeddedMetrics("webhook_ignored", { messageId: "msg_1" })).toEqual({});
  });

  test("costs little: what a send's line holds more stays below 400 bytes", () => {
    expect(JSON.stringify(embeddedMetrics("message_sent", sent)).length).toBeLessThan(400);
  });
});

describe("the list of metrics", () => {
  test("has no dimension of which there are many: AWS charges for every value", () => {
    const few = ["provider", "outcome", "problem", "status", "operation", "channel"];
    for (const [name, { dimensions }] of metricEntries)
      for (const dimension of dimensions) expect(few, name).toContain(dimension);
  });

  test("says of each what it means", () => {
    for (const [name, { means }] of metricEntries) expect(means.length, name).toBeGreaterThan(20);
  });
});
