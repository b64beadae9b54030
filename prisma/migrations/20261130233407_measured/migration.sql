-- AlterTable
ALTER TABLE "run_stream" ADD COLUMN     "measured" JSONB;
