"use client";

import dynamic from "next/dynamic";
import { usePathname, useRouter, useSearchParams } from "next/navigation";
import { useEffect, useTransition } from "react";
import { ConnectorIcon } from "@/components/connectors/connector-icon";
import { ButtonLink } from "@/components/ui/button-link";
import { Panel } from "@/components/ui/section";
import type { ConnectorChoice, ConnectorType } from "@/lib/connectors/faces";
import * as text from "@/text/actor-setup";
import type { ActorKind } from "./actor";
import { Catalogue } from "./catalogue";
import { DocsBeside, DocsButton } from "./docs";
import { TestedBadge } from "./tested-badge";

const loadSetup = () => import("./actor-setup");
/** With all that draws and checks a form: not before there is a type to draw it for. */
const ActorSetup = dynamic(async () => (await loadSetup()).ActorSetup);

export interface NewActorProps {
  kind: ActorKind;
  types: readonly ConnectorType[];
  /** What `?type=` names; null for the catalogue. */
  chosen: ConnectorChoice | null;
  /** Where to go once it is saved; "ID" stands for its id. */
  doneHref: string;
  cancelHref: string;
  /** Whether the catalogue's search takes the focus when it comes. */
  autoFocus?: boolean;
}

/** Type, name, fields, test: from nothing to a stored source or destination. The type is in the address. */
export function NewActor({ kind, types, chosen, doneHref, cancelHref, autoFocus }: NewActorProps) {
  const router = useRouter();
  const path = usePathname();
  const params = useSearchParams();
  const [pending, startTransition] = useTransition();

  // While somebody looks for a type; what does not come now is asked for again when it is drawn.
  useEffect(() => void loadSetup().catch(() => null), []);

  function hrefOf(type: string | null): string {
    const next = new URLSearchParams(params);
    if (type === null) next.delete("type");
    else next.set("type", type);
    return next.size > 0 ? `${path}?${next}` : path;
  }

  if (!chosen) {
    return (
      <div aria-busy={pending} className={pending ? "opacity-60 transition-opacity" : undefined}>
        <Catalogue
          label={text.typeLabel[kind]}
          types={types}
          autoFocus={autoFocus}
          onChoose={(id) => startTransition(() => router.push(hrefOf(id)))}
        />
      </div>
    );
  }
  return (
    <div className="grid grid-cols-1 items-start gap-10 xl:grid-cols-[minmax(0,40rem)_minmax(0,1fr)]">
      <div className="grid w-full max-w-160 grid-cols-1 content-start gap-6">
        <Panel className="flex flex-wrap items-center gap-x-3 gap-y-2 p-3">
          <ConnectorIcon {...chosen} />
          <div className="grid min-w-48 flex-1 justify-items-start gap-1">
            <h2 className="text-sm font-medium">{chosen.title}</h2>
            <p className="text-xs text-ink-muted">{chosen.summary}</p>
            <TestedBadge tested={chosen.tested} />
          </div>
          <div className="flex flex-wrap gap-2">
            <DocsButton title={chosen.title} markdown={chosen.docs} />
            <ButtonLink size="sm" href={hrefOf(null)} scroll={false}>
              {text.changeType}
            </ButtonLink>
          </div>
        </Panel>
        <ActorSetup
          key={chosen.id}
          kind={kind}
          connector={chosen.id}
          schema={chosen.schema}
          initialName={chosen.title}
          doneHref={(id) => doneHref.replace("ID", id)}
          cancelHref={cancelHref}
        />
      </div>
      <DocsBeside markdown={chosen.docs} />
    </div>
  );
}
