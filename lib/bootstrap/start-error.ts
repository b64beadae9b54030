/** The console cannot start, for a reason outside the code. The message says which and what to do. */
export class StartError extends Error {
  override name = "StartError";
}
