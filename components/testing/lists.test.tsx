import { describe, expect, it } from "vitest";
import { ActorList } from "@/components/actors/actor-list";
import { ConnectionsOf } from "@/components/actors/connections-of";
import { AuditTable } from "@/components/audit/audit-table";
import { ConnectionList } from "@/components/connections/connection-list";
import { DataTable } from "@/components/connections/data-table";
import { GenerationTable } from "@/components/connections/generation-table";
import { StateTable } from "@/components/connections/state-table";
import { TimelineList } from "@/components/connections/timeline-list";
import { TransformedStreams } from "@/components/connections/transformed-streams";
import { TableList } from "@/components/destinations/table-list";
import { DecisionTable } from "@/components/governance/decision-table";
import { MemberTags } from "@/components/governance/member-tags";
import { Policies } from "@/components/governance/policies";
import { Invitations } from "@/components/members/invitations";
import { MemberKeys } from "@/components/members/member-keys";
import { Members } from "@/components/members/members";
import { Channels } from "@/components/notifications/channels";
import { ApiKeys } from "@/components/profile/api-keys";
import { QuarantineList } from "@/components/quarantine/quarantine-list";
import { RunSchemaChanges } from "@/components/runs/run-schema-changes";
import { Applications } from "@/components/settings/applications";
import { HealthTable } from "@/components/system/health-table";
import { listQuery } from "@/lib/connections/list";
import { actorQuerySchema } from "@/lib/connectors/actor-query";
import { draw } from "./draw";
import { at, face, faces, runSummary } from "./things";

const actorQuery = actorQuerySchema.parse({});
const actor = {
  id: "lake",
  name: "Lake",
  connector: "postgres",
  checkedAt: at,
  checkError: null,
  connectionCount: 1,
  lastSync: null,
  createdAt: at,
};
const actors = { total: 0, perPage: 100, faces, query: actorQuery, actors: [] };

describe.each([
  ["source", "No source yet: nothing is read from anywhere.", "New source"],
  ["destination", "No destination yet: there is nowhere to write.", "New destination"],
] as const)("the list of each %s", (kind, empty, action) => {
  it("is empty with the way to begin, for whoever may", () => {
    expect(draw(<ActorList kind={kind} {...actors} />).text).toMatch(`${empty} ${action}`);
    const seen = draw(<ActorList kind={kind} {...actors} />, { role: "viewer" }).text;
    expect(seen).toContain("Someone with the role editor can add one.");
    expect(seen).not.toContain(action);
  });

  it("says that a filter leaves all out, and shows all again", () => {
    const query = actorQuerySchema.parse({ search: "moon" });
    const { text } = draw(<ActorList kind={kind} {...actors} query={query} />);
    expect(text).toContain(`Nothing here is named like “moon”. Show all ${kind}s`);
  });

  it("says that a page is behind the last one", () => {
    const query = actorQuerySchema.parse({ page: "9" });
    const { text } = draw(<ActorList kind={kind} {...actors} total={3} query={query} />);
    expect(text).toContain(`This page is behind the last one. Show all ${kind}s`);
  });

  it("is full", () => {
    const { html, text } = draw(<ActorList kind={kind} {...actors} actors={[actor]} total={1} />);
    expect(html).toContain(`href="/${kind}s/lake"`);
    expect(text).toContain("PostgreSQL");
  });
});

