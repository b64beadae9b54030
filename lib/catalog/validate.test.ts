import { describe, expect, it } from "vitest";
import { testStreams } from "@/lib/connectors/testing/connectors";
import type { ConfiguredStream } from "./schema";
import { checkChoice, type DestinationOffer } from "./validate";

const everything: DestinationOffer = {
  title: "Warehouse",
  modes: ["append", "overwrite", "deduped"],
  history: true,
  softDeletes: true,
  keepsGenerations: true,
  dedupedChildren: true,
};

function choose(choice: Partial<ConfiguredStream>): ConfiguredStream {
  return { name: "users", syncMode: "full_refresh_overwrite", cursorField: [], primaryKey: [], ...choice };
}

function check(
  choice: Partial<ConfiguredStream>,
  modes: DestinationOffer["modes"] = everything.modes,
  extras: Partial<DestinationOffer> = {},
) {
  const { streams, issues } = checkChoice([choose(choice)], {
    discovered: testStreams,
    destination: { ...everything, modes, ...extras },
  });
  return { streams, issues: issues.map(({ path, message }) => `${path.join(".")}: ${message}`) };
}

describe("checkChoice", () => {
  it("fills in the namespace where the name alone is enough", () => {
    expect(check({ name: "users" })).toEqual({
      streams: [choose({ namespace: "public" })],
      issues: [],
    });
  });

  it("asks for the namespace where the name is not enough, and lists them", () => {
    expect(check({ name: "notes" }).issues).toEqual([
      "0.name: notes: more than one stream has this name. Add its namespace: public, audit.",
    ]);
  });

  it("does not take a stream of another namespace for the one that was named", () => {
    expect(check({ namespace: "sales", name: "users" }).issues[0]).toMatch(
      /sales.users: the source has no such stream/,
    );
  });

  it("wants at least one stream", () => {
    const { issues } = checkChoice([], { discovered: testStreams, destination: everything });
    expect(issues).toEqual([{ path: [], message: "No stream is chosen. Choose at least one." }]);
  });

  it("refuses a stream that is listed twice, once with and once without its namespace", () => {
    const { issues } = checkChoice([choose({}), choose({ namespace: "public" })], {
      discovered: testStreams,
      destination: everything,
    });
    expect(issues).toMatchObject([{ path: [1, "name"] }]);
  });

  it.each([
    [
      "incremental_append",
      { namespace: "public", name: "notes" },
      /the source cannot do.*full_refresh_overwrite, full_refresh_append/,
    ],
    ["incremental_deduped_history", { namespace: "public", name: "notes" }, /the source cannot do/],
  ] as const)(
    "refuses %s where the stream has no cursor, and names what can be chosen",
    (syncMode, stream, reason) => {
      expect(check({ ...stream, syncMode }).issues).toEqual([expect.stringMatching(reason)]);
    },
  );

  it("refuses a mode the destination cannot do, and names those that both can", () => {
    expect(check({ syncMode: "full_refresh_overwrite" }, ["append"]).issues).toEqual([
      "0.syncMode: users: the destination Warehouse cannot do full_refresh_overwrite here. Choose one of: full_refresh_append, incremental_append.",
    ]);
  });

  it("takes the source's own cursor and key where none is chosen", () => {
    expect(check({ syncMode: "incremental_deduped_history" }).issues).toEqual([]);
  });

  it.each([
    [["name"], "name cannot serve as cursor. Choose one of: updated_at, id."],
    [["nope"], "nope cannot serve as cursor. Choose one of: updated_at, id."],
    [["profile", "at"], "profile.at cannot serve as cursor. Choose one of: updated_at, id."],
  ])("refuses the cursor %j", (cursorField, reason) => {
    const { issues } = check({ syncMode: "incremental_append", cursorField });
    expect(issues).toEqual([`0.cursorField: users: ${reason}`]);
  });

  it("takes the cursor that the source gives, and no other", () => {
    const given = { namespace: "audit", name: "notes", syncMode: "incremental_append" } as const;
    expect(check({ ...given, cursorField: ["at"] }).issues).toEqual([]);
    expect(check({ ...given, cursorField: ["place"] }).issues).toEqual([
      "0.cursorField: audit.notes: the source itself sets the cursor, at. Leave the cursor field empty.",
    ]);
  });

  it("needs no key for deduplication: the row's hash serves where there is none", () => {
    const stream = { namespace: "audit", name: "notes", syncMode: "incremental_deduped_history" } as const;
    expect(check(stream).issues).toEqual([]);
  });

  it.each([
    [{ history: true, syncMode: "full_refresh_append" }, {}, /history: .*needs a deduplicated table/],
    [{ history: true }, { history: false }, /history: .*Warehouse keeps no history tables/],
    [{ deletes: "soft" }, { softDeletes: false }, /deletes: .*cannot find or mark rows/],
    [{ deletes: "hard" }, { softDeletes: false }, /deletes: .*cannot find or mark rows/],
    [{ deletes: "soft", syncMode: "full_refresh_append" }, {}, /deletes: .*appended table keeps all rows/],
    [
      { arrays: "tables", deletes: "hard" },
      { dedupedChildren: false },
      /arrays: .*no child tables beside a deduplicated one/,
    ],
    [{ keepGenerations: 2 }, { keepsGenerations: false }, /keepGenerations: .*keeps no former generations/],
    [
      { keepGenerations: 2, syncMode: "full_refresh_append" },
      {},
      /keepGenerations: .*only a table that is overwritten/,
    ],
  ] as [Partial<ConfiguredStream>, Partial<DestinationOffer>, RegExp][])(
    "says what the destination or the mode cannot do: %j",
    (choice, extras, says) => {
      const { issues } = check(choice, everything.modes, extras);
      expect(issues).toHaveLength(1);
      expect(issues[0]).toMatch(says);
    },
  );

  it.each<Partial<ConfiguredStream>>([
    { history: true },
    { deletes: "soft" },
    { keepGenerations: 3 },
    { deletes: "ignore", syncMode: "incremental_deduped_history" },
  ])("takes %j where the destination can", (choice) => {
    expect(check(choice).issues).toEqual([]);
  });

  it("does not mind key and cursor in a mode that uses neither", () => {
    expect(check({ cursorField: ["nope"], primaryKey: [["nope"]] }).issues).toEqual([]);
  });

  it("wants selected fields to exist and to include key and cursor", () => {
    const choice = { syncMode: "incremental_deduped_history", selectedFields: ["name", "nope"] } as const;
    expect(check({ ...choice, selectedFields: [...choice.selectedFields] }).issues).toEqual([
      "0.selectedFields: users: the source has no field nope. Leave it out.",
      "0.selectedFields: users: key and cursor must be selected too. Select updated_at, id.",
    ]);
    expect(check({ selectedFields: ["name"] }).issues).toEqual([]);
    expect(check({ selectedFields: [] }).issues).toEqual([
      "0.selectedFields: users: no field is selected. Select at least one.",
    ]);
  });

  it("refuses mappers that take away what rows are told apart or ordered by", () => {
    const mappers = (targetField: string, newFieldName = "other"): ConfiguredStream["mappers"] => [
      {
        id: "m",
        type: "field-renaming",
        mapperConfiguration: { originalFieldName: targetField, newFieldName },
      },
      { id: "n", type: "field-filtering", mapperConfiguration: { targetField: newFieldName } },
    ];
    const deduped = { syncMode: "incremental_deduped_history", cursorField: ["updated_at"] } as const;
    expect(check({ ...deduped, cursorField: ["updated_at"], mappers: mappers("id") }).issues).toEqual([
      "0.mappers: users: the primary key needs the field id, which is left out or taken apart on its way. Leave it as it is, or choose another primary key.",
    ]);
    expect(check({ ...deduped, cursorField: ["updated_at"], mappers: mappers("updated_at") }).issues).toEqual(
      [expect.stringContaining("the cursor needs the field updated_at")],
    );
    expect(check({ ...deduped, cursorField: ["updated_at"], mappers: mappers("name") }).issues).toEqual([]);
  });
});
