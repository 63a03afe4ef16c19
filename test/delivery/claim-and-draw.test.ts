import { describe, expect, test } from "vitest";
import { claimAndDraw, type Steps } from "../../shared/delivery/claim-and-draw.ts";
import { Problem } from "../../shared/kernel/errors.ts";
import type { Drawn } from "../../shared/limits/all-or-nothing.ts";

/** A table that holds one row, and a limit that grants `room` sends. */
const newWorld = (room = 1) => {
  const world = { row: null as string | null, room };
  const draw = async (): Promise<Drawn> => {
    if (world.room === 0) throw new Problem("rate_limited", { retryAfterSeconds: 1 });
    world.room--;
    return { giveBack: async () => void world.room++ };
  };
  const stepsOf = (request: string): Steps<string, Drawn, string> => ({
    claim: async () => {
      if (world.row !== null) return { existing: world.row };
      world.row = request;
      return null;
    },
    unclaim: async () => {
      if (world.row === request) world.row = null;
    },
    draw,
    hasOptedOut: async () => false,
    prepare: async () => "prepared",
  });
  return { world, draw, stepsOf };
};

const failing = async (): Promise<never> => {
  throw new Error("down");
};

describe("claimAndDraw()", () => {
  test("claims, draws, and returns the opt-out and the prepared data", async () => {
    const { world, stepsOf } = newWorld();
    expect(await claimAndDraw(stepsOf("first"))).toMatchObject({ optedOut: false, prepared: "prepared" });
    expect(world).toEqual({ row: "first", room: 0 });
  });

  test("returns a repeated request's draw to the limits, and answers with the first request's row (invariant 2)", async () => {
    const { world, stepsOf } = newWorld(2);
    await claimAndDraw(stepsOf("first"));
    expect(await claimAndDraw(stepsOf("second"))).toEqual({ existing: "first" });
    expect(world).toEqual({ row: "first", room: 1 });
  });

  test.each(["claim", "draw", "hasOptedOut", "prepare"] as const)(
    "undoes the claim and the draw when `%s` fails (invariant 20)",
    async (step) => {
      const { world, stepsOf } = newWorld();
      await expect(claimAndDraw({ ...stepsOf("first"), [step]: failing })).rejects.toThrow("down");
      expect(world).toEqual({ row: null, room: 1 });
    },
  );

  test("draws again under an idempotency key, because an equal request may return its draw", async () => {
    const { world, draw, stepsOf } = newWorld(0);
    const claiming = claimAndDraw({ ...stepsOf("first"), drawAgain: draw });
    world.room = 1;
    expect(await claiming).toMatchObject({ optedOut: false });
    expect(world).toEqual({ row: "first", room: 0 });
  });

  test("throws a refusal that will not end soon, and undoes the claim", async () => {
    const { world, draw, stepsOf } = newWorld(0);
    const claiming = claimAndDraw({ ...stepsOf("first"), drawAgain: draw, mayPass: () => false });
    world.room = 1;
    await expect(claiming).rejects.toMatchObject({ code: "rate_limited" });
    expect(world.row).toBeNull();
  });

  test("undoes the claim and the draw on the caller's request", async () => {
    const { world, stepsOf } = newWorld();
    const claimed = await claimAndDraw(stepsOf("first"));
    if ("existing" in claimed) throw new Error("It was ours.");
    await claimed.undo();
    expect(world).toEqual({ row: null, room: 1 });
  });
});
