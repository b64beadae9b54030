/** A line through the values, from zero to the largest, one unit clear of every edge. Empty for fewer than two. */
export function sparklinePath(values: readonly number[], width: number, height: number): string {
  if (values.length < 2) return "";
  const largest = Math.max(...values, Number.MIN_VALUE);
  const step = (width - 2) / (values.length - 1);
  const points = values.map((value, index) => {
    const y = 1 + (1 - Math.max(0, value) / largest) * (height - 2);
    return `${round(1 + index * step)} ${round(y)}`;
  });
  return `M${points.join("L")}`;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
