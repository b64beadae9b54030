import { execFileSync } from "node:child_process";
import { open } from "node:fs";
import { sources } from "@/connectors/registry";
import { defineSource, defineSpec, type Context, type ReadEvent } from "@/connectors/sdk";
import { z } from "zod";

const config = z.object({
  how: z.enum(["spin", "leak", "exit", "throw", "ignore-abort", "behave", "leak-secret", "stay"]),
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
      case "stay":
        return stay(ctx);
      case "behave":
        ctx.log("info", "fine", { pid: process.pid });
    }
  },
  discover: () => Promise.resolve([]),
  async *read(): AsyncGenerator<ReadEvent> {
    throw new Error("not for reading");
  },
});

/** Leaves a thread in a call that never returns, as native code may: an orderly exit would wait for it for ever. */
async function stay(ctx: Context): Promise<void> {
  const fifo = await ctx.localFiles.resolve(`fifo-${process.pid}`);
  execFileSync("mkfifo", [fifo]);
  open(fifo, "r", () => undefined);
  return new Promise(() => undefined);
}

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
