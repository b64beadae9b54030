"""Drives the API with the airbyte-api client that is installed, unchanged, and prints what it saw as JSON.

Arguments: base URL, token URL ("" for the client's own default), client id, client secret, workspace id.
"""

import json
import sys
from datetime import datetime, timezone

import airbyte_api
from airbyte_api import api, models
from airbyte_api.errors import SDKError

base_url, token_url, client_id, client_secret, workspace_id = sys.argv[1:6]
credentials = {"client_id": client_id, "client_secret": client_secret}
if token_url:
    credentials["token_url"] = token_url
client = airbyte_api.AirbyteAPI(
    server_url=base_url,
    security=models.Security(client_credentials=models.SchemeClientCredentials(**credentials)),
)
seen = {}


def value(item):
    return item.value if hasattr(item, "value") else item


def refused(call):
    """Status and title of the problem that the call is refused with."""
    try:
        call()
    except SDKError as error:
        return [error.status_code, json.loads(error.body)["title"]]
    return None


seen["health"] = client.health.get_health_check().status_code

workspaces = client.workspaces.list_workspaces(
    request=api.ListWorkspacesRequest(workspace_ids=[workspace_id], limit=10)
).workspaces_response
seen["workspaces"] = [[item.workspace_id, item.name] for item in workspaces.data]
seen["workspace"] = client.workspaces.get_workspace(
    request=api.GetWorkspaceRequest(workspace_id=workspace_id)
).workspace_response.name

source = client.sources.create_source(
    request=models.SourceCreateRequest(
        name="Sample", workspace_id=workspace_id, configuration=models.SourceFaker(count=50)
    )
).source_response
seen["source"] = [source.name, source.source_type, source.definition_id, source.created_at > 1_700_000_000]
by_id = api.GetSourceRequest(source_id=source.source_id)
seen["source again"] = client.sources.get_source(request=by_id).source_response.name
seen["source patched"] = client.sources.patch_source(
    request=api.PatchSourceRequest(
        source_id=source.source_id, source_patch_request=models.SourcePatchRequest(name="Samples")
    )
).source_response.name
seen["source put"] = client.sources.put_source(
    request=api.PutSourceRequest(
        source_id=source.source_id,
        source_put_request=models.SourcePutRequest(name="Sample", configuration=models.SourceFaker(count=60)),
    )
).source_response.name
seen["sources"] = len(
    client.sources.list_sources(
        request=api.ListSourcesRequest(workspace_ids=[workspace_id], include_deleted=False, limit=10, offset=0)
    ).sources_response.data
)
unknown = "019ab000-0000-7000-8000-00000000dead"
seen["unknown source"] = refused(lambda: client.sources.get_source(request=api.GetSourceRequest(source_id=unknown)))

postgres = client.destinations.create_destination(
    request=models.DestinationCreateRequest(
        name="Warehouse",
        workspace_id=workspace_id,
        configuration=models.DestinationPostgres(
            host="dwh.example", database="dwh", username="loader", password="planted-pass-4410"
        ),
    )
).destination_response
seen["postgres"] = [postgres.destination_type, postgres.configuration.host, postgres.configuration.password]
duckdb = client.destinations.create_destination(
    request=models.DestinationCreateRequest(
        name="File",
        workspace_id=workspace_id,
        configuration=models.DestinationDuckdb(destination_path="/local/a.duckdb"),
    )
).destination_response
seen["duckdb"] = [duckdb.destination_type, duckdb.configuration.destination_path]
# One of them is of a type that the client does not know; it must not break the list.
seen["destinations"] = sorted(
    item.destination_type
    for item in client.destinations.list_destinations(
        request=api.ListDestinationsRequest(workspace_ids=[workspace_id])
    ).destinations_response.data
)
seen["destination patched"] = client.destinations.patch_destination(
    request=api.PatchDestinationRequest(
        destination_id=postgres.destination_id,
        destination_patch_request=models.DestinationPatchRequest(name="Lake"),
    )
).destination_response.name

streams = client.streams.get_stream_properties(
    request=api.GetStreamPropertiesRequest(
        source_id=source.source_id, destination_id=postgres.destination_id, ignore_cache=False
    )
).stream_properties_response
streams = streams if isinstance(streams, list) else streams.root
seen["streams"] = [[item.stream_name, item.streamnamespace, [value(mode) for mode in item.sync_modes]] for item in streams]

