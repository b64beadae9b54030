import { describe, expect, it, vi } from "vitest";
import { onSaved, saveOwn } from "./own-changes";

const refused = { code: "conflict" as const, message: "No.", issues: [] };

describe("saveOwn", () => {
  it("tells the other forms of the tab the revision that came of it", async () => {
    const listener = vi.fn();
    const leave = onSaved(listener);
    await saveOwn("a", { name: "New" }, async () => ({ ok: true, data: { revision: 4 } }));
    expect(listener).toHaveBeenCalledExactlyOnceWith({ id: "a", revision: 4 });
    leave();
    await saveOwn("a", {}, async () => ({ ok: true, data: { revision: 5 } }));
    expect(listener).toHaveBeenCalledOnce();
  });

  it("tells nobody of what was refused", async () => {
    const listener = vi.fn();
    const leave = onSaved(listener);
    expect(await saveOwn("a", {}, async () => ({ ok: false, error: refused }))).toMatchObject({ ok: false });
    expect(listener).not.toHaveBeenCalled();
    leave();
  });
});
