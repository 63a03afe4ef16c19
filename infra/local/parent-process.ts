/**
 * Tells when the process that started this one is gone. npm ends without a word to its children when it is killed, and the
 * hub would go on unseen.
 */
export function onParentGone(tell: () => void) {
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    tell();
  }, 500);
  watch.unref();
}
