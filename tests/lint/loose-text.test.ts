import { RuleTester } from "eslint";
import { afterAll, describe, it } from "vitest";
import { looseText } from "./loose-text.mjs";

Object.assign(RuleTester, { afterAll, describe, it, itOnly: it.only });

const tester = new RuleTester({ languageOptions: { parserOptions: { ecmaFeatures: { jsx: true } } } });
const errors = [{ messageId: "loose" }];

tester.run("text stands in components/text", looseText, {
  valid: [
    'import { Button } from "@/components/ui/button";',
    '"use client";',
    "<Button>{text.syncNow}</Button>;",
    '<p className="flex grow items-center gap-2">{text.about}</p>;',
    'const frame = "rounded-md border border-line px-3";',
    'cn("flex grow", isOpen && "hidden");',
    "const address = `/connections/${id}/runs`;",
    'if (event.key === "Enter") submit();',
    'switch (change) { case "Renamed": break; }',
    'const kind = "never_run";',
    'getJson("/api/internal/runs");',
    "<span>{count} · {share}</span>;",
    '<Tip contentStyle={{ border: "1px solid var(--color-line)" }} keys={["Shift", "Enter"]} key={`place ${at}`} />;',
    'throw new TypeError("Used outside of its provider.");',
  ],
  invalid: [
    { code: "<Button>Sync now</Button>;", errors },
    { code: '<Field label="Name" />;', errors },
    { code: '<Field label={isNew ? "name" : text.other} />;', errors },
    { code: '<input aria-label="search" />;', errors },
    { code: '<p title={"Read again"} />;', errors },
    { code: 'const option = { value: "a", label: "first" };', errors },
    { code: 'const words = { sync: "Sync" };', errors },
    { code: "const line = `${rows} rows written`;", errors },
    { code: "<p>{` of ${total}`}</p>;", errors },
    { code: 'formatCountOf(rows, "row");', errors },
    { code: 'toast.error("unreachable");', errors },
    { code: 'function told() { return "The run is over."; }', errors },
  ],
});
