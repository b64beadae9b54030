"use client";

import { Command } from "cmdk";
import { Search } from "lucide-react";
import { useState } from "react";
import { ConnectorIcon } from "@/components/connectors/connector-icon";
import { cn } from "@/components/ui/cn";
import { useIsReadOnly } from "@/components/ui/field-context";
import { matchScore } from "@/components/ui/match-score";
import { PlainButton } from "@/components/ui/plain-button";
import { useIsHydrated } from "@/components/ui/use-is-hydrated";
import { connectorCategories, type ConnectorCategory } from "@/lib/connectors/labels";
import type { ConnectorType } from "@/lib/connectors/faces";
import * as text from "@/text/actor-setup";
import { TestedBadge } from "./tested-badge";

export interface CatalogueProps {
  /** Names the list: "Source type". */
  label: string;
  types: readonly ConnectorType[];
  onChoose: (id: string) => void;
  /** Whether its search takes the focus when it comes. */
  autoFocus?: boolean;
}

/** All connectors of a kind as cards: searched by typing, narrowed by category, chosen with arrows and Enter. */
export function Catalogue({ label, types, onChoose, autoFocus = true }: CatalogueProps) {
  const [search, setSearch] = useState("");
  const [category, setCategory] = useState<ConnectorCategory>();
  const readOnly = useIsReadOnly({ value: search });
  const present = connectorCategories.filter((name) => types.some((type) => type.category === name));
  const shown = present.filter((name) => category === undefined || category === name);
  return (
    <Command loop filter={matchScore} label={label} className="grid min-w-0 grid-cols-1 gap-4">
      <div className="flex flex-wrap items-center gap-2">
        <div className="focus-within:outline-focus flex h-9 min-w-60 flex-1 items-center gap-2.5 rounded-md border border-line-strong/60 bg-surface px-3 focus-within:outline-2">
          <Search className="size-4 shrink-0 text-ink-faint" strokeWidth={1.75} aria-hidden />
          <Command.Input
            autoFocus={autoFocus}
            readOnly={readOnly}
            value={search}
            onValueChange={setSearch}
            placeholder={text.searchConnectors(types.length)}
            className="h-full w-full min-w-0 bg-transparent text-base outline-none placeholder:text-ink-faint"
          />
        </div>
        <div role="group" aria-label={text.category} className="flex flex-wrap gap-1">
          <CategoryButton
            label={text.allCategories}
            chosen={category === undefined}
            onChoose={() => setCategory(undefined)}
          />
          {present.map((name) => (
            <CategoryButton
              key={name}
              label={text.categories[name]}
              chosen={category === name}
              onChoose={() => setCategory(name)}
            />
          ))}
        </div>
      </div>
      <Command.List label={label}>
        {/* Drawn on the server there is no count yet, and a full list would be called empty. */}
        {search !== "" && (
          <Command.Empty className="py-12 text-center text-sm text-ink-muted">
            {text.noConnectorMatches(search)}
          </Command.Empty>
        )}
        {shown.map((name) => (
          <Command.Group
            key={name}
            heading={text.categories[name]}
            className="mb-5 [&_[cmdk-group-heading]]:pb-2 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:font-medium [&_[cmdk-group-heading]]:text-ink-faint [&_[cmdk-group-items]]:grid [&_[cmdk-group-items]]:gap-2 md:[&_[cmdk-group-items]]:grid-cols-2 xl:[&_[cmdk-group-items]]:grid-cols-3"
          >
            {types
              .filter((type) => type.category === name)
              .map((type) => (
                <ConnectorCard key={type.id} type={type} onChoose={onChoose} />
              ))}
          </Command.Group>
        ))}
      </Command.List>
    </Command>
  );
}

function ConnectorCard({ type, onChoose }: { type: ConnectorType; onChoose: (id: string) => void }) {
  const isHydrated = useIsHydrated();
  return (
    <Command.Item
      // The list marks its first card when cards mount, and passes over those that are disabled then.
      key={String(isHydrated)}
      disabled={!isHydrated}
      value={`${type.title}\n${type.id}`}
      keywords={[type.id, type.summary, text.categories[type.category]]}
      onSelect={() => onChoose(type.id)}
      className="flex cursor-pointer items-start gap-3 rounded-md border border-line bg-surface p-3 transition-colors hover:border-line-strong data-[selected=true]:border-accent data-[selected=true]:bg-accent-soft/50"
    >
      <ConnectorIcon {...type} />
      <span className="grid min-w-0 flex-1 justify-items-start gap-1">
        <span className="text-sm font-medium">{type.title}</span>
        <span className="text-xs text-ink-muted">{type.summary}</span>
        <TestedBadge tested={type.tested} />
      </span>
    </Command.Item>
  );
}

function CategoryButton({
  label,
  chosen,
  onChoose,
}: {
  label: string;
  chosen: boolean;
  onChoose: () => void;
}) {
  return (
    <PlainButton
      aria-pressed={chosen}
      onClick={onChoose}
      className={cn(
        "focus-ring h-7 rounded-md border px-2.5 text-xs font-medium transition-colors",
        chosen
          ? "border-accent bg-accent-soft text-accent"
          : "border-line text-ink-muted hover:border-line-strong hover:text-ink",
      )}
    >
      {label}
    </PlainButton>
  );
}
