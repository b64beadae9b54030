/** Height of a line that is not wrapped. */
export const linePx = 20;
/** Browsers draw nothing beyond some 17 million pixels; above that a pixel stands for more than its share of a line. */
const maxContentPx = 15_000_000;

export interface ScrollMap {
  /** Lines in all. */
  total: number;
  /** Height of what is in view. */
  viewPx: number;
  /** Lines may be higher than `linePx`, so the last one has to get to the top. */
  isUneven: boolean;
}

/** Height of what scrolls. */
export function contentPx(map: ScrollMap): number {
  const { total, viewPx, isUneven } = map;
  const px = isUneven ? Math.max(0, total - 1) * linePx + viewPx : total * linePx;
  return Math.min(maxContentPx, Math.max(px, viewPx));
}

/** The line at the top of the view, with the part of it that has gone by. */
export function lineAt(map: ScrollMap, scrollTop: number): number {
  const scrollable = contentPx(map) - map.viewPx;
  return scrollable <= 0 ? 0 : (Math.min(scrollTop, scrollable) / scrollable) * highestTop(map);
}

/** Where to scroll to have a line at the top, or as near to it as the end allows. */
export function scrollTopOf(map: ScrollMap, line: number): number {
  const highest = highestTop(map);
  if (highest <= 0) return 0;
  return (Math.min(Math.max(0, line), highest) / highest) * (contentPx(map) - map.viewPx);
}

export function endOf(map: ScrollMap): number {
  return contentPx(map) - map.viewPx;
}

function highestTop({ total, viewPx, isUneven }: ScrollMap): number {
  return Math.max(0, isUneven ? total - 1 : total - viewPx / linePx);
}
