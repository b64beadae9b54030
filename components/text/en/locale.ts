/** By it `Intl` writes numbers, dates, lists and plurals on screens, and cron expressions are put into words. */
export const locale = "en-GB";
