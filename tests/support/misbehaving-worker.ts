import { sources } from "@/connectors/registry";
import { defineSource, defineSpec, type Context, type ReadEvent } from "@/connectors/sdk";
import { z } from "zod";

const config = z.object({
  how: z.enum(["spin", "leak", "exit", "throw", "ignore-abort", "behave", "leak-secret"]),
  password: z.string().meta({ airbyte_secret: true }).default(""),
});

const spec = defineSpec({
  kind: "source",
  id: "misbehaving",
  definitionId: "00000000-0000-4000-8000-000000000001",
  title: "Misbehaving",
  summary: "Does what a connector must not do.",
  config,
});

/** A source for the worker's own tests: its check spins, leaks, exits, throws or does not listen. */
const misbehaving = defineSource<z.output<typeof config>>({
  spec,
  async check({ how, password }, ctx) {
    switch (how) {
      case "spin":
        for (;;);
      case "leak":
        return leak(ctx);
      case "exit":
        process.exit(3);
        break;
      case "throw":
        throw new TypeError("undefined is not a function");
      case "ignore-abort":
        return new Promise(() => undefined);
      case "leak-secret":
        ctx.log("info", `the password is ${password}`, { password });
        throw new Error(`connection to ${password} failed`);
      case "behave":
        ctx.log("info", "fine", { pid: process.pid });
    }
  },
  discover: () => Promise.resolve([]),
  async *read(): AsyncGenerator<ReadEvent> {
    throw new Error("not for reading");
  },
});

async function leak(ctx: Context): Promise<void> {
  const kept: Buffer[] = [];
  for (;;) {
    kept.push(Buffer.alloc(8 * 1_048_576, kept.length));
    await ctx.clock.sleep(1);
  }
}

sources.push({
  kind: "source",
  id: "misbehaving",
  definitionId: spec.definitionId,
  title: spec.title,
  summary: spec.summary,
  load: () => Promise.resolve(misbehaving as never),
});

await import("@/lib/worker/main");
