/** What is said of a type beside its name, which is a term. */
export const zoned = (type: string) => `${type} with zone`;
export const arrayOf = (type: string) => `array of ${type}`;
