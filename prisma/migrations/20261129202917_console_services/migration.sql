-- AlterEnum
-- This migration adds more than one value to an enum.
-- With PostgreSQL versions 11 and earlier, this is not possible
-- in a single migration. This can be worked around by creating
-- multiple migrations, each migration adding only one value to
-- the enum.


ALTER TYPE "run_kind" ADD VALUE 'sample';
ALTER TYPE "run_kind" ADD VALUE 'replay';

-- AlterTable
ALTER TABLE "destination" ADD COLUMN     "max_parallel_streams" INTEGER;

-- AlterTable
ALTER TABLE "run" ADD COLUMN     "sample" JSONB;

-- AlterTable
ALTER TABLE "run_stream" ADD COLUMN     "waited_destination_ms" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN     "waited_source_ms" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN     "waited_transform_ms" BIGINT NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "source" ADD COLUMN     "max_parallel_streams" INTEGER;

-- AlterTable
ALTER TABLE "stream_generation" ADD COLUMN     "shown" INTEGER;
