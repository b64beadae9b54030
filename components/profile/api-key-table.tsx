import type { ReactNode } from "react";
import { Table, TBody, TH, THead, TR, EmptyRow } from "@/components/ui/table";
import * as text from "@/text/profile";

export interface ApiKeyTableProps {
  /** Said in the place of rows. */
  empty: ReactNode;
  /** ApiKeyRow, one for each key. */
  children: ReactNode[];
}

/** API keys, one's own or a member's. */
export function ApiKeyTable({ empty, children }: ApiKeyTableProps) {
  return (
    <Table label={text.apiKeys} framed>
      <THead>
        <TR>
          <TH grow>{text.name}</TH>
          <TH>{text.type}</TH>
          <TH>{text.expirationColumn}</TH>
          <TH>{text.apiKey}</TH>
          <TH>{text.lastUsedColumn}</TH>
          <TH>{text.actionColumn}</TH>
        </TR>
      </THead>
      <TBody>
        {children.length === 0 && <EmptyRow columns={6}>{empty}</EmptyRow>}
        {children}
      </TBody>
    </Table>
  );
}
