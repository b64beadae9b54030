/** Values in the forms of the SDK's table, built without Date objects: this is where the time of a row goes. */

const msPerDay = 86_400_000;
const firstDay = Date.UTC(1930, 0, 1) / msPerDay;
const lastDay = Date.UTC(2040, 0, 1) / msPerDay;

const days = texts(lastDay - firstDay, (day) =>
  new Date((firstDay + day) * msPerDay).toISOString().slice(0, 10),
);
const minutes = texts(1440, (minute) => `T${pad(Math.floor(minute / 60), 2)}:${pad(minute % 60, 2)}:`);
const millis = texts(60_000, (milli) => `${pad(Math.floor(milli / 1000), 2)}.${pad(milli % 1000, 3)}Z`);
const cents = texts(100, (cent) => pad(cent, 2));

export function dayOf(instantMs: number): number {
  return Math.floor(instantMs / msPerDay);
}

/** Days since 1970-01-01 as a date. */
export function dateText(day: number): string {
  return days[day - firstDay] ?? new Date(day * msPerDay).toISOString().slice(0, 10);
}

export function timestampText(instantMs: number): string {
  const day = dayOf(instantMs);
  const rest = instantMs - day * msPerDay;
  const minute = Math.floor(rest / 60_000);
  return dateText(day) + (minutes[minute] ?? "") + (millis[rest - minute * 60_000] ?? "");
}

/** Hundredths as a decimal: 1250 is "12.50". */
export function decimalText(hundredths: number): string {
  const whole = Math.floor(hundredths / 100);
  return `${whole}.${cents[hundredths - whole * 100] ?? ""}`;
}

function texts(length: number, text: (index: number) => string): string[] {
  return Array.from({ length }, (_, index) => text(index));
}

function pad(value: number, digits: number): string {
  return String(value).padStart(digits, "0");
}
