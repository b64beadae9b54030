"use client";

import { useVirtualizer } from "@tanstack/react-virtual";
import { Fragment, useRef, type ReactNode } from "react";
import { TBody } from "./table";

export interface VirtualRowsProps<Row> {
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  renderRow: (row: Row, index: number) => ReactNode;
  rowHeightPx?: number;
}

const virtualFrom = 200;

/**
 * The body of a Table that scrolls in its own frame (`frameClassName="max-h-… overflow-auto"`). From 200 rows on it
 * draws only what is in view; below that it draws all, and the browser's search finds all.
 */
export function VirtualRows<Row>({ rows, rowKey, renderRow, rowHeightPx = 36 }: VirtualRowsProps<Row>) {
  "use no memo"; // the virtualizer changes inside without a new identity
  const body = useRef<HTMLTableSectionElement>(null);
  const virtual = rows.length >= virtualFrom;
  // eslint-disable-next-line react-hooks/incompatible-library -- hence "use no memo"
  const virtualizer = useVirtualizer({
    count: rows.length,
    enabled: virtual,
    getScrollElement: () => body.current?.closest<HTMLElement>("[data-table-frame]") ?? null,
    initialRect: { width: 0, height: 20 * rowHeightPx },
    estimateSize: () => rowHeightPx,
    overscan: 12,
  });
  if (!virtual) {
    return (
      <TBody>
        {rows.map((row, index) => (
          <Fragment key={rowKey(row)}>{renderRow(row, index)}</Fragment>
        ))}
      </TBody>
    );
  }
  const items = virtualizer.getVirtualItems();
  const before = items[0]?.start ?? 0;
  const after = virtualizer.getTotalSize() - (items.at(-1)?.end ?? 0);
  return (
    <TBody ref={body}>
      <Spacer heightPx={before} />
      {items.map((item) => {
        const row = rows[item.index];
        return row === undefined ? null : <Fragment key={rowKey(row)}>{renderRow(row, item.index)}</Fragment>;
      })}
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
