"use client";

import { useState } from "react";
import { ReasonCard } from "@/components/status/reason-card";
import { Button } from "@/components/ui/button";
import { Empty } from "@/components/ui/data-state";
import { sampleStreamAction } from "@/lib/connections/actions";
import type { ActionError } from "@/lib/action";
import type { SourceSample } from "@/lib/sources/sample";
import type { OfferedStream } from "@/components/connections/draft";
import { TextTable } from "./text-table";

type Asked = SourceSample | { failure: { message: string } } | { error: ActionError };

/** The first rows as the source gives them. They are read when they are asked for, because that may cost. */
export function SampleTable({ sourceId, stream }: { sourceId: string; stream: OfferedStream }) {
  const [busy, setBusy] = useState(false);
  const [asked, setAsked] = useState<Asked>();

  async function read() {
    setBusy(true);
    const { namespace, name } = stream;
    const result = await sampleStreamAction({
      sourceId,
      name,
      ...(namespace === undefined ? {} : { namespace }),
    });
    setAsked(result.ok ? result.data : { error: result.error });
    setBusy(false);
  }

  return (
    <div className="grid grid-cols-1 gap-3">
      <div className="flex flex-wrap items-center gap-3">
        <Button type="button" size="sm" busy={busy} disabled={stream.isGone} onClick={() => void read()}>
          {asked ? "Read again" : "Read the first rows"}
        </Button>
        <span className="text-xs text-ink-muted">
          Reads up to 10 rows from the source now. Some sources count or charge every request.
        </span>
      </div>
      {asked && "failure" in asked && <ReasonCard what={asked.failure.message} />}
      {asked && "error" in asked && (
        <ReasonCard
          what={asked.error.message}
          {...(asked.error.errorId ? { errorId: asked.error.errorId } : {})}
        />
      )}
      {asked && "rows" in asked && asked.rows.length === 0 && (
        <Empty title="The stream has no rows." drawing={null} className="py-6" />
      )}
      {asked && "rows" in asked && asked.rows.length > 0 && (
        <TextTable label={`Sample rows of ${stream.name}`} columns={asked.fields} rows={asked.rows} />
      )}
    </div>
  );
}
