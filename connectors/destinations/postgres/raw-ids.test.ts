import { expect, it } from "vitest";
import { rawIdBytes, writeRawIdText } from "./raw-ids";

it("gives random UUIDs of version 4 as text, none twice, wherever they are written", () => {
  const target = Buffer.alloc(rawIdBytes + 8, "x");
  const view = new DataView(target.buffer, target.byteOffset, target.byteLength);
  const seen = new Set<string>();
  for (let count = 0; count < 10_000; count++) {
    writeRawIdText(view, 3);
    const text = target.toString("latin1");
    expect(text).toMatch(/^xxx[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}xxxxx$/);
    seen.add(text);
  }
  expect(seen.size).toBe(10_000);
});
