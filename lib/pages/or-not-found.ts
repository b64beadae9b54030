import { notFound } from "next/navigation";
import { AppError } from "@/lib/errors";

/** For pages that load by id: an id that is missing or foreign shows the page for what does not exist. */
export async function orNotFound<T>(loaded: Promise<T>): Promise<T> {
  try {
    return await loaded;
  } catch (error) {
    if (error instanceof AppError && error.code === "not_found") notFound();
    throw error;
  }
}
