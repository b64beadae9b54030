import type { ReactNode } from "react";
import { Table, TBody, TH, THead, TR, EmptyRow } from "@/components/ui/table";

export interface ApiKeyTableProps {
  /** Said in the place of rows. */
  empty: ReactNode;
  /** ApiKeyRow, one for each key. */
  children: ReactNode[];
}

/** API keys, one's own or a member's. */
export function ApiKeyTable({ empty, children }: ApiKeyTableProps) {
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
        {children.length === 0 && <EmptyRow columns={6}>{empty}</EmptyRow>}
        {children}
      </TBody>
    </Table>
  );
}
