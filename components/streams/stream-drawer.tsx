"use client";

import { Checkbox } from "@/components/ui/checkbox";
import { StreamSample } from "@/components/sources/stream-sample";
import { ReasonCard } from "@/components/status/reason-card";
import { Sheet } from "@/components/ui/sheet";
import { Tabs } from "@/components/ui/tabs";
import type { DestinationFacts } from "@/lib/catalog/refusal";
import type { TableName } from "@/lib/connections/table-names";
import { keyOf, type OfferedStream, type StreamDraft } from "@/components/connections/draft";
import { tabOf } from "@/components/connections/focus-problem";
import * as text from "@/text/streams";
import { FieldChoice } from "./field-choice";
import { MapperEditor } from "./mapper-editor";
import { troubleOf } from "./stream-filter";
import { TableOptions } from "./table-options";
import { TablePreview, type AskPreview } from "./table-preview";

export interface StreamDrawerProps {
  /** undefined: closed. */
  stream: OfferedStream | undefined;
  draft: StreamDraft | undefined;
  problem: string | undefined;
  /** Of the choice, what is wrong. */
  part: string | undefined;
  table: TableName | undefined;
  sourceId: string;
  destination: DestinationFacts;
  askPreview: AskPreview;
  onChange: (key: string, change: Partial<StreamDraft>) => void;
  onClose: () => void;
}

/** All that can be chosen for one stream, and what comes of it. */
export function StreamDrawer(props: StreamDrawerProps) {
  const { stream, draft, onClose } = props;
  const isOpen = stream !== undefined && draft !== undefined;
  return (
    <Sheet
      open={isOpen}
      onOpenChange={(open) => !open && onClose()}
      size="lg"
      title={stream ? [stream.namespace, stream.name].filter(Boolean).join(".") : ""}
    >
      {isOpen && <DrawerBody key={keyOf(stream)} {...props} stream={stream} draft={draft} />}
    </Sheet>
  );
}

type DrawerBodyProps = StreamDrawerProps & { stream: OfferedStream; draft: StreamDraft };

function DrawerBody(props: DrawerBodyProps) {
  const { stream, draft, problem, sourceId, destination, askPreview } = props;
  const key = keyOf(stream);
  const trouble = troubleOf(stream, draft, problem);
  const change = (part: Partial<StreamDraft>) => props.onChange(key, part);
  return (
    <div className="grid grid-cols-1 gap-4">
      {trouble && <ReasonCard what={trouble} />}
      <Checkbox
        label={text.syncThis}
        checked={draft.isChosen}
        disabled={stream.proposed === null && !draft.isChosen}
        onCheckedChange={(isChosen) => change({ isChosen })}
      />
      <Tabs
        label={text.stream}
        defaultValue={tabOf(props.part)}
        tabs={[
          {
            value: "fields",
            label: text.fields,
            count: draft.fields?.length ?? stream.fields.length,
            content: <FieldChoice stream={stream} draft={draft} onChange={change} />,
          },
          {
            value: "mappers",
            label: text.mappersTab,
            ...(draft.mappers.length > 0 ? { count: draft.mappers.length } : {}),
            content: (
              <MapperEditor
                fields={draft.fields ?? stream.fields.map((field) => field.name)}
                mappers={draft.mappers}
                onChange={(mappers) => change({ mappers })}
              />
            ),
          },
          {
            value: "table",
            label: text.table,
            content: (
              <TableOptions
                stream={stream}
                draft={draft}
                table={props.table}
                destination={destination}
                onChange={change}
              />
            ),
          },
          {
            value: "sample",
            label: text.sampleTab,
            content: <StreamSample sourceId={sourceId} stream={stream} />,
          },
          {
            value: "preview",
            label: text.previewTab,
            content: <TablePreview stream={stream} draft={draft} ask={askPreview} />,
          },
        ]}
      />
    </div>
  );
}
