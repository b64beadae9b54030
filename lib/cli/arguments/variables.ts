import { registerSecret } from "@/lib/secrets/redact";
import { UsageError } from "../usage-error";

export type Variables = Readonly<Record<string, string | undefined>>;

/**
 * Puts variables of the environment in the place of `${NAME}`, so that a password need not stand in the command, where
 * every user of the machine can read it. What comes from there is masked in all output.
 */
export function expandVariables(
  text: string,
  variables: Variables,
  encode: (value: string) => string = (value) => value,
): string {
  return text.replace(/\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g, (_whole, name: string) => {
    const value = variables[name];
    if (value === undefined) {
      throw new UsageError(
        `There is no environment variable ${name}, which \${${name}} asks for. Set and export it.`,
      );
    }
    registerSecret(value);
    return encode(value);
  });
}

/** The same for every text in a JSON value. */
export function expandAll(value: unknown, variables: Variables): unknown {
  if (typeof value === "string") return expandVariables(value, variables);
  if (Array.isArray(value)) return value.map((item) => expandAll(item, variables));
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, expandAll(item, variables)]));
}
