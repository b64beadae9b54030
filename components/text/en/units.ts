export const rowsPerSecond = (rows: string) => `${rows} rows/s`;

/** Of each a thousand make one of the next. */
export const counts = ["", "k", "M", "G", "T"];
export const bytes = ["B", "kB", "MB", "GB", "TB", "PB"];

export const percent = (percent: string) => `${percent} %`;
export const underOnePercent = "< 1 %";

export const milliseconds = (milliseconds: string) => `${milliseconds} ms`;
export const seconds = (seconds: string) => `${seconds} s`;
export const minutes = (minutes: string) => `${minutes} min`;
export const hours = (hours: string) => `${hours} h`;
export const days = (days: string) => `${days} d`;
export const minutesAndSeconds = (minutes: string, seconds: string) => `${minutes} min ${seconds} s`;
export const hoursAndMinutes = (hours: string, minutes: string) => `${hours} h ${minutes} min`;
export const daysAndHours = (days: string, hours: string) => `${days} d ${hours} h`;

export const now = "now";
export const ahead = (time: string) => `in ${time}`;
export const ago = (time: string) => `${time} ago`;
