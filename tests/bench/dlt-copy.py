"""One table of PostgreSQL to PostgreSQL by dlt, in the way that its manual calls the fastest: Arrow tables."""

import sys

import dlt
from dlt.sources.sql_database import sql_table

source_uri, target_uri, source, target, mode, *rest = sys.argv[1:]
schema, table = source.split(".")
dataset, _ = target.split(".")

rows = sql_table(credentials=source_uri.replace("://", "+psycopg2://", 1), schema=schema, table=table, backend="pyarrow", chunk_size=100_000)
if mode == "merge":
    cursor, key = rest
    rows.apply_hints(
        write_disposition={"disposition": "merge", "strategy": "upsert"},
        incremental=dlt.sources.incremental(cursor),
        primary_key=key.split(","),
    )
else:
    rows.apply_hints(write_disposition={"disposition": "replace", "strategy": "truncate-and-insert"})
pipeline = dlt.pipeline(
    f"bench_{table}", destination=dlt.destinations.postgres(target_uri), dataset_name=dataset, progress=None
)
pipeline.run(rows, loader_file_format="csv")
