"use client";

import { useVirtualizer } from "@tanstack/react-virtual";
import { useRef, type ReactNode } from "react";
import { TBody } from "./table";

export interface VirtualBodyProps {
  count: number;
  rowHeightPx: number;
  /** A row with its key. */
  renderAt: (index: number) => ReactNode;
}

/** Draws of a table's rows those in view; VirtualRows loads it for long tables. */
export function VirtualBody({ count, rowHeightPx, renderAt }: VirtualBodyProps) {
  "use no memo"; // the virtualizer changes inside without a new identity
  const body = useRef<HTMLTableSectionElement>(null);
  // eslint-disable-next-line react-hooks/incompatible-library -- hence "use no memo"
  const virtualizer = useVirtualizer({
    count,
    getScrollElement: () => body.current?.closest<HTMLElement>("[data-table-frame]") ?? null,
    initialRect: { width: 0, height: 20 * rowHeightPx },
    estimateSize: () => rowHeightPx,
    overscan: 12,
  });
  const items = virtualizer.getVirtualItems();
  const before = items[0]?.start ?? 0;
  const after = virtualizer.getTotalSize() - (items.at(-1)?.end ?? 0);
  return (
    <TBody ref={body}>
      <Spacer heightPx={before} />
      {items.map((item) => renderAt(item.index))}
      <Spacer heightPx={after} />
    </TBody>
  );
}

function Spacer({ heightPx }: { heightPx: number }) {
  return heightPx <= 0 ? null : (
    <tr aria-hidden>
      <td style={{ height: heightPx }} />
    </tr>
  );
}
