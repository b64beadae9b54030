import { describe, expect, it } from "vitest";
import { db } from "@/lib/db";
import { dispatchDueSyncs, resumeStrayRuns } from "./dispatch";
import { listRuns } from "./queries";
import { cancelRun } from "./request";
import { requested, openRunLab } from "@/tests/support/run-lab";

const lab = openRunLab();

describe("schedules", () => {
  it("queue one run for each connection that is due, once", async () => {
    const due = new Date("2026-01-01T00:00:00Z");
    await db().connection.updateMany({
      where: { id: lab.connectionId },
      data: { schedule: { type: "every", minutes: 5 }, nextDueAt: due },
    });
    expect(await dispatchDueSyncs(due)).toEqual({ dispatched: 1, skipped: 0 });
    expect(await dispatchDueSyncs(due)).toEqual({ dispatched: 0, skipped: 0 });
    expect(lab.sent).toHaveLength(1);
    expect(await listRuns(lab.scope, { limit: 10, offset: 0 })).toMatchObject({
      total: 1,
      items: [{ trigger: "schedule" }],
    });
  });

  it("leave a connection that is still syncing for its next turn", async () => {
    await requested(lab);
    const due = new Date("2026-01-01T00:00:00Z");
    await db().connection.updateMany({
      where: { id: lab.connectionId },
      data: { schedule: { type: "every", minutes: 5 }, nextDueAt: due },
    });
    expect(await dispatchDueSyncs(due)).toEqual({ dispatched: 0, skipped: 1 });
  });

  it("have runs taken up again that nobody works on, and only those", async () => {
    const { id } = await requested(lab);
    const soon = new Date(Date.now() + 60_000);
    expect(await resumeStrayRuns(soon)).toEqual({ resumed: 0 });
    const later = new Date(Date.now() + 600_000);
    lab.sent = [];
    expect(await resumeStrayRuns(later)).toEqual({ resumed: 1 });
    expect(lab.sent).toMatchObject([{ name: "sync/requested", data: { runId: id } }]);
    await cancelRun(lab.scope, id);
    expect(await resumeStrayRuns(later)).toEqual({ resumed: 0 });
  });
});
