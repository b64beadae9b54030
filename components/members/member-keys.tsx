"use client";

import { ApiKeyRow } from "@/components/profile/api-key-row";
import { ApiKeyTable } from "@/components/profile/api-key-table";
import { revokeMemberKeyAction } from "@/lib/api-keys/actions";
import type { ApiKeyView } from "@/lib/api-keys/schema";
import * as text from "@/text/members";

/** A member's keys, as an admin sees and ends them. */
export function MemberKeys({ keys }: { keys: ApiKeyView[] }) {
  return (
    <ApiKeyTable empty={text.noApiKey}>
      {keys.map((key) => (
        <ApiKeyRow key={key.id} apiKey={key} revoke={revokeMemberKeyAction} />
      ))}
    </ApiKeyTable>
  );
}
