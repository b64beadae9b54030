-- DropIndex
DROP INDEX "inngest_jobs_limited_ready_at_id_idx";

-- CreateIndex
CREATE INDEX "inngest_jobs_function_id_limited_ready_at_id_idx" ON "inngest_jobs"("function_id", "limited", "ready_at", "id");
