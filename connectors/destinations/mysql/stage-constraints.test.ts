import { expect, it } from "vitest";
import type { StreamPlan } from "@/connectors/sdk";
import { planStream } from "@/connectors/sdk/testing";
import { planStageChecks, stageChecks } from "./stage-constraints";
import type { ExistingColumn, ExistingTable } from "./tables";

const column = (name: string, isRequired = false): ExistingColumn => ({
  ...{ name, isRequired, dataType: "int", columnType: "int(11)", collation: null },
  ...{ precision: 10, scale: 0, maxLength: null, fraction: null, isJson: false, isGenerated: false },
});
const table = (checks: ExistingTable["checks"], columns: ExistingColumn[] = []): ExistingTable => ({
  ...{ isView: false, comment: "", columns, indexes: [], checks },
});
const maria = { isMariaDb: true, version: "", maxAllowedPacket: 0, localInfile: true, foldsTableCase: false };
const plan = (more: Partial<Parameters<typeof planStream>[0]> = {}): StreamPlan =>
  planStream({ connectionId: "c", name: "orders", namespace: "shop", write: "deduped", ...more });

it("takes over what speaks of columns that rows bring, whatever texts it speaks of", () => {
  const checks = [
    { name: "small", holds: "`id` < 9" },
    { name: "quoted", holds: "`name` <> 'it''s `x`, it\\'s `y`'" },
    { name: "other", holds: "`id` < `theirs`" },
  ];
  expect(stageChecks(plan(), table(checks), maria).map(({ name }) => name)).toEqual(["small", "quoted"]);
});

it("takes NOT NULL of such columns over, and lets deletions through", () => {
  const found = table([], [column("ID", true), column("theirs", true), column("name")]);
  expect(stageChecks(plan({ reportsDeletes: true }), found, maria)).toEqual([
    { name: "ID_not_null", holds: "(`ID` IS NOT NULL) OR `_sluice_deleted`" },
  ]);
});

it("gives the constraints names of their own where the server wants one name once in a database", () => {
  const [check] = stageChecks(plan(), table([{ name: "n".repeat(64), holds: "`id` < 9" }]), {
    ...maria,
    isMariaDb: false,
  });
  expect(check?.name).not.toBe("n".repeat(64));
  expect(check?.name.length).toBeLessThanOrEqual(64);
});

it("changes a stage that is continued by what differs alone", () => {
  const stage = table([
    { name: "stays", holds: "`id` < 9" },
    { name: "goes", holds: "`id` > 1" },
  ]);
  const wanted = [
    { name: "stays", holds: "`id` < 9" },
    { name: "comes", holds: "`id` <> 5" },
  ];
  const statements = planStageChecks(plan(), stage, wanted).join("; ");
  expect(statements).toMatch(/DROP CONSTRAINT `goes`; .*ADD CONSTRAINT `comes` CHECK \(`id` <> 5\)$/);
  expect(statements).not.toContain("stays");
});
