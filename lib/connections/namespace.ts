import { z } from "zod";

export const namespaceDefinitions = ["source", "destination", "custom_format"] as const;

/** What a format may contain; lib/normalization puts the source's namespace in its place. */
const sourceNamespace = "${SOURCE_NAMESPACE}";

/** Where tables go. A blank format means the destination's own default. */
export const namespaceFormatSchema = z
  .string()
  .trim()
  .superRefine((format, context) => {
    const unknown = findUnknownPlaceholder(format);
    if (unknown !== null) {
      context.addIssue({
        code: "custom",
        message: `"${unknown}" is not a placeholder. Use ${sourceNamespace}, or plain text.`,
      });
    }
  });

function findUnknownPlaceholder(format: string): string | null {
  const rest = format.replaceAll(sourceNamespace, "");
  return rest.match(/\$\{[^}]*\}?/)?.[0] ?? null;
}
