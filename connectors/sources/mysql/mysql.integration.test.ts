import { afterAll, beforeAll } from "vitest";
import { describeSourceConformance } from "@/connectors/sdk/testing";
import { createMySqlDatabase, describeWithMySql, type MySqlTestDatabase } from "@/tests/support/mysql";
import { mysqlSource } from ".";
import { configOf } from "./testing";

const noKey = 'No Key "quoted" `Ünï`; DROP';

const tables = `
  CREATE TABLE orders (version int, id bigint PRIMARY KEY, name text, at datetime(3), amount decimal(10,2));
  INSERT INTO orders SELECT seq DIV 1000, seq, CONCAT('order ', seq), '2026-01-01' + INTERVAL seq SECOND, seq / 7.0
    FROM seq_1_to_20000;
  CREATE TABLE \`No Key "quoted" \`\`Ünï\`\`; DROP\` (version int, note text);
  INSERT INTO \`No Key "quoted" \`\`Ünï\`\`; DROP\` SELECT seq DIV 10, CONCAT('note ', seq DIV 3) FROM seq_1_to_500;
  CREATE VIEW recent AS SELECT id, name FROM orders WHERE id > 19990;
  CREATE TABLE parts (id int NOT NULL, region varchar(20) NOT NULL, PRIMARY KEY (region, id))
    PARTITION BY KEY (region) PARTITIONS 3;
  INSERT INTO parts SELECT seq, IF(seq % 2 = 0, 'north', 'South') FROM seq_1_to_100;
  CREATE TABLE plain (version int, id int PRIMARY KEY) ENGINE = MyISAM;
  INSERT INTO plain SELECT seq DIV 7, seq FROM seq_1_to_50;
  CREATE TABLE nothing (id int PRIMARY KEY);
`;

describeWithMySql("MySQL source", () => {
  let database: MySqlTestDatabase;
  let empty: MySqlTestDatabase;
  beforeAll(async () => {
    database = await createMySqlDatabase("source");
    empty = await createMySqlDatabase("empty");
  });
  afterAll(async () => {
    await database.drop();
    await empty.drop();
  });

  describeSourceConformance({
    source: mysqlSource,
    setUp: async () => {
      await database.query(tables);
      const config = configOf(database.url);
      const label = (name: string) => `${database.name}.${name}`;
      return {
        config,
        refused: [
          { config: { ...config, database: "no_such_database" }, says: /no_such_database/ },
          { config: { ...config, username: "nobody_here" }, says: /nobody_here/ },
          { config: { ...config, port: 1 }, says: /:1/ },
          { config: { ...config, host: "no-such-host.invalid" }, says: /no-such-host/ },
          { config: { ...config, database: empty.name }, says: /no table or view/ },
          { config: { ...config, ssl_mode: { mode: "required" as const } }, says: /encryption/ },
        ],
        rowCounts: {
          [label("orders")]: 20_000,
          [label(noKey)]: 500,
          [label("recent")]: 10,
          [label("parts")]: 100,
          [label("plain")]: 50,
          [label("nothing")]: 0,
        },
        addRow: async () => {
          await database.query("INSERT INTO `No Key \"quoted\" ``Ünï``; DROP` VALUES (50, 'note 999')");
        },
        tearDown: async () => {
          await database.query(
            'DROP VIEW recent; DROP TABLE orders, `No Key "quoted" ``Ünï``; DROP`, parts, plain, nothing',
          );
        },
      };
    },
  });
});
