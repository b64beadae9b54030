const everyMs = 1_000;

/**
 * Calls back when the npm that started this process has died without a word (kill -9): nobody would end this one then.
 * The scripts in package.json begin with `exec`, so that npm is the direct parent and its signals arrive here. Only
 * under npm: a console started otherwise may well outlive its parent.
 */
export function watchNpm(onDeath: () => void): void {
  if (process.env.npm_lifecycle_event === undefined) return;
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    onDeath();
  }, everyMs);
  timer.unref();
}
