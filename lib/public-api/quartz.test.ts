import { describe, expect, it } from "vitest";
import { parseApiCron, renderApiCron } from "./quartz";

function parsed(text: string) {
  const result = parseApiCron(text);
  if ("problem" in result) throw new Error(result.problem);
  return result.schedule;
}

describe("parseApiCron", () => {
  it.each([
    ["0 0 12 * * ?", "0 12 * * *", "UTC"],
    ["0 0 12 * * ? UTC", "0 12 * * *", "UTC"],
    ["0 0 12 * * ? Europe/Berlin", "0 12 * * *", "Europe/Berlin"],
    ["0 0 12 ? * MON-FRI", "0 12 * * 1-5", "UTC"],
    ["0 0 12 ? * 2-6", "0 12 * * 1-5", "UTC"],
    ["0 0 12 ? * 1,7", "0 12 * * 0,6", "UTC"],
    ["0 0 12 ? * fri-mon", "0 12 * * 0,1,5,6", "UTC"],
    ["0 0 12 1/1 * ? *", "0 12 * * *", "UTC"],
    ["0 0/15 * * * ?", "*/15 * * * *", "UTC"],
    ["0 5/20 * * * ?", "5,25,45 * * * *", "UTC"],
    ["0 0 22-2 * * ?", "0 0,1,2,22,23 * * *", "UTC"],
    ["0 0 6 1 JAN-MAR ?", "0 6 1 1-3 *", "UTC"],
    ["0 0 12 L * ?", "0 12 L * *", "UTC"],
    ["0 0 12 15W * ?", "0 12 15W * *", "UTC"],
    ["0 0 12 ? * 6L", "0 12 * * 5L", "UTC"],
    ["0 0 12 ? * FRI#3", "0 12 * * 5#3", "UTC"],
    ["0 0 12 ? * L", "0 12 * * 6", "UTC"],
    ["30 0 12 * * ?", "0 12 * * *", "UTC"],
    ["0 6 * * 1-5", "0 6 * * 1-5", "UTC"],
    ["0 6 * * 1-5 UTC", "0 6 * * 1-5", "UTC"],
  ])("takes %s for %s in %s", (text, expression, timeZone) => {
    expect(parsed(text)).toMatchObject({ type: "cron", expression, timeZone });
  });

  it.each([
    ["* * * * * ?", /seconds must be one number/],
    ["* 0 12 * * ?", /seconds must be one number/],
    ["0 * * * * ?", /due every minute/],
    ["* * * * *", /due every minute/],
    ["0 61 * * * ?", /"61" does not fit the field minutes, 0 to 59/],
    ["0 0 24 * * ?", /"24" does not fit the field hours/],
    ["0 0 12 ? * 0", /"0" does not fit the field day of week, 1 to 7/],
    ["0 0 12 ? * SOMEDAY", /"SOMEDAY" does not fit/],
    ["0 5/0 * * * ?", /does not fit the field minutes/],
    ["0 0 12 L-3 * ?", /does not fit the field day of month/],
    ["0 0 12 * * ? 2030", /cannot be limited to years/],
    ["0 0 12 30 2 ?", /never due/],
    ["0 12", /six or seven fields/],
    ["", /six or seven fields/],
  ])("refuses %s and says why", (text, reason) => {
    expect(parseApiCron(text)).toEqual({ problem: expect.stringMatching(reason) });
  });
});

describe("renderApiCron", () => {
  it("gives an API client its own expression back, and the time zone", () => {
    expect(renderApiCron(parsed("0 0 12 1/1 * ? *"))).toBe("0 0 12 1/1 * ? * UTC");
    expect(renderApiCron(parsed("0 0 12 * * ? UTC"))).toBe("0 0 12 * * ? UTC");
  });

  it.each([
    ["0 12 * * *", "0 0 12 * * ? UTC"],
    ["0 6 * * 1-5", "0 0 6 ? * 2-6 UTC"],
    ["0 6 1 * *", "0 0 6 1 * ? UTC"],
    ["0 0 * * 5#2", "0 0 0 ? * 6#2 UTC"],
    ["0 0 * * 0,7", "0 0 0 ? * 1,1 UTC"],
    ["*/5 * * * MON", "0 */5 * ? * MON UTC"],
    ["* * * * *", "0 0/1 * * * ? UTC"],
  ])("writes the console's %s as Quartz, which it reads back as the same schedule", (expression, text) => {
    const schedule = { type: "cron", expression, timeZone: "UTC" } as const;
    expect(renderApiCron(schedule)).toBe(text);
    expect(renderApiCron(parsed(text))).toBe(text);
  });
});
