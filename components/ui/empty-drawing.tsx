/** The Pair before anything is connected: two outlines, a dotted way between them, the gate closed. */
export function EmptyDrawing() {
  return (
    <svg viewBox="0 0 160 48" fill="none" aria-hidden className="h-12 w-40 text-line-strong">
      <rect
        x="0.75"
        y="6.75"
        width="34.5"
        height="34.5"
        rx="6"
        className="fill-sunken stroke-line"
        strokeWidth="1.5"
      />
      <rect
        x="124.75"
        y="6.75"
        width="34.5"
        height="34.5"
        rx="6"
        className="fill-sunken stroke-line"
        strokeWidth="1.5"
      />
      <path d="M11 19h14M11 24h14M11 29h9" stroke="currentColor" strokeWidth="1.5" strokeLinecap="round" />
      <path d="M135 20v8a7 2.6 0 0 0 14 0v-8" stroke="currentColor" strokeWidth="1.5" />
      <ellipse cx="142" cy="20" rx="7" ry="2.6" stroke="currentColor" strokeWidth="1.5" />
      <path
        d="M41 24h30M89 24h30"
        stroke="currentColor"
        strokeWidth="1.5"
        strokeDasharray="1 4"
        strokeLinecap="round"
      />
      <path d="M74 12v24M86 12v24" stroke="currentColor" strokeWidth="1.5" strokeLinecap="round" />
      <rect
        x="74"
        y="17"
        width="12"
        height="14"
        className="fill-accent-soft stroke-accent"
        strokeWidth="1.5"
      />
    </svg>
  );
}
