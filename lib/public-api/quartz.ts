import { cronProblem, isTimeZone, type Schedule } from "@/lib/connections/schedule";

type CronSchedule = Extract<Schedule, { type: "cron" }>;

export type ParsedCron = { schedule: CronSchedule } | { problem: string };

interface FieldRule {
  name: string;
  min: number;
  max: number;
  names?: string[];
}

const minute: FieldRule = { name: "minutes", min: 0, max: 59 };
const hour: FieldRule = { name: "hours", min: 0, max: 23 };
const day: FieldRule = { name: "day of month", min: 1, max: 31 };
const month: FieldRule = {
  name: "month",
  min: 1,
  max: 12,
  names: ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"],
};
/** Quartz counts from 1 = Sunday, cron from 0. */
const weekday: FieldRule = {
  name: "day of week",
  min: 1,
  max: 7,
  names: ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"],
};

/**
 * A cron expression as API clients send it: Quartz with six or seven fields, or plain cron with five; a time zone may
 * stand at the end (default UTC). As in Airbyte's API, "*" is refused for seconds and minutes.
 */
export function parseApiCron(text: string): ParsedCron {
  const parts = text.trim().split(/\s+/);
  const last = parts.at(-1) ?? "";
  const timeZone = parts.length > 5 && isTimeZone(last) ? last : "UTC";
  const fields = parts.length > 5 && isTimeZone(last) ? parts.slice(0, -1) : parts;
  const translated = fields.length === 5 ? fields : translateQuartz(fields);
  if (typeof translated === "string") return { problem: `"${text}" cannot be used: ${translated}` };
  if (fields.at(fields.length === 5 ? 0 : 1) === "*") {
    return {
      problem: `"${text}" is due every minute. Name the minutes, for example 0 0 * * * ? for every hour.`,
    };
  }
  const expression = translated.join(" ");
  const problem = cronProblem(expression, timeZone);
  if (problem) return { problem: `"${text}" cannot be used: ${problem.message}` };
  const quartz = fields.length === 5 ? {} : { quartz: fields.join(" ") };
  return { schedule: { type: "cron", expression, timeZone, ...quartz } };
}

/** "<quartz expression> <time zone>", as Airbyte's API shows a cron schedule; `parseApiCron` reads it back. */
export function renderApiCron(schedule: CronSchedule): string {
  return `${schedule.quartz ?? toQuartz(schedule.expression)} ${schedule.timeZone}`;
}

/** The five fields of plain cron, or the reason why there are none. */
function translateQuartz(fields: string[]): string[] | string {
  const [seconds = "", ...rest] = fields;
  if (fields.length < 6 || fields.length > 7) {
    return "a Quartz expression has six or seven fields, for example 0 0 12 * * ?";
  }
  if (!/^[0-5]?\d$/.test(seconds)) return "the seconds must be one number, for example 0";
  const year = rest[5] ?? "*";
  if (year !== "*" && year !== "?") return "a schedule cannot be limited to years; leave out the last field";
  try {
    return [
      translateField(rest[0] ?? "", minute),
      translateField(rest[1] ?? "", hour),
      translateField(rest[2] ?? "", day),
      translateField(rest[3] ?? "", month),
      translateField(rest[4] ?? "", weekday),
    ];
  } catch (error) {
    if (error instanceof RangeError) return error.message;
    throw error;
  }
}

function translateField(field: string, rule: FieldRule): string {
  if (field === "*" || field === "?") return "*";
  return field
    .split(",")
    .map((part) => translatePart(part.toUpperCase(), rule))
    .join(",");
}

/** Steps with a start ("5/15") and ranges over the end ("FRI-MON"), which cron does not know, are written out. */
function translatePart(part: string, rule: FieldRule): string {
  if (rule === day && /^(L|LW|\d+W)$/.test(part)) return part;
  const special = rule === weekday && /^(\w+?)(L|#[1-5])$/.exec(part);
  if (special) return `${toCron(numberOf(special[1] ?? "", rule), rule)}${special[2] ?? ""}`;
  if (rule === weekday && part === "L") return "6";
  const [range = "", step] = part.split("/");
  const [from, to] = range.split("-");
  if (step === undefined && to === undefined) return String(toCron(numberOf(from ?? "", rule), rule));
  if (step !== undefined && !/^[1-9]\d*$/.test(step)) throw unusable(part, rule);
  const isAll = range === "*" || range === "?";
  const first = isAll ? rule.min : numberOf(from ?? "", rule);
  const end = isAll || to === undefined ? rule.max : numberOf(to, rule);
  return writeOut(first, end, Number(step ?? 1), rule);
}

/** From `first` to `end`, which may lie before it: then over the end of the field and on from its beginning. */
function writeOut(first: number, end: number, step: number, rule: FieldRule): string {
  const size = rule.max - rule.min + 1;
  const length = ((end - first + size) % size) + 1;
  if (length === size) return step === 1 ? "*" : stepped(first, length, step, rule);
  if (step === 1 && first <= end) return `${toCron(first, rule)}-${toCron(end, rule)}`;
  return stepped(first, length, step, rule);
}

function stepped(first: number, length: number, step: number, rule: FieldRule): string {
  if (first === rule.min && length === rule.max - rule.min + 1) return `*/${step}`;
  const size = rule.max - rule.min + 1;
  return Array.from({ length: Math.ceil(length / step) }, (_, index) => first - rule.min + index * step)
    .map((offset) => toCron(rule.min + (offset % size), rule))
    .sort((one, other) => one - other)
    .join(",");
}

function numberOf(text: string, rule: FieldRule): number {
  const named = rule.names?.indexOf(text) ?? -1;
  const value = named >= 0 ? named + rule.min : Number(text);
  if (!/^[A-Z0-9]+$/.test(text) || !Number.isInteger(value) || value < rule.min || value > rule.max) {
    throw unusable(text, rule);
  }
  return value;
}

function toCron(value: number, rule: FieldRule): number {
  return rule === weekday ? value - 1 : value;
}

function unusable(text: string, rule: FieldRule): RangeError {
  return new RangeError(`"${text}" does not fit the field ${rule.name}, ${rule.min} to ${rule.max}`);
}

/** Quartz for five fields of cron. It wants "?" in one of the two day fields, and no "*" for minutes in the API. */
function toQuartz(expression: string): string {
  const [minutes = "*", hours = "*", days = "*", months = "*", weekdays = "*"] = expression.split(/\s+/);
  const numbered = weekdays
    .split(",")
    .map((part) =>
      part.replace(/(^|-)(\d)/g, (_, before: string, number: string) => before + ((Number(number) % 7) + 1)),
    )
    .join(",");
  const dayFields = weekdays === "*" ? [days, months, "?"] : [days === "*" ? "?" : days, months, numbered];
  return ["0", minutes === "*" ? "0/1" : minutes, hours, ...dayFields].join(" ");
}
