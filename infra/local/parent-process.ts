import { readFileSync } from "node:fs";

/**
 * Calls `callback` when the process that started this one is gone. A killed npm does not stop its children, and the hub would keep running
 * unnoticed.
 */
export function onParentGone(callback: () => void) {
  const before = ancestors();
  const watch = setInterval(() => {
    if (ancestors() === before) return;
    clearInterval(watch);
    callback();
  }, 500);
  watch.unref();
}

/**
 * The parent's process id. Under npm also the grandparent's, if /proc exists: npm runs a script in a shell, and a shell that does not
 * replace itself by its command outlives npm, as this process does.
 */
function ancestors(): string {
  const parent = process.ppid;
  if (process.env.npm_lifecycle_event === undefined) return `${parent}`;
  try {
    // "pid (name) state ppid …". The name can contain any character.
    const [, grandparent] = /^.*\) \S (\d+)/s.exec(readFileSync(`/proc/${parent}/stat`, "utf8")) ?? [];
    return `${parent} ${grandparent}`;
  } catch {
    return `${parent}`;
  }
}
