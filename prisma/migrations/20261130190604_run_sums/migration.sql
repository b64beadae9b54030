-- DropIndex
DROP INDEX "run_workspace_id_created_at_idx";

-- CreateIndex
CREATE INDEX "run_sums_idx" ON "run"("workspace_id", "created_at" DESC, "status", "kind", "started_at", "ended_at", "rows_written", "bytes");
