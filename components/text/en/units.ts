export const row = "row";
export const rows = "rows";
export const rowsPerSecond = (rows: string) => `${rows} rows/s`;

/** Of each a thousand make one of the next. */
export const counts = ["", "k", "M", "G", "T"];
export const bytes = ["B", "kB", "MB", "GB", "TB", "PB"];

export const percent = (percent: number) => `${percent} %`;
export const underOnePercent = "< 1 %";

export const milliseconds = (milliseconds: number) => `${milliseconds} ms`;
export const seconds = (seconds: number | string) => `${seconds} s`;
export const minutes = (minutes: number) => `${minutes} min`;
export const hours = (hours: number) => `${hours} h`;
export const days = (days: number) => `${days} d`;
export const minutesAndSeconds = (minutes: number, seconds: string) => `${minutes} min ${seconds} s`;
export const hoursAndMinutes = (hours: number, minutes: string) => `${hours} h ${minutes} min`;
export const daysAndHours = (days: number, hours: string) => `${days} d ${hours} h`;

export const now = "now";
export const ahead = (time: string) => `in ${time}`;
export const ago = (time: string) => `${time} ago`;
