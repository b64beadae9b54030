import type { Metadata } from "next";
import { AuditTable } from "@/components/audit/audit-table";
import { subjectText } from "@/components/audit/subject-text";
import { SettingsHead } from "@/components/settings/settings-head";
import { buttonClass } from "@/components/ui/button-class";
import { FilterBar } from "@/components/ui/filter-bar";
import { Page } from "@/components/ui/page-header";
import { Section } from "@/components/ui/section";
import { listActors } from "@/lib/audit/actors";
import { auditFilterSchema, listAudit, type AuditFilter } from "@/lib/audit/service";
import { nameSubjects, type AuditView } from "@/lib/audit/subjects";
import { requireRole } from "@/lib/auth/current-session";
import { env } from "@/lib/env";
import * as text from "@/text/audit";

export const metadata: Metadata = { title: text.title };

const pageSize = 50;

interface AuditPageProps {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function AuditPage({ searchParams }: AuditPageProps) {
  const scope = await requireRole("admin");
  const { page, ...params } = await searchParams;
  const filter = readFilter(params);
  const before = typeof page === "string" && /^\d{1,18}$/.test(page) ? BigInt(page) : undefined;
  const [lines, actors] = await Promise.all([
    listAudit(scope, { ...filter, before, limit: pageSize }),
    listActors(scope),
  ]);
  const named = await nameSubjects(scope, lines);
  const last = lines.length === pageSize ? lines.at(-1) : undefined;
  const query = new URLSearchParams(filter);
  const subjectName = named.find(({ subject }) => subject === filter.subject)?.subjectName;
  return (
    <Page wide>
      <SettingsHead />
      <Section
        title={text.title}
        description={text.about}
        actions={
          <>
            <Download format="CSV" query={query} />
            <Download format="JSON" query={query} />
          </>
        }
      >
        <FilterBar
          filters={[
            {
              param: "actor",
              label: text.who,
              options: withChosen(actors, filter.actor, named).map(({ id, name }) => ({
                value: id,
                label: name,
              })),
            },
            {
              param: "action",
              label: text.what,
              options: Object.entries(text.actions).map(([value, label]) => ({ value, label })),
            },
            ...(filter.subject
              ? [
                  {
                    param: "subject",
                    label: text.onWhat,
                    options: [
                      {
                        value: filter.subject,
                        label: subjectName ? subjectText(subjectName) : filter.subject.slice(-12),
                      },
                    ],
                  },
                ]
              : []),
          ]}
        />
        <AuditTable
          lines={named}
          isFiltered={query.size > 0 || before !== undefined}
          olderHref={last && `/settings/audit?${new URLSearchParams({ ...filter, page: last.id })}`}
          newestHref={before === undefined ? undefined : `/settings/audit?${query}`}
        />
      </Section>
    </Page>
  );
}

/** A file, so a plain link: nothing to prefetch, and the browser keeps the page. */
function Download({ format, query }: { format: "CSV" | "JSON"; query: URLSearchParams }) {
  const all = new URLSearchParams([...query, ["format", format.toLowerCase()]]);
  return (
    <a
      className={buttonClass({ size: "sm" })}
      href={`${env().SLUICE_BASE_PATH}/api/internal/audit?${all}`}
      download
    >
      {text.download(format)}
    </a>
  );
}

/** Somebody who has left is not on the list, and can be asked for all the same. */
function withChosen(actors: { id: string; name: string }[], chosen: string | undefined, lines: AuditView[]) {
  if (chosen === undefined || actors.some(({ id }) => id === chosen)) return actors;
  return [...actors, { id: chosen, name: lines[0]?.actorName ?? text.goneUser }];
}

/** What is in the address and is no filter is left out. */
function readFilter(params: Record<string, string | string[] | undefined>): AuditFilter {
  const given = Object.entries(params).filter(([key]) => key in auditFilterSchema.shape);
  const usable = given.filter(
    ([key, value]) => auditFilterSchema.safeParse({ [key]: value }).success && value !== undefined,
  );
  return auditFilterSchema.parse(Object.fromEntries(usable));
}
