/** For useSyncExternalStore of what stays as it is; one function, or React would subscribe anew at every render. */
export function neverChanges() {
  return () => undefined;
}
