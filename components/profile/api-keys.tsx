"use client";

import { useState } from "react";
import { ShownOnce } from "@/components/settings/shown-once";
import { Empty } from "@/components/ui/data-state";
import { FilterBar } from "@/components/ui/filter-bar";
import { Section } from "@/components/ui/section";
import type { ApiKeyView, CreatedApiKey } from "@/lib/api-keys/schema";
import * as text from "@/text/profile";
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
  const [created, setCreated] = useState<CreatedApiKey>();
  const isEmpty = keys.length === 0 && search === "";

  const add = <AddApiKey onCreated={setCreated} />;
  return (
    <Section title={text.apiKeys} description={text.aboutApiKeys} actions={isEmpty ? undefined : add}>
      {created && (
        <ShownOnce
          label={text.newApiKey(created.name)}
          texts={[{ label: text.newKey, text: created.key }]}
          onDone={() => setCreated(undefined)}
        >
          {text.copyKeyNow(<strong className="font-medium">{created.name}</strong>)}
        </ShownOnce>
      )}
      {isEmpty ? (
        <Empty title={text.noApiKey} action={add} />
      ) : (
        <>
          <FilterBar searchParam="search" searchPlaceholder={text.searchByName} />
          <ApiKeyTable empty={text.nothingNamed(search)}>
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
