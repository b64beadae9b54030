import { streamLabel, type Stream } from "@/connectors/sdk";

/** `*` stands for any characters, `?` for one. A pattern without a dot is held against the name alone, too. */
export function matchesGlob(pattern: string, stream: Pick<Stream, "namespace" | "name">): boolean {
  const expression = new RegExp(
    `^${pattern
      .replace(/[\\^$+.()|[\]{}]/g, "\\$&")
      .replaceAll("*", ".*")
      .replaceAll("?", ".")}$`,
    "su",
  );
  return expression.test(streamLabel(stream)) || expression.test(stream.name);
}
