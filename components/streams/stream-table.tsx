"use client";

import { Search } from "lucide-react";
import { memo, useDeferredValue, useMemo, useState, type KeyboardEvent } from "react";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Empty } from "@/components/ui/data-state";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { Table, TBody, TH, THead, TR, WideRow } from "@/components/ui/table";
import { VirtualRows } from "@/components/ui/virtual-rows";
import type { TableName } from "@/lib/connections/table-names";
import type { DestinationFacts } from "@/lib/catalog/refusal";
import { syncModes } from "@/lib/sync/modes";
import {
  canBeChosen,
  changeMany,
  keyOf,
  syncModeWords,
  type BulkChange,
  type OfferedStream,
  type StreamDraft,
  type StreamDrafts,
} from "@/components/connections/draft";
import * as text from "@/text/streams";
import { BulkEdit } from "./bulk-edit";
import { filterStreams, namespacesOf, noFilter, type StreamFilter } from "./stream-filter";
import { StreamRow } from "./stream-row";

export interface StreamTableProps {
  offered: OfferedStream[];
  drafts: StreamDrafts;
  destination: DestinationFacts;
  /** What the service found wrong, by stream. */
  problems: Readonly<Record<string, string>>;
  tables: ReadonlyMap<string, TableName>;
  onChange: (key: string, change: Partial<StreamDraft>) => void;
  onChangeAll: (drafts: StreamDrafts) => void;
  onOpen: (key: string) => void;
}

const manyStreams = 100;

const states = [
  { value: "all", label: text.allStreams },
  { value: "chosen", label: text.chosen },
  { value: "left-out", label: text.leftOut },
  { value: "trouble", label: text.withProblem },
];

/**
 * Which streams, and how each is moved. Ten thousand of them are drawn by the screenful; none, where something else of
 * the connection is typed.
 */
export const StreamTable = memo(function StreamTable(props: StreamTableProps) {
  const { offered, drafts, destination, problems, tables, onChange, onOpen } = props;
  const [filter, setFilter] = useState(noFilter);
  const [told, setTold] = useState(problems);
  if (told !== problems) {
    // Among so many rows those with a problem would not be found, and focus could not go there.
    setTold(problems);
    const isNews = Object.keys(problems).some((key) => told[key] === undefined);
    if (isNews && offered.length > manyStreams) setFilter({ ...noFilter, state: "trouble" });
  }
  const settled = useDeferredValue(filter);
  const shown = useMemo(
    () => filterStreams(offered, drafts, settled, problems),
    [offered, drafts, settled, problems],
  );
  const chosen = useMemo(
    () => offered.filter((stream) => drafts[keyOf(stream)]?.isChosen),
    [offered, drafts],
  );
  const shownChosen = shown.filter((stream) => drafts[keyOf(stream)]?.isChosen);

  function change(targets: OfferedStream[], bulk: BulkChange): number {
    const { streams, changed } = changeMany(drafts, targets, bulk, destination);
    props.onChangeAll(streams);
    return changed;
  }

  return (
    <div className="grid min-w-0 grid-cols-1 gap-3">
      <StreamFilters
        filter={filter}
        namespaces={namespacesOf(offered)}
        onChange={(part) => setFilter((before) => ({ ...before, ...part }))}
      />
      <div className="flex min-h-7 flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <BulkEdit targets={shownChosen} onChange={(bulk) => change(shownChosen, bulk)} />
        <span className="text-xs text-ink-muted tabular-nums" aria-live="polite">
          {text.chosenOf(chosen.length, offered.length)}
        </span>
      </div>
      <Table
        label={text.streams}
        framed
        frameClassName="max-h-140 overflow-auto"
        aria-rowcount={shown.length + 1}
        onKeyDown={moveBetweenRows}
      >
        <THead>
          <TR>
            <TH className="w-8">
              <Checkbox
                aria-label={text.allStreams}
                checked={checkedFor(shownChosen.length, choosable(shown, drafts))}
                onCheckedChange={(isChosen) => change(shown, { type: "choose", isChosen })}
              />
            </TH>
            <TH>{text.namespaceColumn}</TH>
            <TH grow>{text.stream}</TH>
            <TH>{text.syncMode}</TH>
            <TH>{text.cursorColumn}</TH>
            <TH>{text.keyColumn}</TH>
            <TH>{text.table}</TH>
            <TH align="right">{text.fields}</TH>
          </TR>
        </THead>
        {shown.length === 0 ? (
          <TBody>
            <WideRow columns={8}>
              <NoStreams isFiltered={offered.length > 0} onClear={() => setFilter(noFilter)} />
            </WideRow>
          </TBody>
        ) : (
          <VirtualRows
            rows={shown}
            rowKey={keyOf}
            renderRow={(stream, index) => {
              const key = keyOf(stream);
              const draft = drafts[key];
              return draft === undefined ? null : (
                <StreamRow
                  stream={stream}
                  draft={draft}
                  rowIndex={index + 2}
                  problem={problems[key]}
                  table={tables.get(key)}
                  destination={destination}
                  onChange={onChange}
                  onOpen={onOpen}
                />
              );
            }}
          />
        )}
      </Table>
    </div>
  );
});

