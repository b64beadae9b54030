"use client";

import { useQuery } from "@tanstack/react-query";
import { KeyRound } from "lucide-react";
import type { Field } from "@/lib/sources/browse";
import { OnlyFor } from "@/components/shell/only-for";
import { Badge } from "@/components/ui/badge";
import { LoadingTable } from "@/components/ui/loading-page";
import { ReadError } from "@/components/ui/read-error";
import { Section } from "@/components/ui/section";
import { Sheet } from "@/components/ui/sheet";
import { Table, TD, TH, THead, TR } from "@/components/ui/table";
import { VirtualRows } from "@/components/ui/virtual-rows";
import { describeType } from "@/lib/catalog/type-words";
import * as text from "@/text/sources";
import * as typeText from "@/text/types";
import { fetchStream, type LiveSummary } from "./api";
import { flattenFields, type FieldLine } from "./flatten-fields";
import { StreamSample } from "./stream-sample";

export interface StreamSheetProps {
  sourceId: string;
  stream: LiveSummary;
  onClose: () => void;
}

/** A stream's fields with their types and keys, and its first rows on demand. */
export function StreamSheet({ sourceId, stream, onClose }: StreamSheetProps) {
  const found = useQuery({
    queryKey: ["sources", sourceId, "stream", stream.namespace, stream.name],
    queryFn: ({ signal }) => fetchStream(sourceId, stream, signal),
    retry: false,
    refetchOnWindowFocus: false,
  });
  return (
    <Sheet
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      size="lg"
      title={stream.namespace === null ? stream.name : `${stream.namespace}.${stream.name}`}
    >
      <div className="grid grid-cols-1 gap-6">
        <div className="flex flex-wrap gap-2">
          <Badge>{text.fieldCount(stream.fieldCount)}</Badge>
          <Badge>{stream.supports.incremental ? text.fullRefreshOrIncremental : text.fullRefreshOnly}</Badge>
          {stream.supports.deletes && <Badge>{text.tellsDeletes}</Badge>}
        </div>
        <OnlyFor role="editor">
          <Section title={text.firstRows}>
            <StreamSample sourceId={sourceId} stream={stream} />
          </Section>
        </OnlyFor>
        <Section title={text.fields}>
          {found.isPending ? (
            <LoadingTable label={text.loadingFields} columns={4} framed />
          ) : found.isError ? (
            <ReadError
              title={text.fieldsNotRead}
              error={found.error}
              busy={found.isFetching}
              onRetry={() => void found.refetch()}
            />
          ) : (
            <Fields
              fields={found.data.fields}
              keys={found.data.primaryKey}
              cursors={found.data.cursorFields}
            />
          )}
        </Section>
      </div>
    </Sheet>
  );
}

function Fields({ fields, keys, cursors }: { fields: Field[]; keys: string[][]; cursors: string[] }) {
  const isKey = new Set(keys.map((path) => path.join(".")));
  const isCursor = new Set(cursors);
  return (
    <Table label={text.fields} framed frameClassName="max-h-100 overflow-auto">
      <THead>
        <TR>
          <TH grow>{text.fieldColumn}</TH>
          <TH>{text.typeColumn}</TH>
          <TH>{text.emptyColumn}</TH>
          <TH>{text.roleColumn}</TH>
        </TR>
      </THead>
      <VirtualRows
        rows={flattenFields(fields)}
        rowKey={({ path }) => path}
        renderRow={(line) => (
          <FieldRow line={line} isKey={isKey.has(line.path)} isCursor={isCursor.has(line.path)} />
        )}
      />
    </Table>
  );
}

function FieldRow({ line, isKey, isCursor }: { line: FieldLine; isKey: boolean; isCursor: boolean }) {
  return (
    <TR>
      <TD grow title={line.path}>
        <span style={{ paddingLeft: `${line.depth * 16}px` }}>{line.name}</span>
      </TD>
      <TD className="font-mono text-xs">{describeType(line.type, typeText)}</TD>
      <TD muted>{line.nullable ? text.mayBeEmpty : text.neverEmpty}</TD>
      <TD>
        <span className="flex gap-1">
          {isKey && (
            <Badge tone="accent" icon={<KeyRound strokeWidth={1.75} aria-hidden />}>
              {text.key}
            </Badge>
          )}
          {isCursor && <Badge>{text.cursor}</Badge>}
        </span>
      </TD>
    </TR>
  );
}
