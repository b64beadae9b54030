/** A feed as people know it: that of one stream by the stream's name, any other by its own id. */
export function feedLabel(feedId: string): string {
  const text = /^stream:(.*)$/s.exec(feedId)?.[1];
  if (text === undefined) return feedId;
  try {
    const [namespace, name] = JSON.parse(text) as [string | null, string];
    return namespace === null ? name : `${namespace}.${name}`;
  } catch (error) {
    if (error instanceof SyntaxError) return feedId;
    throw error;
  }
}
