import type { Metadata } from "next";
import { ConnectionHead } from "@/components/connections/connection-head";
import { TimelineList } from "@/components/connections/timeline-list";
import { Page } from "@/components/ui/page-header";
import { requireScope } from "@/lib/auth/current-session";
import { faceFor } from "@/lib/connections/editor";
import { listTimeline, timelineQuery } from "@/lib/connections/timeline";
import { askedConnection } from "@/lib/pages/asked";
import * as text from "@/text/timeline";

export const metadata: Metadata = { title: text.title };

interface TimelinePageProps {
  params: Promise<{ connectionId: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function TimelinePage({ params, searchParams }: TimelinePageProps) {
  const scope = await requireScope();
  const connection = await askedConnection((await params).connectionId);
  const { show, page } = await searchParams;
  // An address that was mangled shows what one without it would.
  const query = timelineQuery.safeParse({ show, before: page }).data ?? timelineQuery.parse({});
  const timeline = await listTimeline(scope, connection.id, query);
  const href = (cursor: string | null) => {
    const wanted = new URLSearchParams({
      ...(query.show === "all" ? {} : { show: query.show }),
      ...(cursor === null ? {} : { page: cursor }),
    });
    const path = `/connections/${connection.id}/timeline`;
    return wanted.size > 0 ? `${path}?${wanted}` : path;
  };
  return (
    <Page>
      <ConnectionHead
        connection={connection}
        source={faceFor("source", connection.source.connector)}
        destination={faceFor("destination", connection.destination.connector)}
      />
      <TimelineList
        connectionId={connection.id}
        timeline={timeline}
        isFiltered={query.show !== "all"}
        olderHref={timeline.older === null ? undefined : href(timeline.older)}
        newestHref={query.before === undefined ? undefined : href(null)}
      />
    </Page>
  );
}
