import {
  destinationAnswers,
  destinationWorks,
  limitSilence,
  sourceAnswers,
  type SilenceLimit,
} from "@/lib/sync/silence";
import { handlers, type TaskContext } from "./handlers";
import type { TaskInput, TaskName, TaskResult } from "./tasks";

/** null: it moves rows; a slice watches each of its waits, the others take as long as there are rows. */
const limits: Record<TaskName, SilenceLimit | null> = {
  checkSource: sourceAnswers,
  discover: sourceAnswers,
  sampleStream: sourceAnswers,
  planFeeds: sourceAnswers,
  checkDestination: destinationAnswers,
  explain: destinationAnswers,
  preview: destinationAnswers,
  fitColumns: destinationAnswers,
  authorizeWrites: destinationAnswers,
  listStates: destinationAnswers,
  replaceState: destinationAnswers,
  listGenerations: destinationAnswers,
  findWaiting: destinationAnswers,
  listQuarantined: destinationAnswers,
  discardQuarantined: destinationAnswers,
  finish: destinationWorks,
  measure: destinationWorks,
  clear: destinationWorks,
  rollBack: destinationWorks,
  compare: destinationWorks,
  repair: destinationWorks,
  moveSlice: null,
  replay: null,
};

/** A task as its handler carries it out, given up where the system at the other end stays silent. */
export function performTask<Name extends TaskName>(
  name: Name,
  input: TaskInput<Name>,
  task: TaskContext,
): Promise<TaskResult<Name>> {
  const limit = limits[name];
  if (!limit) return handlers[name](input, task);
  return limitSilence(task.ctx, limit, (ctx) => handlers[name](input, { ...task, ctx }));
}
