export type Pauses = { pause: (milliseconds: number) => Promise<void>; close: () => void };

const longestTimer = 2 ** 31 - 1;

/** Pauses that end with the simulator: after `close`, no pause resolves. */
export function createPauses(): Pauses {
  const open = new Set<NodeJS.Timeout>();
  return {
    pause: (milliseconds) =>
      new Promise((resolve) => {
        const timer = setTimeout(
          () => {
            open.delete(timer);
            resolve();
          },
          Math.min(milliseconds, longestTimer),
        );
        open.add(timer);
      }),
    close() {
      for (const timer of open) clearTimeout(timer);
      open.clear();
    },
  };
}
