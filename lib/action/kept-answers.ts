/** As long as a browser that was cut off may still ask again. */
const keepMs = 60 * 60_000;

/**
 * Does what comes under a key once: who asks again gets the same answer, also while the work goes on or after it failed.
 * In memory, since one process serves a console; a restart forgets what was answered.
 */
export function keepAnswers(nowMs: () => number = Date.now) {
  const kept = new Map<string, { answer: Promise<unknown>; untilMs: number }>();

  return function answerOnce<T>(key: string, work: () => Promise<T>): Promise<T> {
    for (const [old, { untilMs }] of kept) {
      if (untilMs > nowMs()) break;
      kept.delete(old);
    }
    const known = kept.get(key);
    // The key names the action, which answers with one type.
    if (known) return known.answer as Promise<T>;
    const answer = work();
    kept.set(key, { answer, untilMs: nowMs() + keepMs });
    return answer;
  };
}
