export interface KeyBinding {
  keys: readonly string[];
}

export interface SequenceStep<Binding> {
  /** The binding whose keys are complete now. */
  match?: Binding;
  /** What has been typed towards a longer one. */
  pending: readonly string[];
}

/**
 * What a key does after those already typed: completes a binding, goes on towards one, or starts anew. A complete
 * binding wins at once, so no binding may be the beginning of another.
 */
export function stepSequence<Binding extends KeyBinding>(
  bindings: readonly Binding[],
  pending: readonly string[],
  key: string,
): SequenceStep<Binding> {
  const typed = [...pending, key];
  const match = bindings.find(
    (binding) => binding.keys.length === typed.length && startsWith(binding.keys, typed),
  );
  if (match) return { match, pending: [] };
  if (bindings.some((binding) => startsWith(binding.keys, typed))) return { pending: typed };
  return pending.length > 0 ? stepSequence(bindings, [], key) : { pending: [] };
}

function startsWith(keys: readonly string[], typed: readonly string[]): boolean {
  return typed.every((key, index) => keys[index] === key);
}
