"use client";

import { Fragment, lazy, Suspense, type ReactNode } from "react";
import { TBody } from "./table";

export interface VirtualRowsProps<Row> {
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  renderRow: (row: Row, index: number) => ReactNode;
  rowHeightPx?: number;
}

const virtualFrom = 200;

/** Most tables are shorter: what draws by the screenful comes for the long ones alone. */
const VirtualBody = lazy(async () => ({ default: (await import("./virtual-body")).VirtualBody }));

/**
 * The body of a Table that scrolls in its own frame (`frameClassName="max-h-… overflow-auto"`). From 200 rows on it
 * draws only what is in view; below that it draws all, and the browser's search finds all.
 */
export function VirtualRows<Row>({ rows, rowKey, renderRow, rowHeightPx = 36 }: VirtualRowsProps<Row>) {
  const renderAt = (row: Row, index: number) => (
    <Fragment key={rowKey(row)}>{renderRow(row, index)}</Fragment>
  );
  if (rows.length < virtualFrom) return <TBody>{rows.map(renderAt)}</TBody>;
  return (
    <Suspense fallback={<TBody aria-busy />}>
      <VirtualBody
        count={rows.length}
        rowHeightPx={rowHeightPx}
        renderAt={(index) => {
          const row = rows[index];
          return row === undefined ? null : renderAt(row, index);
        }}
      />
    </Suspense>
  );
}
