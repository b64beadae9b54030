/** The periods that are offered, in minutes: from 5 minutes to 24 hours. */
export const periodsMinutes = [5, 10, 15, 30, 60, 120, 180, 240, 360, 480, 720, 1440] as const;
