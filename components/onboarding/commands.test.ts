import { expect, it } from "vitest";
import { shellCommands } from "./commands";

const consoleUrl = "https://data.example/sluice";

it("name this installation and the connection, and are one word of a shell each", () => {
  const [cli, api] = shellCommands({ consoleUrl, connection: { id: "c-1", name: "O'Neil → Lake" } });
  expect(cli?.command).toMatch(/^npx sluice sync --from 'sample:/);
  expect(api?.command).toContain(`${consoleUrl}/api/public/v1/jobs`);
  // What a person has called something is in the title alone: it could end the quotes.
  expect(api?.command).not.toContain("O'Neil");
  const [, body = ""] = /-d '(.*)'/.exec(api?.command ?? "") ?? [];
  expect(JSON.parse(body)).toEqual({ connectionId: "c-1", jobType: "sync" });
});

it("reads only where there is no connection yet", () => {
  const texts = shellCommands({ consoleUrl, connection: null }).map(({ command }) => command);
  expect(texts[1]).toMatch(/^curl -sS https:\/\/data\.example\/sluice\/api\/public\/v1\/sources /);
});