describe("the list of connections", () => {
  const none = { items: [], total: 0, pages: 0, sources: [], destinations: [] };
  const query = listQuery.parse({});
  const rest = { sourceFaces: faces, destinationFaces: faces };

  it("is empty with the way to begin, for whoever may", () => {
    const list = <ConnectionList list={none} query={query} {...rest} />;
    expect(draw(list).text).toMatch(/No connection yet: nothing flows. New connection/);
    expect(draw(list, { role: "viewer" }).text).not.toContain("New connection");
  });

  it("says that a filter leaves all out, and shows all again", () => {
    const { text } = draw(<ConnectionList list={none} query={{ ...query, search: "moon" }} {...rest} />);
    expect(text).toContain("No connection is like this. Show all connections");
  });

  it("is full", () => {
    const end = { name: "Shop", connector: "postgres" };
    const item = {
      id: "shop",
      name: "Shop to lake",
      state: "succeeded" as const,
      schedule: { type: "manual" as const },
      follows: null,
      nextDueAt: null,
      needsApproval: true,
      source: end,
      destination: end,
      lastRun: runSummary,
      runs: [],
    };
    const { html, text } = draw(
      <ConnectionList list={{ ...none, items: [item], total: 1, pages: 1 }} query={query} {...rest} />,
    );
    expect(html).toContain('href="/connections/shop"');
    expect(text).toContain("Schema changed");
  });
});

describe("the connections of a source", () => {
  const empty = "No connection reads from this source yet.";
  const draws = (connections: Parameters<typeof ConnectionsOf>[0]["connections"]) =>
    draw(<ConnectionsOf otherTitle="Destination" empty={empty} connections={connections} />);

  it("are none, or each with its other end", () => {
    expect(draws([]).text).toBe(empty);
    const line = { id: "shop", name: "Shop to lake", state: "succeeded" as const, lastRun: null };
    expect(draws([{ ...line, other: { name: "Lake", face } }]).text).toContain("Shop to lake");
  });
});

describe("the tables of a destination", () => {
  it("are none before the first sync", () => {
    expect(draw(<TableList tables={[]} />).text).toContain("Nothing was written here yet.");
  });

  it("lead to their rows", () => {
    const stream = { namespace: "public", name: "orders" };
    const connection = { id: "shop", name: "Shop to lake" };
    const table = { table: stream, connection, stream, writtenAt: at, rows: 41n, verifiedRows: 41n };
    expect(draw(<TableList tables={[table]} />).html).toContain("/connections/shop/data?stream=");
  });
});

