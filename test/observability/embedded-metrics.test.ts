import { describe, expect, test, vi } from "vitest";
import { variables } from "../../shared/kernel/config.ts";
import { embeddedMetrics } from "../../shared/observability/embedded-metrics.ts";
import { metricEntries } from "../../shared/observability/metrics.ts";

vi.stubEnv(variables.environment, "dev");

const sent = { code: "message_sent", messageId: "msg_1", provider: "twilio", outcome: "accepted", providerMs: 212 };

describe("embeddedMetrics()", () => {
  test("names each metric with its dimensions and values, in the Embedded Metric Format", () => {
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

  test("counts only when the condition holds: our own send's status is no callback", () => {
    const line = { status: "delivered", source: "callback" };
    expect(embeddedMetrics("message_status", line)).toHaveProperty("StatusCallbacks", 1);
    expect(embeddedMetrics("message_status", { ...line, source: "api" })).toEqual({});
  });

  test("counts nothing without a dimension or its value", () => {
    expect(embeddedMetrics("request_failed", { problem: "internal_error" })).toEqual({});
    expect(embeddedMetrics("message_sent", { ...sent, providerMs: undefined })).not.toHaveProperty("ProviderLatency");
  });

  test("leaves most lines unchanged", () => {
    expect(embeddedMetrics("webhook_ignored", { messageId: "msg_1" })).toEqual({});
  });

  test("adds less than 400 bytes to a send's line", () => {
    expect(JSON.stringify(embeddedMetrics("message_sent", sent)).length).toBeLessThan(400);
  });
});

describe("metricEntries", () => {
  test("have no dimension with many values, because AWS charges for each", () => {
    const few = ["provider", "outcome", "problem", "status", "operation", "channel"];
    for (const [name, { dimensions }] of metricEntries)
      for (const dimension of dimensions) expect(few, name).toContain(dimension);
  });

  test("describe each metric", () => {
    for (const [name, { means }] of metricEntries) expect(means.length, name).toBeGreaterThan(20);
  });
});
