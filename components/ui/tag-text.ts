/** Splits at commas and line breaks; spaces stay, because names and paths have them. */
export function splitTags(text: string): string[] {
  return text
    .split(/[,\n\r\t]+/)
    .map((part) => part.trim())
    .filter((part) => part !== "");
}
