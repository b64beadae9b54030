import { formatCount, formatCountOf } from "@/components/ui/format";
import * as nouns from "./nouns";

export const nothingToSetUp = "There is nothing to set up.";
export const advanced = "Advanced";
export const optionalSettings = (settings: number) => formatCountOf(settings, nouns.optionalSetting);
export const choose = "Choose…";
export const notSet = "Not set";
export const option = (number: number) => `Option ${number}`;
export const emptyOption = "(empty)";
export const addTags = "Add with Enter or a comma";
export const item = (title: string, number: number) => `${title} ${number}`;
export const addItem = (title: string) => `Add ${inSentence(title)}`;
export const removeItem = (name: string) => `Remove ${name}`;
export const jsonSample = '{"key": "value"}';

/** By the word that a field's name ends with. */
export const units = {
  ms: "ms",
  milliseconds: "ms",
  seconds: "s",
  sec: "s",
  minutes: "min",
  hours: "h",
  days: "days",
  weeks: "weeks",
  months: "months",
  bytes: "bytes",
  kb: "kB",
  mb: "MB",
  percent: "%",
} as const satisfies Record<string, string>;

export const relativeDate = "Relative date";
export const relativeDateFor = (field: string) => `Relative date for ${field}`;
export const today = "Today";
export const yesterday = "Yesterday";
export const last7Days = "Last 7 days";
export const last30Days = "Last 30 days";
export const last90Days = "Last 90 days";
export const startOfMonth = "Start of month";
export const startOfYear = "Start of year";
export const last2Years = "Last 2 years";

export const chooseOne = "Choose one of the options.";
export const chooseAtLeastOne = "Choose at least one of the options.";
export const switchOnOrOff = "Switch this on or off.";
export const fillIn = "Fill in this section.";
export const mustBe = (json: string) => `This must be ${json}.`;
export const enterJson = `Enter a JSON object, for example ${jsonSample}.`;

export const enterList = "Enter a list of values.";
export const addOne = "Add at least one value.";
export const addAtLeast = (least: number, present: number) =>
  `Add at least ${least} values; ${thereAre(present)}.`;
export const keepAtMost = (most: number, present: number) =>
  `Keep at most ${most} values; there are ${present}.`;
export const enterOnce = "Enter each value only once.";
export const tagProblem = (tag: string, problem: string) => `“${tag}”: ${problem}`;

export const enterNumber = "Enter a number.";
export const enterNumberBetween = (least: number, most: number) =>
  `Enter a number from ${figure(least)} to ${figure(most)}.`;
export const enterNumberWithin = (bounds: readonly string[]) => `Enter a number ${bounds.join(" and ")}.`;
export const enterInteger = "Enter a whole number.";
export const enterIntegerBetween = (least: number, most: number) =>
  `Enter a whole number from ${figure(least)} to ${figure(most)}.`;
export const enterIntegerWithin = (bounds: readonly string[]) =>
  `Enter a whole number ${bounds.join(" and ")}.`;
export const boundAtLeast = (least: number) => `of at least ${figure(least)}`;
export const boundAbove = (bound: number) => `above ${figure(bound)}`;
export const boundAtMost = (most: number) => `of at most ${figure(most)}`;
export const boundBelow = (bound: number) => `below ${figure(bound)}`;

export const enterText = "Enter text.";
export const enterValue = "Enter a value.";
export const enterValueLike = (example: string) => `Enter a value, for example ${example}.`;
export const enterInForm = (form: string) => `Enter it in the form ${form}.`;
export const enterInFormOf = (example: string) => `Enter it in the form of this example: ${example}.`;
export const enterMatching = (pattern: string) => `Enter a value that matches ${pattern}.`;
export const removeSpaces = "Remove the spaces at the ends.";
export const tooShort = (least: number, present: number) =>
  `Enter at least ${least} characters; ${thereAre(present)}.`;
export const tooLong = (most: number, present: number) =>
  `Enter at most ${most} characters; there are ${present}.`;
export const enterEmail = "Enter an e-mail address, for example name@example.com.";
export const enterAddress = (example: string) => `Enter an address with its scheme, for example ${example}.`;
export const enterUuid = "Enter a UUID, for example 3f2b8c1e-5d4a-4b6f-9c7e-2a1d0e8f6b35.";

export const enterDate = (form: string, example: string) =>
  `Enter a date as ${form}, for example ${example}.`;
export const enterDateTime = (form: string, example: string) =>
  `Enter a date and time (UTC) as ${form}, for example ${example}.`;
export const noSuchDay = (day: string, advice: string) => `There is no day ${day}. ${advice}`;

function thereAre(count: number): string {
  return `there ${count === 1 ? "is" : "are"} ${count}`;
}

function figure(value: number): string {
  return Number.isInteger(value) ? formatCount(value) : String(value);
}

/** "Report" → "report", but "API account" stays. */
function inSentence(title: string): string {
  return /^[A-Z][a-z]/.test(title) ? title.charAt(0).toLowerCase() + title.slice(1) : title;
}
