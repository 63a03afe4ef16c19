interface Step {
  title: string;
  seconds: number;
}

const done: Step[] = [];

/** Runs one step of the deploy test, and prints its result and its duration. */
export async function step<Result>(
  title: string,
  work: () => Promise<Result>,
  describe: (result: Result) => string = () => "",
): Promise<Result> {
  console.log(`\n▸ ${title}`);
  const startedAt = performance.now();
  const result = await work();
  const seconds = (performance.now() - startedAt) / 1000;
  done.push({ title, seconds });
  const description = describe(result);
  if (description) console.log(description.replaceAll(/^/gm, "  "));
  console.log(`  ${seconds.toFixed(1)} s`);
  return result;
}

/** The time of each step, and their sum. */
export const timetable = (): string => {
  const total = done.reduce((sum, { seconds }) => sum + seconds, 0);
  return [...done, { title: "total", seconds: total }]
    .map(({ title, seconds }) => `${seconds.toFixed(1).padStart(7)} s  ${title}`)
    .join("\n");
};
