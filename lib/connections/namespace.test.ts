import { describe, expect, it } from "vitest";
import { namespaceFormatSchema } from "./namespace";

describe("namespaceFormatSchema", () => {
  it.each(["", "raw", "${SOURCE_NAMESPACE}", "lake_${SOURCE_NAMESPACE}_v1"])("takes %j", (format) => {
    expect(namespaceFormatSchema.parse(format)).toBe(format);
  });

  it.each([
    ["${SOURCE}", "${SOURCE}"],
    ["a_${SOURCE_NAMESPACE}_${source_namespace}", "${source_namespace}"],
    ["open_${SOURCE_NAMESPACE", "${SOURCE_NAMESPACE"],
    ["${}", "${}"],
  ])("refuses %j and names the placeholder", (format, placeholder) => {
    const issues = namespaceFormatSchema.safeParse(format).error?.issues ?? [];
    expect(issues.map((issue) => issue.message)).toEqual([
      `"${placeholder}" is not a placeholder. Use \${SOURCE_NAMESPACE}, or plain text.`,
    ]);
  });
});
