"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { ShownOnce } from "@/components/settings/shown-once";
import { Empty } from "@/components/ui/data-state";
import { FilterBar } from "@/components/ui/filter-bar";
import { Section } from "@/components/ui/section";
import type { ApiKeyView, CreatedApiKey } from "@/lib/api-keys/schema";
import { AddApiKey } from "./add-api-key";
import { ApiKeyRow } from "./api-key-row";
import { ApiKeyTable } from "./api-key-table";

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
          <ApiKeyTable empty={<>Nothing is named like “{search}”.</>}>
            {keys.map((key) => (
              <ApiKeyRow
                key={key.id}
                apiKey={key}
                onDeleted={() => setCreated((shown) => (shown?.id === key.id ? undefined : shown))}
              />
            ))}
          </ApiKeyTable>
        </>
      )}
    </Section>
  );
}
