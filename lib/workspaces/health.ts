import { runtime } from "@/lib/runtime";

export interface HealthFacts {
  state: "ok" | "bad";
  label: string;
}

/** The console's own state in a word, for the foot of the rail. The database has just answered if a page is drawn. */
export async function describeHealth(): Promise<HealthFacts> {
  const parts = await runtime().health();
  const troubles = Object.values(parts).filter((trouble) => trouble !== null);
  return troubles.length === 0
    ? { state: "ok", label: "All well" }
    : { state: "bad", label: troubles.join(" ") };
}
