import { cn } from "./cn";
import { Loading, LoadingRows, Skeleton } from "./data-state";
import { PageHeader } from "./page-header";
import { Panel } from "./section";
import { Table, TBody, TH, THead, TR } from "./table";

/** The head of a page that is on its way, where its title is not known yet. */
export function LoadingHead({ tabs }: { tabs?: React.ReactNode }) {
  return (
    <PageHeader
      breadcrumb={[]}
      title={<Skeleton className="my-1.5 h-5 w-56" />}
      description={<Skeleton className="my-1 w-72 max-w-full" />}
      tabs={tabs}
    />
  );
}

/** The chips above a list. */
export function LoadingFilters({ count = 3 }: { count?: number }) {
  return (
    <div aria-hidden className="flex flex-wrap items-center gap-2">
      {Array.from({ length: count }, (_, index) => (
        <Skeleton key={index} className={cn("h-7 rounded-md", index === 0 ? "w-60" : "w-24")} />
      ))}
    </div>
  );
}

export interface LoadingTableProps {
  /** For screen readers: "Loading the members". */
  label: string;
  columns: number;
  rows?: number;
  framed?: boolean;
}

/** A table with its head, without its words. */
export function LoadingTable({ label, columns, rows = 6, framed = false }: LoadingTableProps) {
  return (
    <Loading label={label}>
      <Table label={label} framed={framed}>
        <THead>
          <TR aria-hidden>
            {Array.from({ length: columns }, (_, column) => (
              <TH key={column} grow={column === 0}>
                <Skeleton className="h-2 w-16" />
              </TH>
            ))}
          </TR>
        </THead>
        <TBody>
          <LoadingRows columns={columns} rows={rows} />
        </TBody>
      </Table>
    </Loading>
  );
}

/** Framed cards, each with a line or two. */
export function LoadingCards({ label, count = 3 }: { label: string; count?: number }) {
  return (
    <Loading label={label}>
      <div aria-hidden className="grid grid-cols-1 gap-3">
        {Array.from({ length: count }, (_, index) => (
          <Panel key={index} className="grid gap-2.5 p-4">
            <Skeleton className="h-4 w-48" />
            <Skeleton className="w-4/5 max-w-120" />
          </Panel>
        ))}
      </div>
    </Loading>
  );
}

/** Labelled fields, one below the other. */
export function LoadingForm({ label, fields = 4 }: { label: string; fields?: number }) {
  return (
    <Loading label={label}>
      <div aria-hidden className="grid max-w-160 grid-cols-1 gap-4">
        {Array.from({ length: fields }, (_, index) => (
          <div key={index} className="grid gap-1.5">
            <Skeleton className="w-28" />
            <Skeleton className="h-8 rounded-md" />
          </div>
        ))}
      </div>
    </Loading>
  );
}