describe("what is read from its newest end", () => {
  const hrefs = { olderHref: "/older", newestHref: undefined };

  it("the audit log is empty, filtered to nothing, and full", () => {
    expect(draw(<AuditTable lines={[]} isFiltered={false} {...hrefs} />).text).toContain(
      "Nothing was changed here yet.",
    );
    expect(draw(<AuditTable lines={[]} isFiltered {...hrefs} />).text).toContain("No entry like this.");
    const line = {
      id: "1",
      at,
      actor: { kind: "system" as const, part: "scheduler" as const },
      actorName: null,
      action: "source.created" as const,
      subject: "lake",
      facts: { name: "Lake" },
      subjectName: { kind: "name" as const, name: "Lake" },
      subjectHref: "/sources/lake",
    };
    const { text } = draw(<AuditTable lines={[line]} isFiltered={false} {...hrefs} />);
    expect(text).toMatch(/Lake .*Show older entries/);
  });

  it("the decisions are none, filtered to nothing, and full", () => {
    expect(draw(<DecisionTable decisions={[]} isFiltered={false} {...hrefs} />).text).toContain(
      "Nobody has asked yet.",
    );
    const filtered = draw(<DecisionTable decisions={[]} isFiltered {...hrefs} newestHref="/newest" />);
    expect(filtered.text).toContain("No decision like this.");
    expect(filtered.text).toContain("Back to the newest");
    const decision = {
      id: "1",
      at,
      key: null,
      subject: "ada",
      predicate: "write",
      path: "dataos://lake",
      allow: false,
      policy: null,
      reason: "No policy allows it.",
      runNumber: 7,
    };
    const { text } = draw(<DecisionTable decisions={[decision]} isFiltered={false} {...hrefs} />);
    expect(text).toMatch(/Refused ada .*No policy allows it\. #7 Show older decisions/);
  });

  it("the timeline is empty, filtered to nothing, and full", () => {
    const nothing = { entries: [], older: null };
    const rest = { connectionId: "shop", ...hrefs };
    expect(draw(<TimelineList timeline={nothing} isFiltered={false} {...rest} />).text).toContain(
      "Nothing is on record any more.",
    );
    expect(draw(<TimelineList timeline={nothing} isFiltered {...rest} />).text).toContain(
      "Nothing like this has happened.",
    );
    const entry = {
      kind: "run" as const,
      at,
      run: runSummary,
      lines: [],
      streams: { all: 1, verified: 1 },
      held: [],
      schemaChanges: [],
    };
    const timeline = { entries: [entry], older: "1.2" };
    expect(draw(<TimelineList timeline={timeline} isFiltered={false} {...rest} />).text).toMatch(
      /Run 7 .*1 of 1 stream verified/,
    );
  });
});

describe("the parts of a connection", () => {
  const connection = { id: "shop", name: "Shop to lake", revision: 1 };

  it("generations are not kept, not there yet, and there", () => {
    const stream = { name: "orders", label: "orders", keepGenerations: 0 };
    const draws = (change: Partial<Parameters<typeof GenerationTable>[0]>, role?: "viewer") =>
      draw(<GenerationTable connection={connection} stream={stream} shown={null} kept={[]} {...change} />, {
        ...(role ? { role } : {}),
      }).text;
    expect(draws({})).toContain("No former generation is kept.");
    expect(draws({ stream: { ...stream, keepGenerations: 2 } })).toContain("No former generation yet");
    const kept = [{ generation: 3, rows: 41, replacedAtMs: at.getTime() }];
    expect(draws({ kept, shown: 4 })).toMatch(/4 Shown now 3 41 rows .* Roll back…/);
    expect(draws({ kept, shown: 4 }, "viewer")).not.toContain("Roll back…");
  });

  it("the state tells a feed that stands nowhere from one that does", () => {
    const feeds = [
      { feedId: "orders", runNumber: null, position: null },
      { feedId: "users", runNumber: 7, position: { id: 41 } },
    ];
    const { text } = draw(<StateTable connection={connection} feeds={feeds} />);
    expect(text).toContain("Nothing was committed yet.");
    expect(text).toContain('{"id":41}');
    expect(draw(<StateTable connection={connection} feeds={feeds} />, { role: "viewer" }).text).not.toContain(
      "Rewind…",
    );
  });

  it("rows in the destination stand under their names and types, nulls as such", () => {
    const columns = [
      { name: "_airbyte_raw_id", type: "uuid" },
      { name: "id", type: "integer" },
    ];
    const { text } = draw(<DataTable place="public.orders" columns={columns} rows={[["a-1", null]]} />);
    expect(text).toMatch(/The first row of public\.orders id integer _airbyte_raw_id uuid null a-1/);
  });

  it("streams have what becomes of them", () => {
    const stream = { key: "k", name: "orders", label: "orders", selected: null, mappers: [], history: null };
    const { text } = draw(
      <TransformedStreams connection={connection} streams={[{ ...stream, arrays: "json" }]} />,
    );
    expect(text).toMatch(/orders All None/);
  });
});

describe("a run's schema changes", () => {
  it("are nothing where nothing was another, and each with its kind", () => {
    expect(draw(<RunSchemaChanges changes={[]} />).html).toBe("");
    const gone = { change: "stream_removed" as const, stream: "orders" };
    expect(draw(<RunSchemaChanges changes={[gone]} />).text).toContain("orders Stream gone");
  });
});

describe("the quarantine", () => {
  it("is empty where all that was read was written", () => {
    const list = <QuarantineList counts={[]} chosen={null} sourceFaces={faces} destinationFaces={faces} />;
    expect(draw(list).text).toContain("No row waits: all that was read was written.");
  });
});

describe("the settings' lists", () => {
  it("members have their roles, and their actions for whoever may", () => {
    const ada = { userId: "ada", name: "Ada", email: "ada@example.com", role: "editor" as const };
    const member = { ...ada, joinedAt: at, keyCount: 2, lastKeyUseAt: null };
    const own = { userId: "grace", role: "owner" as const };
    const { text } = draw(<Members members={[member]} own={own} />, { role: "owner" });
    expect(text).toMatch(/Ada .*2 Never Remove/);
  });

  it("invitations are none, or open", () => {
    expect(draw(<Invitations invitations={[]} mayInviteTo={["viewer"]} />).text).toContain(
      "No invitation is open.",
    );
    const open = { id: "1", role: "viewer" as const, email: "a@example.com", invitedBy: null };
    const invitations = [{ ...open, createdAt: at, expiresAt: at }];
    expect(draw(<Invitations invitations={invitations} mayInviteTo={["viewer"]} />).text).toMatch(
      /a@example\.com .*Revoke/,
    );
  });

  const key = { id: "k", name: "nightly", ending: "abcd", createdAt: at, expiresAt: at, lastUsedAt: null };

  it("API keys are none, filtered to nothing, and full; a member's too", () => {
    expect(draw(<ApiKeys keys={[]} search="" />).text).toContain("You have no API key.");
    expect(draw(<ApiKeys keys={[]} search="moon" />).text).toContain("Nothing is named like “moon”.");
    const keys = [{ ...key, isExpired: true }];
    expect(draw(<ApiKeys keys={keys} search="" />).text).toMatch(/nightly apikey Expired/);
    expect(draw(<MemberKeys keys={[]} />).text).toContain("This member has no API key.");
    expect(draw(<MemberKeys keys={keys} />).text).toMatch(/nightly .*Delete/);
  });

  it("API applications are none, or each with its client id", () => {
    expect(draw(<Applications applications={[]} />).text).toContain(
      "No application yet: nothing uses the API.",
    );
    const application = { id: "a", name: "report", clientId: "client-1", createdAt: at, lastUsedAt: null };
    expect(draw(<Applications applications={[application]} />).text).toMatch(/report client-1 .*Delete/);
  });

  it("policies are none with what that means, or each with its patterns", () => {
    const none = { policies: [], revision: 1 };
    expect(draw(<Policies stored={none} />, { role: "admin" }).text).toContain(
      "Add one that allows what should be written.",
    );
    expect(draw(<Policies stored={none} />).text).toContain("An owner or admin can add one.");
    const policy = { name: "all", subjects: ["**"], predicates: ["write"], paths: ["**"], allow: true };
    const full = draw(<Policies stored={{ policies: [policy], revision: 1 }} />, { role: "admin" });
    expect(full.html).toContain('aria-label="Delete all"');
  });

  it("members' tags are edited by admins alone", () => {
    const subject = { id: "ada", tags: ["users:id:ada"] };
    const ada = { userId: "ada", name: "Ada", email: "ada@example.com", role: "editor" as const };
    const members = [{ ...ada, tags: [], subject }];
    expect(draw(<MemberTags members={members} />, { role: "admin" })).toMatchObject({ columns: 4 });
    expect(draw(<MemberTags members={members} />)).toMatchObject({ columns: 3 });
  });

  it("channels are none, or each with its deliveries", () => {
    expect(draw(<Channels channels={[]} />).text).toContain("Nobody is told yet.");
    const channel = {
      id: "c",
      name: "Ops",
      kind: "slack" as const,
      config: {},
      secrets: ["url"],
      events: [],
      enabled: true,
      revision: 1,
      deliveries: [],
    };
    expect(draw(<Channels channels={[channel]} />).text).toContain("Nothing was sent yet.");
    const failed = {
      id: "d",
      event: "run.failed" as const,
      title: "Shop to lake failed",
      status: "failed" as const,
      attempts: 3,
      error: "It answered 500.",
      createdAt: at,
      settledAt: at,
    };
    expect(draw(<Channels channels={[{ ...channel, deliveries: [failed] }]} />).text).toMatch(
      /1 of 1 not delivered .*It answered 500\./,
    );
  });

  it("health names what is not well, and why", () => {
    const parts = [
      { name: "Database", what: "Keeps everything", trouble: null },
      { name: "Workers", what: "Move rows", trouble: "no_worker_alive" as const },
    ];
    expect(draw(<HealthTable parts={parts} />).text).toMatch(
      /Database Well .*Workers No worker process is alive\./,
    );
  });
});
