/** Stands where a secret is: in stored configurations, on pages and in API answers. */
export const secretMask = "**********";
