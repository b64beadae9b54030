import { formatCount, formatCountOf, formatRows, type Count } from "@/components/ui/format";
import * as nouns from "./nouns";

export const slices = "Slices";
export const loading = "Loading the slices";
export const notRead = "The slices could not be read";
export const noSliceYet = "No slice has ended yet.";
export const noSlice = "No slice was moved in this run.";
export const about = (slices: number, feeds: number) =>
  `${formatCountOf(slices, nouns.slice)} in ${formatCountOf(feeds, nouns.feed)}. A slice is what one step moved; it ends at a checkpoint.`;
export const notDrawn = (feeds: number) =>
  `${formatCountOf(feeds, nouns.feed)} without a slice, or beyond the first 100, are not drawn.`;
export const asTable = "As a table";

export const feedName = (number: number) => `Feed ${number}`;
export const andMore = (stream: string, more: number) => `${stream} and ${formatCount(more)} more`;
export const lane = (feed: string, slices: number, rows: Count) =>
  `${feed}: ${formatCountOf(slices, nouns.slice)}, ${formatRows(rows)}`;
export const laneWithFailed = (feed: string, slices: number, rows: Count, failed: number) =>
  `${lane(feed, slices, rows)}, ${formatCount(failed)} failed`;
export const slicesOf = (slices: number) => formatCountOf(slices, nouns.slice);
export const tryOf = (number: number) => `try ${number}`;
export const showFewerFeeds = "Show fewer feeds";
export const showAllFeeds = (feeds: number) => `Show all ${formatCount(feeds)} feeds`;

export const feedColumn = "Feed";
export const beganColumn = "Began";
export const tookColumn = "Took";
export const outcomeColumn = "Outcome";
export const tryColumn = "Try";
export const rowsColumn = "Rows";
export const bytesColumn = "Bytes";
export const reasonColumn = "Reason";

export const outcomes = {
  moved: "Moved on",
  complete: "Complete",
  failed: "Failed",
  cancelled: "Cancelled",
} as const satisfies Record<string, string>;
