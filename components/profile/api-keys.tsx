"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { ShownOnce } from "@/components/settings/shown-once";
import { Empty } from "@/components/ui/data-state";
import { FilterBar } from "@/components/ui/filter-bar";
import { Section } from "@/components/ui/section";
import { Table, TBody, TH, THead, TR, WideRow } from "@/components/ui/table";
import type { ApiKeyView, CreatedApiKey } from "@/lib/api-keys/schema";
import { AddApiKey } from "./add-api-key";
import { ApiKeyRow } from "./api-key-row";

export interface ApiKeysProps {
  keys: ApiKeyView[];
  /** What was searched for, if anything. */
  search: string;
}

/** A person's own keys. A new one is on the page until it is dismissed or the page is left. */
export function ApiKeys({ keys, search }: ApiKeysProps) {
  const router = useRouter();
  const [created, setCreated] = useState<CreatedApiKey>();
  const isEmpty = keys.length === 0 && search === "";

  function show(key: CreatedApiKey) {
    setCreated(key);
    router.refresh();
  }

  const add = <AddApiKey onCreated={show} />;
  return (
    <Section
      title="API keys"
      description="For the API, and for destinations that write only with a key. A key is shown once, when it is made, and cannot be revealed after creation."
      actions={isEmpty ? undefined : add}
    >
      {created && (
        <ShownOnce
          label={`API key ${created.name}`}
          texts={[{ label: "Key", text: created.key }]}
          onDone={() => setCreated(undefined)}
        >
          Copy the key <strong className="font-medium">{created.name}</strong> now. Only a hash of it is kept,
          so it is not shown again.
        </ShownOnce>
      )}
      {isEmpty ? (
        <Empty title="You have no API key." action={add} />
      ) : (
        <>
          <FilterBar searchParam="search" searchPlaceholder="Search by name" />
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
              {keys.length === 0 && <WideRow columns={6}>Nothing is named like “{search}”.</WideRow>}
              {keys.map((key) => (
                <ApiKeyRow
                  key={key.id}
                  apiKey={key}
                  onDeleted={() => setCreated((shown) => (shown?.id === key.id ? undefined : shown))}
                />
              ))}
            </TBody>
          </Table>
        </>
      )}
    </Section>
  );
}
