-- AlterTable
ALTER TABLE "stream_generation" ADD COLUMN     "is_sole" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "table_keys" TEXT[] DEFAULT ARRAY[]::TEXT[];

-- CreateIndex
CREATE INDEX "stream_generation_table_keys_idx" ON "stream_generation" USING GIN ("table_keys");
