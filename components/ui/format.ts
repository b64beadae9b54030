import { locale } from "@/text/locale";
import * as nouns from "@/text/nouns";
import * as units from "@/text/units";

/**
 * How the console writes numbers and times: by the locale of its text, not by that of the machine, so the server and
 * the browser write the same.
 */

export type Count = number | bigint;
/** An ISO instant, epoch milliseconds or a Date. */
export type Instant = string | number | Date;
/** A noun by the forms that the language has for counts. */
export type PluralForms = { other: string } & Partial<Record<Intl.LDMLPluralRule, string>>;

const secondMs = 1000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

const wholes = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
const tenths = new Intl.NumberFormat(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const pairs = new Intl.NumberFormat(locale, { minimumIntegerDigits: 2 });
const plurals = new Intl.PluralRules(locale);
const lists = new Intl.ListFormat(locale, { type: "unit", style: "short" });

/** 1204331 → "1,204,331" */
export function formatCount(count: Count): string {
  // Adding 0 takes its sign from what rounds to -0.
  return wholes.format(typeof count === "bigint" ? count : Math.round(count) + 0);
}

/** "orders, customers, lines" */
export function formatList(parts: readonly string[]): string {
  return lists.format(parts);
}

/** "1,204,331 rows", "1 row" */
export function formatCountOf(count: Count, forms: PluralForms): string {
  return `${formatCount(count)} ${forms[plurals.select(Number(count))] ?? forms.other}`;
}

export function formatRows(count: Count): string {
  return formatCountOf(count, nouns.row);
}

/** 1204331 → "1.2 M", 41000 → "41 k", 950 → "950" */
export function formatShortCount(count: Count): string {
  return scaled(Number(count), 1000, units.counts);
}

/** Decimal units, as storage and networks are sold: 1_200_000_000 → "1.2 GB" */
export function formatBytes(bytes: Count): string {
  return scaled(Number(bytes), 1000, units.bytes);
}

/** 41000 → "41 k rows/s" */
export function formatRowRate(rowsPerSecond: number): string {
  return units.rowsPerSecond(formatShortCount(rowsPerSecond));
}

/** 0.417 → "42 %". Only a whole is 100 %, and only nothing is 0 %. */
export function formatShare(share: number): string {
  const percent = Math.round(share * 100);
  if (share > 0 && percent === 0) return units.underOnePercent;
  if (share < 1 && percent === 100) return units.percent(formatCount(99));
  return units.percent(formatCount(percent));
}

/** 420 ms · 4.2 s · 42 s · 2 min 04 s · 3 h 07 min · 2 d 04 h */
export function formatDuration(durationMs: number): string {
  const ms = Math.max(0, Math.round(durationMs));
  if (ms < secondMs) return units.milliseconds(formatCount(ms));
  if (ms < 9950) return units.seconds(formatTenths(ms / secondMs));
  const seconds = Math.round(ms / secondMs);
  if (seconds < 60) return units.seconds(formatCount(seconds));
  if (seconds < 3600)
    return units.minutesAndSeconds(formatCount(Math.floor(seconds / 60)), pairs.format(seconds % 60));
  const minutes = Math.floor(seconds / 60);
  if (minutes < 24 * 60)
    return units.hoursAndMinutes(formatCount(Math.floor(minutes / 60)), pairs.format(minutes % 60));
  const hours = Math.floor(minutes / 60);
  return units.daysAndHours(formatCount(Math.floor(hours / 24)), pairs.format(hours % 24));
}

/** "in 5 min", "12 s ago", "now"; beyond 30 days the date, "2026-10-03". */
export function formatRelative(instant: Instant, nowMs: number): string {
  const distanceMs = epochMs(instant) - nowMs;
  const amount = roughly(Math.abs(distanceMs));
  if (amount === undefined) return formatDate(instant);
  if (amount === "") return units.now;
  return distanceMs > 0 ? units.ahead(amount) : units.ago(amount);
}

/** The clock in the given zone (default: the machine's): "14:03:22" */
export function formatClock(instant: Instant, timeZone?: string): string {
  return new Intl.DateTimeFormat(locale, {
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
    timeZone,
  }).format(epochMs(instant));
}

/** "2026-11-22T14:03:22.114Z" */
export function formatInstant(instant: Instant): string {
  return new Date(epochMs(instant)).toISOString();
}

/** The UTC date: "2026-11-22" */
function formatDate(instant: Instant): string {
  return formatInstant(instant).slice(0, 10);
}

/** @throws RangeError when the text is not an instant. */
export function epochMs(instant: Instant): number {
  const ms = instant instanceof Date ? instant.getTime() : new Date(instant).getTime();
  if (Number.isNaN(ms))
    throw new RangeError(
      `"${String(instant)}" is not an instant; give ISO text such as 2026-11-22T14:03:22Z`,
    );
  return ms;
}

/** One figure after the point below ten, none above; a value that rounds up to the next unit takes it. */
function scaled(value: number, step: number, units: readonly string[]): string {
  let rest = Math.abs(value);
  let unit = 0;
  while (unit < units.length - 1 && rounded(rest, unit) >= step) {
    rest /= step;
    unit += 1;
  }
  const sign = value < 0 ? "-" : "";
  return `${sign}${formatFigure(rounded(rest, unit))} ${units[unit] ?? ""}`.trimEnd();
}

function rounded(value: number, unit: number): number {
  return unit > 0 && value < 9.95 ? Math.round(value * 10) / 10 : Math.round(value);
}

function formatFigure(value: number): string {
  return Number.isInteger(value) ? formatCount(value) : formatTenths(value);
}

function roughly(ms: number): string | undefined {
  if (ms < 1500) return "";
  // 59.5 s are written as a minute.
  if (Math.round(ms / secondMs) < 60) return units.seconds(formatCount(ms / secondMs));
  if (ms < hourMs) return units.minutes(formatCount(Math.max(1, Math.floor(ms / minuteMs))));
  if (ms < dayMs) return units.hours(formatCount(Math.floor(ms / hourMs)));
  if (ms < 30 * dayMs) return units.days(formatCount(Math.floor(ms / dayMs)));
  return undefined;
}

/** Rounded beforehand: ICU rounds the shortest decimal of 1.45, not its value. */
function formatTenths(value: number): string {
  return tenths.format(Number(value.toFixed(1)));
}
