/** Secrets that the journeys enter; neither a page nor a log may ever show them again. */
export const sourcePassword = "Pl4nted-s0urce-secret";
export const wrongPassword = "Pl4nted-wr0ng-secret";

export const plantedSecrets = [sourcePassword, wrongPassword];
