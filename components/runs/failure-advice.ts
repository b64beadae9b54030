import type { RunFailure } from "@/lib/runs/schema";

/** What to do about a failed run, by what kind of failure it is. */
export const failureAdvice: Record<RunFailure["kind"], string> = {
  config: "Mend the configuration it names, then sync again. What was committed before stays.",
  auth: "Mend the credentials or the rights it names, then sync again. What was committed before stays.",
  transient:
    "It was tried again until there was no point in it. Once the cause is gone, sync again: it goes on from the last checkpoint.",
  unverified:
    "Source and destination differ, so nothing vouches for this table. Look at what else writes to it, then repair or refresh the stream.",
  internal: "This is a fault of Sluice. The log has the whole error under its id.",
};
