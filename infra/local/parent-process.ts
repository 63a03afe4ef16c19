import { readFileSync } from "node:fs";

/**
 * Tells when whatever started this process is gone. npm ends without a word to its children when it is killed, and the hub
 * would go on unseen.
 */
export function onParentGone(tell: () => void) {
  const before = ancestors();
  const watch = setInterval(() => {
    if (ancestors() === before) return;
    clearInterval(watch);
    tell();
  }, 500);
  watch.unref();
}

/**
 * The parent's process id. Under npm also its parent's, where /proc tells: between npm and us stands the shell that npm runs
 * scripts with, and where that shell does not make way for its command it outlives npm as we do.
 */
function ancestors(): string {
  const parent = process.ppid;
  if (process.env.npm_lifecycle_event === undefined) return `${parent}`;
  try {
    // "pid (name) state ppid …", and the name may hold anything.
    const [, grandparent] = /^.*\) \S (\d+)/s.exec(readFileSync(`/proc/${parent}/stat`, "utf8")) ?? [];
    return `${parent} ${grandparent}`;
  } catch {
    return `${parent}`;
  }
}