interface StreamFiltersProps {
  filter: StreamFilter;
  namespaces: string[];
  onChange: (part: Partial<StreamFilter>) => void;
}

function StreamFilters({ filter, namespaces, onChange }: StreamFiltersProps) {
  return (
    <div className="flex flex-wrap items-center gap-2">
      <div className="w-60 max-md:w-full">
        <Input
          type="search"
          aria-label={text.searchStreams}
          placeholder={text.searchStreams}
          leading={<Search strokeWidth={1.75} />}
          value={filter.search}
          onChange={(event) => onChange({ search: event.target.value })}
          // It stands in a form that Enter would send.
          onKeyDown={(event) => event.key === "Enter" && event.preventDefault()}
        />
      </div>
      <Filter
        label={text.stateFilter}
        value={filter.state}
        options={states}
        onChange={(state) => onChange({ state: state as StreamFilter["state"] })}
      />
      <Filter
        label={text.modeFilter}
        value={filter.mode}
        options={[
          { value: "all", label: text.anyMode },
          ...syncModes.map((mode) => ({ value: mode, label: syncModeWords[mode] })),
        ]}
        onChange={(mode) => onChange({ mode })}
      />
      {namespaces.length > 1 && (
        <Filter
          label={text.namespaceFilter}
          value={filter.namespace}
          options={[
            { value: "all", label: text.anyNamespace },
            ...namespaces.map((name) => ({ value: name, label: name === "-" ? text.noNamespace : name })),
          ]}
          onChange={(namespace) => onChange({ namespace })}
        />
      )}
    </div>
  );
}

interface FilterProps {
  label: string;
  /** "": all. */
  value: string;
  options: { value: string; label: string }[];
  onChange: (value: string) => void;
}

function Filter({ label, value, options, onChange }: FilterProps) {
  return (
    <Select
      aria-label={label}
      className="w-auto max-w-56"
      value={value === "" ? "all" : value}
      options={options}
      onValueChange={(next) => onChange(next === "all" ? "" : next)}
    />
  );
}

function NoStreams({ isFiltered, onClear }: { isFiltered: boolean; onClear: () => void }) {
  return isFiltered ? (
    <Empty
      title={text.noneMatches}
      drawing={null}
      className="py-8"
      action={
        <Button size="sm" type="button" onClick={onClear}>
          {text.showAll}
        </Button>
      }
    />
  ) : (
    <Empty title={text.noneOffered} drawing={null} className="py-8">
      {text.checkRights}
    </Empty>
  );
}

/** How many are chosen where all are that can be. */
function choosable(shown: OfferedStream[], drafts: StreamDrafts): number {
  return shown.filter((stream) => canBeChosen(stream) || drafts[keyOf(stream)]?.isChosen).length;
}

function checkedFor(chosen: number, all: number): boolean | "indeterminate" {
  if (chosen === 0) return false;
  return chosen === all ? true : "indeterminate";
}

/** Up and down go from one row's box, or name, to the next one's. */
function moveBetweenRows(event: KeyboardEvent<HTMLTableElement>): void {
  const step = { ArrowDown: "nextElementSibling", ArrowUp: "previousElementSibling" } as const;
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  if (!(event.target instanceof Element)) return;
  const kind = ["[role=checkbox]", "[data-open]"].find((selector) =>
    (event.target as Element).matches(selector),
  );
  const row = event.target.closest("tr[data-stream]")?.[step[event.key]];
  if (!kind || !row?.matches("tr[data-stream]")) return;
  event.preventDefault();
  row.querySelector<HTMLElement>(kind)?.focus();
}
