"use client";

import { useQuery } from "@tanstack/react-query";
import { KeyRound } from "lucide-react";
import type { Field } from "@/lib/sources/browse";
import { OnlyFor } from "@/components/shell/only-for";
import { Badge } from "@/components/ui/badge";
import { formatCountOf } from "@/components/ui/format";
import { LoadingTable } from "@/components/ui/loading-page";
import { ReadError } from "@/components/ui/read-error";
import { Section } from "@/components/ui/section";
import { Sheet } from "@/components/ui/sheet";
import { Table, TD, TH, THead, TR } from "@/components/ui/table";
import { VirtualRows } from "@/components/ui/virtual-rows";
import { describeType } from "@/lib/catalog/type-words";
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
    queryKey: ["stream", sourceId, stream.namespace, stream.name],
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
          <Badge>{formatCountOf(stream.fieldCount, "field")}</Badge>
          <Badge>{stream.supports.incremental ? "Full refresh or incremental" : "Full refresh only"}</Badge>
          {stream.supports.deletes && <Badge>Tells what was deleted</Badge>}
        </div>
        <OnlyFor role="editor">
          <Section title="First rows">
            <StreamSample sourceId={sourceId} stream={stream} />
          </Section>
        </OnlyFor>
        <Section title="Fields">
          {found.isPending ? (
            <LoadingTable label="Loading the fields" columns={4} framed />
          ) : found.isError ? (
            <ReadError
              title="The fields could not be read"
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
    <Table label="Fields" framed frameClassName="max-h-100 overflow-auto">
      <THead>
        <TR>
          <TH grow>Field</TH>
          <TH>Type</TH>
          <TH>Empty</TH>
          <TH>Serves as</TH>
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
      <TD className="font-mono text-xs">{describeType(line.type)}</TD>
      <TD muted>{line.nullable ? "May be" : "Never"}</TD>
      <TD>
        <span className="flex gap-1">
          {isKey && (
            <Badge tone="accent" icon={<KeyRound strokeWidth={1.75} aria-hidden />}>
              Key
            </Badge>
          )}
          {isCursor && <Badge>Cursor</Badge>}
        </span>
      </TD>
    </TR>
  );
}
