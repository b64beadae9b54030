import { ConfigError, type Change, type Value } from "@/connectors/sdk";
import { Misfit } from "@/connectors/sdk/json-values/misfit";
import { compileConditions } from "./conditions";
import { createEncrypter } from "./encryption";
import { createHasher } from "./hashing";
import { layOut, outputsOf, type Layout } from "./lay-out";
import { createLinkId } from "./link-id";
import type { MappedField, Scrambler } from "./map-fields";
import type { MapperPlace } from "./mapper-error";
import type { MapperSecrets } from "./mappers";
import { createRowHasher } from "./row-hash";
import { createChangeTranslator } from "./translate-changes";
import type { Shaped, ShapedRows, Shaper, StreamShape } from "./types";
import { addChange, compileUnfold, note, type Target, type Unfold } from "./unfold";

/**
 * A function of the shape. ConfigError where a secret that a mapper needs is missing or unusable, and where this version
 * of the program would give other fields than the shape says: rows would go into the wrong columns.
 */
export function compileShape(shape: StreamShape, secrets: MapperSecrets): Shaper {
  const name = shape.outputs[0]?.name ?? "";
  const layout = layOut({ name, fields: shape.fields }, shape.options);
  if (namesOf(outputsOf(layout)) !== namesOf(shape.outputs)) {
    throw new ConfigError(
      `${name}: this run was planned by another version of the program, which named its fields otherwise. Start a new run.`,
    );
  }
  const place = (mapper: Scrambler): MapperPlace => ({
    stream: name,
    mapper,
    index: shape.options.mappers.indexOf(mapper),
  });
  return new RowShaper(shape, layout, (mapper) => compileStep(mapper, place(mapper), secrets));
}

function namesOf(outputs: StreamShape["outputs"]): string {
  return JSON.stringify(outputs.map(({ name, fields }) => [name, ...fields.map((field) => field.name)]));
}

type Step = (value: Exclude<Value, null>) => Value | Misfit;

function compileStep(mapper: Scrambler, place: MapperPlace, secrets: MapperSecrets): Step {
  return mapper.type === "hashing"
    ? createHasher(mapper.mapperConfiguration.method)
    : createEncrypter(mapper.mapperConfiguration, place, secrets);
}

/** One step after the other; what became null, or fits nowhere, stays so. */
function chain(steps: Step[]): (value: Value) => Value | Misfit {
  const [only] = steps;
  if (only && steps.length === 1) return (value) => (value === null ? null : only(value));
  return (value) => {
    let result: Value | Misfit = value;
    for (const step of steps) {
      if (result === null || result instanceof Misfit) return result;
      result = step(result);
    }
    return result;
  };
}

const notCopied = -1;

class RowShaper implements Shaper {
  /** By the fields of the first output: the place in the source's rows of what is only copied. */
  private readonly copied: Int32Array;
  private readonly scrambled: {
    at: number;
    source: number;
    name: string;
    run: (value: Value) => Value | Misfit;
  }[];
  private readonly unfolded: { source: number; run: Unfold }[];
  private readonly accepts: ((row: Value[]) => boolean) | null;
  private readonly linkAt: number | null;
  private readonly rowHash: { at: number; run: (row: Value[]) => string } | null;
  private readonly translate: (change: Change) => Change | null;

  constructor(
    shape: StreamShape,
    private readonly layout: Layout,
    private readonly compile: (mapper: Scrambler) => Step,
  ) {
    const { whole, parts, tables, mapped, rowHashAt } = layout;
    const fields = tables[0]?.fields ?? [];
    this.copied = Int32Array.from(fields, (_, at) => {
      const field = whole[at];
      return field?.steps.length === 0 ? field.source : notCopied;
    });
    this.scrambled = fields.flatMap(({ name }, at) => {
      const field = whole[at];
      return field && field.steps.length > 0
        ? { at, name, source: field.source, run: this.runOf(field) }
        : [];
    });
    this.unfolded = parts.map(({ field, part }) => ({
      source: field.source,
      run: compileUnfold(part, tables),
    }));
    this.accepts = compileConditions(mapped.filters, (field) => this.readerOf(field));
    this.linkAt = tables[0]?.linkAt ?? null;
    this.rowHash = rowHashAt === null ? null : { at: rowHashAt, run: createRowHasher(shape.fields) };
    this.translate = createChangeTranslator(shape.fields, mapped);
  }

  shape(rows: Value[][], changes?: ReadonlyMap<number, Change[]>): Shaped {
    const outputs = this.layout.tables.map((): ShapedRows => ({ rows: [], changes: new Map() }));
    let filtered = 0;
    for (const [index, row] of rows.entries()) {
      if (this.accepts && !this.accepts(row)) filtered++;
      else this.shapeRow(row, outputs, changes?.get(index));
    }
    return { outputs, filtered };
  }

  keys(fields: string[], keys: Value[][]): Value[][] {
    const runs = fields.map((name) => {
      const field = this.layout.mapped.fields.find(({ origin }) => origin === name);
      return field ? this.runOf(field) : (value: Value) => value;
    });
    return keys.map((key) =>
      key.map((value, index) => {
        const result = runs[index]?.(value) ?? value;
        return result instanceof Misfit ? result.value : result;
      }),
    );
  }

  private shapeRow(source: Value[], outputs: ShapedRows[], changes: Change[] | undefined): void {
    const { copied } = this;
    const row: Value[] = [];
    for (let at = 0; at < copied.length; at++) {
      const from = copied[at] ?? notCopied;
      row.push(from === notCopied ? null : (source[from] ?? null));
    }
    const own = outputs[0];
    const index = (own?.rows.push(row) ?? 0) - 1;
    for (const change of changes ?? []) {
      const translated = this.translate(change);
      if (translated) addChange(own, index, translated);
    }
    if (this.linkAt !== null) row[this.linkAt] = createLinkId();
    if (this.rowHash) row[this.rowHash.at] = this.rowHash.run(source);
    const target: Target = { row, output: 0, index, outputs };
    for (const { at, source: from, name, run } of this.scrambled) {
      const value = run(source[from] ?? null);
      if (value instanceof Misfit) note(target, name, value);
      row[at] = value instanceof Misfit ? value.value : value;
    }
    for (const { source: from, run } of this.unfolded) {
      const value = source[from];
      if (typeof value === "string") run(value, target);
    }
  }

  private runOf({ steps }: MappedField): (value: Value) => Value | Misfit {
    return chain(steps.map(this.compile));
  }

  private readerOf(field: MappedField): (row: Value[]) => Value {
    const { source, steps } = field;
    if (steps.length === 0) return (row) => row[source] ?? null;
    const run = this.runOf(field);
    return (row) => {
      const value = run(row[source] ?? null);
      return value instanceof Misfit ? value.value : value;
    };
  }
}
