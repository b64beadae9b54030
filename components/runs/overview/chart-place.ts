/** The room that the charts take, kept for them until they are there. */
export const placeClass = "h-46 max-lg:h-84";
