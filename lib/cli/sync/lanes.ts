/**
 * `work` on each item in their order, at most `lanes` side by side. Resolves when all have been tried; rejects with the
 * first error, after the others that had begun have ended.
 */
export async function inLanes<Item>(
  items: Item[],
  lanes: number,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const waiting = [...items];
  const failures: unknown[] = [];
  const runLane = async () => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) {
      try {
        await work(item);
      } catch (error) {
        waiting.length = 0;
        failures.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(lanes, items.length) }, runLane));
  if (failures.length > 0) throw failures[0];
}
