"use client";

import { useState } from "react";
import { DeleteDialog } from "@/components/status/delete-dialog";
import { Code } from "@/components/ui/code";
import { CopyButton } from "@/components/ui/copy-button";
import { RelativeTime } from "@/components/ui/relative-time";
import { Table, TBody, TD, TH, THead, TR, EmptyRow } from "@/components/ui/table";
import { deleteApplicationAction } from "@/lib/applications/actions";
import type { ApplicationView, CreatedApplication } from "@/lib/applications/schema";
import { NewApplication } from "./new-application";
import { ShownOnce } from "./shown-once";

/** The workspace's API applications. The secret of a new one is on the page until the page is left. */
export function Applications({ applications }: { applications: ApplicationView[] }) {
  const [created, setCreated] = useState<CreatedApplication>();
  return (
    <div className="grid gap-4">
      <NewApplication onCreated={setCreated} />
      {created && <Credentials application={created} onDone={() => setCreated(undefined)} />}
      <Table label="API applications" framed>
        <THead>
          <TR>
            <TH>Name</TH>
            <TH grow>Client id</TH>
            <TH>Created</TH>
            <TH>Last used</TH>
            <TH>
              <span className="sr-only">Delete</span>
            </TH>
          </TR>
        </THead>
        <TBody>
          {applications.length === 0 && (
            <EmptyRow columns={5}>No application yet: nothing uses the API.</EmptyRow>
          )}
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
      label={`Credentials of ${name}`}
      texts={[
        { label: "Client id", text: clientId },
        { label: "Client secret", text: clientSecret },
      ]}
      onDone={onDone}
    >
      Copy the secret of <strong className="font-medium">{name}</strong> now. Only a hash of it is kept, so it
      is not shown again.
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
          <CopyButton text={clientId} label={`Copy the client id of ${name}`} />
        </span>
      </TD>
      <TD muted>
        <RelativeTime at={createdAt} />
      </TD>
      <TD muted>{lastUsedAt ? <RelativeTime at={lastUsedAt} /> : "Never"}</TD>
      <TD>
        <DeleteDialog
          name={name}
          thing="application"
          description="Its tokens end at once, and what uses them gets 401 from then on."
          detail={clientId}
          onDelete={() => deleteApplicationAction({ applicationId: id })}
          onDeleted={onDeleted}
        />
      </TD>
    </TR>
  );
}
