/** How far a workspace has come from nothing to a first verified sync. */
export interface Onboarding {
  sources: number;
  destinations: number;
  connections: number;
  /** Runs that ended green; none does without proof. */
  verifiedRuns: number;
  firstSourceId: string | null;
  firstDestinationId: string | null;
  firstConnectionId: string | null;
}

export function isOnboarded({ sources, destinations, verifiedRuns }: Onboarding): boolean {
  return sources > 0 && destinations > 0 && verifiedRuns > 0;
}
