/** How the journeys reach the console; set by the global set-up, or by whoever names a running one. */
export interface ConsoleFacts {
  url: string;
  email: string;
  password: string;
  clientId: string;
  clientSecret: string;
  /** The console's folder for local files. */
  files: string;
}

const variables = {
  url: "SLUICE_E2E_URL",
  email: "SLUICE_E2E_EMAIL",
  password: "SLUICE_E2E_PASSWORD",
  clientId: "SLUICE_E2E_CLIENT_ID",
  clientSecret: "SLUICE_E2E_CLIENT_SECRET",
  files: "SLUICE_E2E_FILES",
} satisfies Record<keyof ConsoleFacts, string>;

export function consoleFacts(): ConsoleFacts {
  return {
    url: variable("url"),
    email: variable("email"),
    password: variable("password"),
    clientId: variable("clientId"),
    clientSecret: variable("clientSecret"),
    files: variable("files"),
  };
}

/** Playwright's workers inherit the environment of the process that the global set-up runs in. */
export function publishFacts(facts: ConsoleFacts): void {
  for (const [fact, value] of Object.entries(facts))
    process.env[variables[fact as keyof ConsoleFacts]] = value;
}

export function namesRunningConsole(): boolean {
  return Boolean(process.env[variables.url]);
}

function variable(fact: keyof ConsoleFacts): string {
  const value = process.env[variables[fact]];
  if (!value) throw new Error(`${variables[fact]} is not set: it goes with ${variables.url}.`);
  return value;
}
