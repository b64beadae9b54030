import { describe, expect, it } from "vitest";
import type { CheckEvent } from "@/lib/internal-api/checks";
import { failureOf, readEvents } from "./check-stream";

function streamOf(chunks: Uint8Array[]): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk);
      controller.close();
    },
  });
}

async function eventsOf(chunks: Uint8Array[]): Promise<CheckEvent[]> {
  const events: CheckEvent[] = [];
  for await (const event of readEvents(streamOf(chunks))) events.push(event);
  return events;
}

describe("the events of a check", () => {
  it("are the same however the network cuts them", async () => {
    const events = [
      { type: "line", atMs: 1, level: "info", message: "Reading “Grüße ✓”" },
      { type: "result", result: { ok: true } },
    ];
    const bytes = new TextEncoder().encode(events.map((event) => `${JSON.stringify(event)}\n`).join(""));
    for (const size of [1, 2, 3, 7, bytes.length]) {
      const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
        bytes.slice(index * size, (index + 1) * size),
      );
      expect(await eventsOf(chunks)).toEqual(events);
    }
  });

  it("end without an outcome where the connection breaks", async () => {
    const cut = new TextEncoder().encode(
      '{"type":"line","atMs":1,"level":"info","message":"a"}\n{"type":"re',
    );
    expect(await eventsOf([cut])).toHaveLength(1);
  });
});

describe("how a check ended", () => {
  it("is no failure where it passed", () => {
    expect(failureOf({ type: "result", result: { ok: true } })).toBeNull();
  });

  it("names the field that the connector names", () => {
    const result = { ok: false, kind: "auth", message: "Refused.", field: ["tunnel", "key"] } as const;
    expect(failureOf({ type: "result", result: { ...result, field: [...result.field] } })).toEqual({
      message: "Refused.",
      problems: [{ path: ["tunnel", "key"], message: "Refused." }],
    });
  });

  it("says to try again only where that may help", () => {
    const adviceFor = (kind: "config" | "transient") =>
      failureOf({ type: "result", result: { ok: false, kind, message: "No.", field: [] } })?.advice;
    expect(adviceFor("config")).toBeUndefined();
    expect(adviceFor("transient")).toMatch(/Test again/);
  });

  it("brings a refusal's issues to the fields of the form, and keeps the error's id", () => {
    const issues = [{ path: ["config", "port"], message: "must be a number" }];
    expect(failureOf({ type: "refused", message: "Not usable.", issues, errorId: "e-1" })).toEqual({
      message: "Not usable.",
      problems: [{ path: ["port"], message: "must be a number" }],
      errorId: "e-1",
    });
  });
});
