import { describe, expect, it } from "vitest";
import { emailBody } from "./channels/email";
import { slackBody } from "./channels/slack";
import { messageSchema } from "./message";
import { webhookPayload } from "./render";
import { exampleMessage } from "./test-message";

const publicUrl = "https://data.example.com/airbyte";
const runUrl = `${publicUrl}/connections/01936f3e-0000-7000-8000-000000000002/runs/01936f3e-0000-7000-8000-000000000005`;

/** The message with something in its name that would be markup. */
function odd() {
  const message = exampleMessage();
  return { ...message, title: 'A <b>"bold"</b> & name\r\nBcc: x@example.com', text: "<script>" };
}

describe("what a webhook gets", () => {
  it("is this, which receivers are built on: fields are added, never changed", () => {
    expect(webhookPayload(exampleMessage(), publicUrl)).toMatchInlineSnapshot(`
      {
        "at": "2026-11-30T03:02:04.000Z",
        "connection": {
          "destination": {
            "connector": "duckdb",
            "id": "01936f3e-0000-7000-8000-000000000004",
            "name": "Lake",
          },
          "id": "01936f3e-0000-7000-8000-000000000002",
          "name": "Shop → Lake",
          "source": {
            "connector": "postgres",
            "id": "01936f3e-0000-7000-8000-000000000003",
            "name": "Shop",
          },
          "url": "https://data.example.com/airbyte/connections/01936f3e-0000-7000-8000-000000000002",
        },
        "event": "run.failed",
        "occasion": "run.failed:01936f3e-0000-7000-8000-000000000002:01936f3e-0000-7000-8000-000000000005:fails:0",
        "run": {
          "bytes": 5230000,
          "endedAt": "2026-11-30T03:02:04.000Z",
          "failure": {
            "kind": "auth",
            "stream": "orders",
          },
          "id": "01936f3e-0000-7000-8000-000000000005",
          "kind": "sync",
          "number": 12,
          "quarantinedRows": 0,
          "rowsRead": 41200,
          "rowsWritten": 0,
          "startedAt": "2026-11-30T03:00:00.000Z",
          "status": "failed",
          "trigger": "schedule",
          "url": "https://data.example.com/airbyte/connections/01936f3e-0000-7000-8000-000000000002/runs/01936f3e-0000-7000-8000-000000000005",
        },
        "text": "Run 12 (stream orders) failed. Credentials or rights were refused; the run's page says which.",
        "title": "Shop → Lake failed",
        "trouble": {
          "failedRuns": 1,
          "since": "2026-11-30T03:02:04.000Z",
        },
        "url": "https://data.example.com/airbyte/connections/01936f3e-0000-7000-8000-000000000002/runs/01936f3e-0000-7000-8000-000000000005",
        "version": 1,
        "workspace": {
          "id": "01936f3e-0000-7000-8000-000000000001",
          "name": "Retail",
        },
      }
    `);
  });

  it("comes from a message that the outbox accepts", () => {
    expect(messageSchema.parse(exampleMessage())).toEqual(exampleMessage());
  });
});

describe("what Slack gets", () => {
  const sent = slackBody(exampleMessage(), publicUrl);

  it("names the pair in words, links to the run below the base path, and tells the time with its zone", () => {
    const text = JSON.stringify(sent.blocks);
    expect(text).toContain("*Shop → Lake failed*\\nShop → Lake\\n");
    expect(text).toContain(`<${runUrl}|Open in Sluice>`);
    expect(text).toContain("Time: 2026-11-30 03:02 UTC");
  });

  it("has a text for where blocks are not shown", () => {
    expect(sent.text).toMatch(/^Shop → Lake failed\. Run 12/);
  });

  it("takes nothing of a name as markup", () => {
    const text = JSON.stringify(slackBody(odd(), publicUrl));
    expect(text).not.toMatch(/<b>|<script>/);
    expect(text).toContain("&lt;script&gt;");
  });

  it("stays within what Slack accepts, however long a name is", () => {
    const message = { ...exampleMessage(), text: "x".repeat(10_000) };
    for (const block of slackBody(message, publicUrl).blocks)
      expect(JSON.stringify(block).length).toBeLessThan(3_200);
  });
});

describe("what an e-mail says", () => {
  it("has the same in text and HTML, with the link and the run's numbers", () => {
    const { subject, text, html } = emailBody(exampleMessage(), publicUrl);
    expect(subject).toBe("Shop → Lake failed");
    for (const body of [text, html]) {
      expect(body).toContain(runUrl);
      expect(body).toContain("12, sync · failed · 2 min 04 s · 41,200 rows read (5.2 MB), 0 rows written");
      expect(body).toContain("2026-11-30 03:02 UTC");
    }
  });

  it("lets no name add a header or markup", () => {
    const { subject, html } = emailBody(odd(), publicUrl);
    expect(subject).not.toMatch(/[\r\n]/);
    expect(html).not.toMatch(/<b>|<script>/);
  });
});
