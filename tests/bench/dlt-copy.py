"""One table of PostgreSQL to PostgreSQL by dlt, in the way that its manual calls the fastest: Arrow tables."""

import sys

import dlt
from dlt.sources.sql_database import sql_table



def with_password(uri):
    """dlt asks for one, also where the server does not."""
    user, at, place = uri.partition("@")
    return uri if user.count(":") > 1 or not at else f"{user}:none@{place}"


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
    f"bench_{table}", destination=dlt.destinations.postgres(with_password(target_uri)), dataset_name=dataset, progress=None
)
pipeline.run(rows, loader_file_format="csv")
