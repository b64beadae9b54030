"use client";

import { DeleteDialog } from "@/components/status/delete-dialog";
import { Badge } from "@/components/ui/badge";
import { RelativeTime } from "@/components/ui/relative-time";
import { TD, TR } from "@/components/ui/table";
import { call } from "@/lib/action/call";
import { revokeApiKeyAction } from "@/lib/api-keys/actions";
import type { ApiKeyView } from "@/lib/api-keys/schema";
import * as text from "@/text/profile";

export interface ApiKeyRowProps {
  apiKey: ApiKeyView;
  /** One's own keys are revoked by another action than other members'. */
  revoke?: typeof revokeApiKeyAction;
  onDeleted?: () => void;
}

export function ApiKeyRow({ apiKey, revoke = revokeApiKeyAction, onDeleted }: ApiKeyRowProps) {
  const { id, name, ending, expiresAt, isExpired, lastUsedAt } = apiKey;

  return (
    <TR>
      <TD grow>{name}</TD>
      <TD muted>{text.keyType}</TD>
      <TD muted>
        <span className="flex items-center gap-1.5">
          {isExpired && <Badge tone="bad">{text.expired}</Badge>}
          <RelativeTime at={expiresAt} />
        </span>
      </TD>
      <TD muted>
        <span className="font-mono text-xs" aria-label={text.endsIn(ending)}>
          ••••••••{ending}
        </span>
      </TD>
      <TD muted>{lastUsedAt ? <RelativeTime at={lastUsedAt} /> : text.neverUsed}</TD>
      <TD>
        <DeleteDialog
          name={name}
          kind="apiKey"
          description={text.deleteMeaning}
          detail={`••••••••${ending}`}
          onDelete={() => call(revoke)({ keyId: id })}
          {...(onDeleted ? { onDeleted } : {})}
        />
      </TD>
    </TR>
  );
}
