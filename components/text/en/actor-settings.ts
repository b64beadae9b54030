export const deleteTitle = "Delete";
export const deleteMeaning = "Its connections go with it. Tables that were written stay.";
