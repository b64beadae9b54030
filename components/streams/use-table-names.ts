"use client";

import { useEffect, useRef, useState } from "react";
import type { TableName } from "@/lib/connections/table-names";
import { call } from "@/lib/action/call";
import { nameTablesAction } from "@/lib/connections/actions";
import type { TableNamesInput } from "@/lib/connections/table-names";
import { keyOf, type ConnectionDraft, type OfferedStream } from "@/components/connections/draft";

const restMs = 250;

/** The tables of the chosen streams by `keyOf`, named by the destination's own rules; behind the typing by a moment. */
export function useTableNames(
  destinationId: string,
  draft: ConnectionDraft,
  offered: OfferedStream[],
): ReadonlyMap<string, TableName> {
  const [names, setNames] = useState<ReadonlyMap<string, TableName>>(new Map());
  const asked = useRef("");
  useEffect(() => {
    const timer = setTimeout(async () => {
      const chosen = offered.filter((stream) => draft.streams[keyOf(stream)]?.isChosen);
      const request = requestOf(destinationId, draft, chosen);
      const text = JSON.stringify(request);
      if (text === asked.current) return;
      asked.current = text;
      const result = await call(nameTablesAction)(request);
      // Without an answer (a format that is not finished) the last names stay.
      if (!result.ok || asked.current !== text) return;
      setNames((before) => {
        const named = result.data.map((table, index) => {
          const key = keyOf(chosen[index] ?? { name: "" });
          return [key, sameOr(before.get(key), table)] as const;
        });
        return new Map(named);
      });
    }, restMs);
    return () => clearTimeout(timer);
  }, [destinationId, draft, offered]);
  return names;
}

/** The former object where nothing has changed, so that its row is not drawn anew. */
function sameOr(before: TableName | undefined, now: TableName): TableName {
  return before?.name === now.name && before.namespace === now.namespace ? before : now;
}

function requestOf(destinationId: string, draft: ConnectionDraft, chosen: OfferedStream[]): TableNamesInput {
  const { namespaceDefinition, namespaceFormat, prefix, normalization } = draft;
  return {
    destinationId,
    namespaceDefinition,
    namespaceFormat: namespaceDefinition === "custom_format" ? namespaceFormat : null,
    prefix,
    normalization,
    streams: chosen.map((stream) => [
      stream.namespace ?? "",
      stream.name,
      draft.streams[keyOf(stream)]?.destinationName ?? "",
    ]),
  };
}
