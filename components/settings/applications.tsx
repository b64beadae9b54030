"use client";

import { useState } from "react";
import { DeleteDialog } from "@/components/status/delete-dialog";
import { Code } from "@/components/ui/code";
import { CopyButton } from "@/components/ui/copy-button";
import { RelativeTime } from "@/components/ui/relative-time";
import { Table, TBody, TD, TH, THead, TR, EmptyRow } from "@/components/ui/table";
import { call } from "@/lib/action/call";
import { deleteApplicationAction } from "@/lib/applications/actions";
import type { ApplicationView, CreatedApplication } from "@/lib/applications/schema";
import * as text from "@/text/applications";
import { NewApplication } from "./new-application";
import { ShownOnce } from "./shown-once";

/** The workspace's API applications. The secret of a new one is on the page until the page is left. */
export function Applications({ applications }: { applications: ApplicationView[] }) {
  const [created, setCreated] = useState<CreatedApplication>();
  return (
    <div className="grid gap-4">
      <NewApplication onCreated={setCreated} />
      {created && <Credentials application={created} onDone={() => setCreated(undefined)} />}
      <Table label={text.title} framed>
        <THead>
          <TR>
            <TH>{text.nameColumn}</TH>
            <TH grow>{text.clientId}</TH>
            <TH>{text.createdColumn}</TH>
            <TH>{text.lastUsedColumn}</TH>
            <TH>
              <span className="sr-only">{text.deleteColumn}</span>
            </TH>
          </TR>
        </THead>
        <TBody>
          {applications.length === 0 && <EmptyRow columns={5}>{text.nothingYet}</EmptyRow>}
          {applications.map((application) => (
            <ApplicationRow
              key={application.id}
              application={application}
              onDeleted={() => setCreated((shown) => (shown?.id === application.id ? undefined : shown))}
            />
          ))}
        </TBody>
      </Table>
    </div>
  );
}

function Credentials({ application, onDone }: { application: CreatedApplication; onDone: () => void }) {
  const { name, clientId, clientSecret } = application;
  return (
    <ShownOnce
      label={text.credentialsOf(name)}
      texts={[
        { label: text.clientId, text: clientId },
        { label: text.clientSecret, text: clientSecret },
      ]}
      onDone={onDone}
    >
      {text.copySecretOf(<strong className="font-medium">{name}</strong>)}
    </ShownOnce>
  );
}

interface ApplicationRowProps {
  application: ApplicationView;
  onDeleted: () => void;
}

function ApplicationRow({ application, onDeleted }: ApplicationRowProps) {
  const { id, name, clientId, createdAt, lastUsedAt } = application;

  return (
    <TR>
      <TD>{name}</TD>
      <TD grow>
        <span className="flex items-center gap-1">
          <Code className="min-w-0 truncate">{clientId}</Code>
          <CopyButton text={clientId} label={text.copyClientIdOf(name)} />
        </span>
      </TD>
      <TD muted>
        <RelativeTime at={createdAt} />
      </TD>
      <TD muted>{lastUsedAt ? <RelativeTime at={lastUsedAt} /> : text.never}</TD>
      <TD>
        <DeleteDialog
          name={name}
          kind="application"
          description={text.deleteMeaning}
          detail={clientId}
          onDelete={() => call(deleteApplicationAction)({ applicationId: id })}
          onDeleted={onDeleted}
        />
      </TD>
    </TR>
  );
}
