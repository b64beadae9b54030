"use client";

import { ApiKeyRow } from "@/components/profile/api-key-row";
import { Table, TBody, TH, THead, TR, WideRow } from "@/components/ui/table";
import { revokeMemberKeyAction } from "@/lib/api-keys/actions";
import type { ApiKeyView } from "@/lib/api-keys/schema";

/** A member's keys, as an admin sees and ends them. */
export function MemberKeys({ keys }: { keys: ApiKeyView[] }) {
  return (
    <Table label="API keys" framed>
      <THead>
        <TR>
          <TH grow>Name</TH>
          <TH>Type</TH>
          <TH>Expiration</TH>
          <TH>API key</TH>
          <TH>Last used</TH>
          <TH>Action</TH>
        </TR>
      </THead>
      <TBody>
        {keys.length === 0 && (
          <WideRow columns={6}>
            <p className="py-2 text-sm text-ink-muted">This member has no API key.</p>
          </WideRow>
        )}
        {keys.map((key) => (
          <ApiKeyRow key={key.id} apiKey={key} revoke={revokeMemberKeyAction} />
        ))}
      </TBody>
    </Table>
  );
}
