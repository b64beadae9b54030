-- CreateIndex
CREATE INDEX "run_stream_quarantined_idx" ON "run_stream"("quarantined");