everything = client.connections.create_connection(
    request=models.ConnectionCreateRequest(source_id=source.source_id, destination_id=postgres.destination_id)
).connection_response
seen["connection of everything"] = [
    everything.name,
    value(everything.schedule.schedule_type),
    [value(stream.sync_mode) for stream in everything.configurations.streams],
]
connection = client.connections.create_connection(
    request=models.ConnectionCreateRequest(
        source_id=source.source_id,
        destination_id=duckdb.destination_id,
        name="Nightly",
        schedule=models.AirbyteAPIConnectionSchedule(
            schedule_type=models.ScheduleTypeEnum.CRON, cron_expression="0 0 12 * * ?"
        ),
        configurations=models.StreamConfigurations(
            streams=[
                models.StreamConfiguration(
                    name="users",
                    namespace="public",
                    sync_mode=models.ConnectionSyncModeEnum.INCREMENTAL_DEDUPED_HISTORY,
                    cursor_field=["updated_at"],
                    primary_key=[["id"]],
                )
            ]
        ),
        prefix="shop_",
    )
).connection_response
seen["connection"] = [
    connection.name,
    connection.schedule.cron_expression,
    connection.configurations.streams[0].cursor_field,
    connection.configurations.streams[0].primary_key,
    connection.prefix,
    value(connection.status),
    connection.tags,
]
seen["connection patched"] = value(
    client.connections.patch_connection(
        request=api.PatchConnectionRequest(
            connection_id=everything.connection_id,
            connection_patch_request=models.ConnectionPatchRequest(status=models.ConnectionStatusEnum.INACTIVE),
        )
    ).connection_response.status
)
seen["connections"] = len(
    client.connections.list_connections(
        request=api.ListConnectionsRequest(workspace_ids=[workspace_id])
    ).connections_response.data
)
seen["bad cron"] = refused(
    lambda: client.connections.patch_connection(
        request=api.PatchConnectionRequest(
            connection_id=connection.connection_id,
            connection_patch_request=models.ConnectionPatchRequest(
                schedule=models.AirbyteAPIConnectionSchedule(
                    schedule_type=models.ScheduleTypeEnum.CRON, cron_expression="0 * * * * ?"
                )
            ),
        )
    )
)


def sync(connection_id, job_type=models.JobTypeEnum.SYNC):
    return client.jobs.create_job(
        request=models.JobCreateRequest(connection_id=connection_id, job_type=job_type)
    ).job_response


job = sync(connection.connection_id)
seen["job"] = [type(job.job_id).__name__, value(job.status), value(job.job_type), job.rows_synced]
seen["second sync"] = refused(lambda: sync(connection.connection_id))
seen["sync of an inactive connection"] = refused(lambda: sync(everything.connection_id))
seen["refresh"] = refused(lambda: sync(connection.connection_id, models.JobTypeEnum.REFRESH))
seen["job again"] = value(client.jobs.get_job(request=api.GetJobRequest(job_id=job.job_id)).job_response.status)
cancelled = client.jobs.cancel_job(request=api.CancelJobRequest(job_id=job.job_id)).job_response
seen["job cancelled"] = [value(cancelled.status), cancelled.duration is not None]
seen["job cancelled again"] = refused(
    lambda: client.jobs.cancel_job(request=api.CancelJobRequest(job_id=job.job_id))
)
seen["jobs"] = len(
    client.jobs.list_jobs(
        request=api.ListJobsRequest(
            connection_id=connection.connection_id,
            workspace_ids=[workspace_id],
            job_type=models.JobTypeEnum.SYNC,
            status=models.JobStatusEnum.CANCELLED,
            created_at_start=datetime(2026, 1, 1, 6, 6, 6, 313149, tzinfo=timezone.utc),
            updated_at_end=datetime(2100, 1, 1, tzinfo=timezone.utc),
            order_by="createdAt|DESC",
        )
    ).jobs_response.data
)

seen["deleted"] = [
    client.connections.delete_connection(
        request=api.DeleteConnectionRequest(connection_id=connection.connection_id)
    ).status_code,
    client.destinations.delete_destination(
        request=api.DeleteDestinationRequest(destination_id=duckdb.destination_id)
    ).status_code,
    client.sources.delete_source(request=api.DeleteSourceRequest(source_id=source.source_id)).status_code,
]
seen["connection of a deleted source"] = refused(
    lambda: client.connections.get_connection(request=api.GetConnectionRequest(connection_id=everything.connection_id))
)

print(json.dumps(seen))
