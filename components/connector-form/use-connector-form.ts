"use client";

import { useId, useMemo, useState } from "react";
import { configToSend, defaultConfig } from "./defaults";
import { focusFirstError } from "./focus-first-error";
import type { JsonObject, JsonSchema, Path } from "./json-schema";
import { pathKey, valueAt } from "./path";
import { storedSecretsInForce } from "./stored-secrets";
import { validateAgainstSchema, type FieldProblem } from "./validate";

export interface ConnectorFormOptions {
  schema: JsonSchema;
  /** The stored configuration without its secrets; leave out for a new one, which starts with the defaults. */
  initialValue?: JsonObject;
  /** Where the stored secrets are. */
  storedSecrets?: readonly Path[];
}

const noSecrets: readonly Path[] = [];

/**
 * The state of a connector's form. Errors appear at a field once it was left, and everywhere after a submit.
 * Give it a new `key` (or remount) to start over with another schema.
 */
export function useConnectorForm({ schema, initialValue, storedSecrets = noSecrets }: ConnectorFormOptions) {
  const formId = useId();
  const [initial] = useState(() => initialValue ?? defaultConfig(schema));
  const [value, setValue] = useState(initial);
  const [visited, setVisited] = useState<ReadonlySet<string>>(new Set());
  const [submitted, setSubmitted] = useState(false);
  const [refused, setRefused] = useState<readonly RefusedField[]>([]);

  const stored = useMemo(
    () => storedSecretsInForce(schema, initial, value, storedSecrets),
    [schema, initial, value, storedSecrets],
  );
  const problems = useMemo(
    () => validateAgainstSchema(schema, value, { storedSecrets: stored }),
    [schema, value, stored],
  );
  const shown = problems.filter(({ path }) => submitted || isVisited(visited, path));
  // What the server refused stands until the field is changed.
  const stillRefused = refused.filter(({ path, was }) => valueAt(value, path) === was);

  return {
    /** Spread onto ConnectorForm. */
    formProps: {
      formId,
      schema,
      value,
      onChange: setValue,
      errors: [...shown, ...stillRefused],
      storedSecrets: stored,
      onBlurField: (path: Path) => setVisited((before) => new Set(before).add(pathKey(path))),
    },
    value,
    problems,
    isChanged: JSON.stringify(value) !== JSON.stringify(initial),
    /** The configuration to send, or undefined after showing what is wrong and focusing the first of it. */
    submit(): JsonObject | undefined {
      setSubmitted(true);
      if (problems.length === 0) return configToSend(schema, value);
      // After the render that unfolds the sections in which errors appear.
      requestAnimationFrame(() => focusFirstError(formId, problems));
      return undefined;
    },
    /** Shows what the server found wrong, at the fields, and focuses the first. */
    refuse(found: readonly FieldProblem[]) {
      setRefused(found.map((problem) => ({ ...problem, was: valueAt(value, problem.path) })));
      requestAnimationFrame(() => focusFirstError(formId, found));
    },
    reset() {
      setValue(initial);
      setVisited(new Set());
      setSubmitted(false);
      setRefused([]);
    },
  };
}

interface RefusedField extends FieldProblem {
  was: unknown;
}

/** A field was left; for an item of a list, the list's field. */
function isVisited(visited: ReadonlySet<string>, path: Path): boolean {
  const field = path.slice(0, path.findLastIndex((step) => typeof step === "string") + 1);
  return visited.has(pathKey(path)) || visited.has(pathKey(field));
}
