"use client";

import { useState, type FormEvent } from "react";
import { Button } from "@/components/ui/button";
import { Code } from "@/components/ui/code";
import { Field, FieldError } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Table, TBody, TD, TH, THead, TR } from "@/components/ui/table";
import type { ActionError } from "@/lib/action";
import { call } from "@/lib/action/call";
import { explainPathAction } from "@/lib/governance/actions";
import type { Explanation } from "@/lib/governance/explain";
import * as text from "@/text/governance";
import { Effect } from "./policy-card";

type Answer = Explanation & { predicate: string; path: string };

/** Asks as a destination would, for every member, and records nothing. */
export function PathTester() {
  const [predicate, setPredicate] = useState("write");
  const [path, setPath] = useState("");
  const [answer, setAnswer] = useState<Answer>();
  const [error, setError] = useState<ActionError>();
  const [busy, setBusy] = useState(false);

  async function ask(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    setBusy(true);
    const result = await call(explainPathAction)({ predicate, path });
    setBusy(false);
    setError(result.ok ? undefined : result.error);
    setAnswer(result.ok ? { ...result.data, predicate, path } : undefined);
    if (!result.ok) document.getElementById(`tested-${result.error.issues[0]?.path[0] ?? "path"}`)?.focus();
  }

  return (
    <div className="grid grid-cols-1 gap-4">
      <form
        noValidate
        onSubmit={(event) => void ask(event)}
        className="grid max-w-200 gap-3 md:grid-cols-[9rem_minmax(0,1fr)_auto]"
      >
        <Field id="tested-predicate" label={text.predicateLabel} error={messageAt(error, "predicate")}>
          <Input mono value={predicate} onChange={(event) => setPredicate(event.target.value)} />
        </Field>
        <Field id="tested-path" label={text.pathLabel} error={messageAt(error, "path")}>
          <Input
            mono
            value={path}
            placeholder={text.pathPlaceholder}
            onChange={(event) => setPath(event.target.value)}
          />
        </Field>
        <div className="md:pt-6.5">
          <Button type="submit" busy={busy}>
            {text.testPath}
          </Button>
        </div>
      </form>
      {error && error.issues.length === 0 && <FieldError>{error.message}</FieldError>}
      {answer && <AnswerTable {...answer} />}
    </div>
  );
}

function AnswerTable({ predicate, path, members }: Answer) {
  const allowed = members.filter(({ allow }) => allow).length;
  return (
    <div className="grid grid-cols-1 gap-2">
      <p role="status" className="text-sm wrap-anywhere">
        {text.howManyMay(allowed, members.length, { predicate, path: <Code>{path}</Code> })}
      </p>
      <Table label={text.answersLabel} framed>
        <THead>
          <TR>
            <TH>{text.member}</TH>
            <TH>{text.subjectColumn}</TH>
            <TH>{text.decision}</TH>
            <TH grow>{text.policyColumn}</TH>
          </TR>
        </THead>
        <TBody>
          {members.map(({ userId, name, subject, allow, policy, reason }) => (
            <TR key={userId}>
              <TD>{name}</TD>
              <TD>
                <Code>{subject.id}</Code>
              </TD>
              <TD>
                <Effect allow={allow} words={[text.allowed, text.refused]} />
              </TD>
              <TD grow muted>
                {policy ?? reason}
              </TD>
            </TR>
          ))}
        </TBody>
      </Table>
    </div>
  );
}

function messageAt(error: ActionError | undefined, field: string): string | undefined {
  return error?.issues.find(({ path }) => path[0] === field)?.message;
}
