"""The same flow through the official SDKs, unchanged."""

import uuid

import pytest
from huaweicloudsdkcore.auth.credentials import BasicCredentials
from huaweicloudsdkcore.exceptions.exceptions import ClientRequestException
from huaweicloudsdkcore.region.region import Region
from huaweicloudsdkdataartsstudio.v1 import DataArtsStudioClient
from huaweicloudsdkdataartsstudio.v1 import model as studio
from huaweicloudsdkdgc.v1 import DgcClient
from huaweicloudsdkdgc.v1 import model as dgc

from server_process import wait_until


def client_of(kind, person):
    credentials = BasicCredentials(person.access, person.secret, person.project_id)
    return kind.new_builder().with_credentials(credentials).with_endpoints([person.endpoint]).build()


class Sdk:
    """Clients of the people, and requests for the workspace."""

    def __init__(self, world):
        self.workspace = world.workspace
        self.developer, self.operator = client_of(DgcClient, world.developer), client_of(DgcClient, world.operator)
        self.packager, self.deployer = client_of(DataArtsStudioClient, world.developer), client_of(
            DataArtsStudioClient, world.deployer
        )

    def __call__(self, request_type, **fields):
        return request_type(workspace=self.workspace, **fields)


@pytest.fixture
def sdk(world):
    return Sdk(world)


def job_body(name, script_name):
    properties = [dgc.ModelProperty(name="scriptName", value=script_name)]
    return dgc.JobInfo(
        name=name,
        process_type="BATCH",
        schedule=dgc.Schedule(type="EXECUTE_ONCE"),
        nodes=[dgc.Node(name="run", type="Shell", location=dgc.Location(x="0", y="0"), properties=properties)],
    )


def released(sdk, world, name, startup_mode=1):
    """Writes a script and a job of that name and releases both; the package's id."""
    sdk.developer.create_script(
        sdk(
            dgc.CreateScriptRequest,
            body=dgc.ScriptInfo(name=name, type="Shell", content="echo from the sdk", connection_name="local"),
        )
    )
    sdk.developer.create_job(sdk(dgc.CreateJobRequest, body=job_body(name, name)))
    items = sdk.packager.list_factory_pending_items(sdk(studio.ListFactoryPendingItemsRequest, item_name=name))
    assert items.total == 2
    package = sdk.packager.create_factory_pending_items_package(
        sdk(
            studio.CreateFactoryPendingItemsPackageRequest,
            body=studio.CreateFactoryPendingItemsPackageBody(
                apply_user_id=world.developer.user_id,
                package_name=name,
                approver_ids=[world.deployer.user_id],
                pending_item_list=[row.pending_item_id for row in items.data],
            ),
        )
    ).release_package_id
    body = studio.DeployFactoryPackagesRequestBody(package_ids=[package], startup_mode=startup_mode)
    row = sdk.deployer.deploy_factory_packages(sdk(studio.DeployFactoryPackagesRequest, body=body)).deploy_package_details[0]
    assert (row.package_id, row.asy_subtask_num) == (int(package), 2)
    task = wait_until(
        lambda: (answer := sdk.developer.list_system_tasks(sdk(dgc.ListSystemTasksRequest, task_id=row.asy_task_id))).status
        != "RUNNING"
        and answer
    )
    assert (task.status, {part.status for part in task.subtasks}) == ("SUCCESSFUL", {"SUCCESSFUL"})
    return package


def test_the_official_clients_drive_the_whole_flow(world, sdk):
    name = "sdk_" + uuid.uuid4().hex[:8]
    package = released(sdk, world, name)
    detail = sdk.packager.show_factory_package_detail(sdk(studio.ShowFactoryPackageDetailRequest, package_id=package))
    assert detail.release_package.deploy_status == 2
    assert {(row.item_name, row.start_job_status) for row in detail.task_details} == {(name, 2), (name, None)}
    listed = sdk.packager.list_factory_release_packages(
        sdk(studio.ListFactoryReleasePackagesRequest, body=studio.ListReleasePackagesRequestBody(key_word=name))
    )
    assert [(row.package_id, row.deploy_status) for row in listed.data] == [(package, 2)]
    instance = wait_until(
        lambda: [
            row
            for row in sdk.developer.list_job_instances(sdk(dgc.ListJobInstancesRequest, job_name=name)).instances
            if row.status == "success"
        ]
    )[0]
    shown = sdk.developer.show_job_instance(sdk(dgc.ShowJobInstanceRequest, job_name=name, instance_id=instance.instance_id))
    assert [(row.node_name, row.status) for row in shown.nodes] == [("run", "success")]


def test_the_development_side_by_the_official_client(world, sdk):
    sdk.developer.create_script(
        sdk(dgc.CreateScriptRequest, body=dgc.ScriptInfo(name="a", type="Shell", content="echo 1", directory="/d"))
    )
    sdk.developer.update_script(
        sdk(dgc.UpdateScriptRequest, script_name="a", body=dgc.ScriptInfo(name="a", type="Shell", content="echo 2"))
    )
    shown = sdk.developer.show_script(sdk(dgc.ShowScriptRequest, script_name="a"))
    assert (shown.content, shown.directory, shown.version) == ("echo 2", None, 2)
    assert [row.name for row in sdk.developer.list_scripts(sdk(dgc.ListScriptsRequest, limit=10, offset=0)).scripts] == ["a"]
    sdk.developer.create_job(sdk(dgc.CreateJobRequest, body=job_body("j", "a")))
    sdk.developer.update_job(sdk(dgc.UpdateJobRequest, job_name="j", body=job_body("j", "a")))
    job = sdk.developer.show_job(sdk(dgc.ShowJobRequest, job_name="j"))
    assert (job.nodes[0].location.x, job.nodes[0].properties[0].value) == ("0", "a")
    assert [row.name for row in sdk.developer.list_jobs(sdk(dgc.ListJobsRequest)).jobs] == ["j"]
    sdk.developer.delete_job(sdk(dgc.DeleteJobRequest, job_name="j"))
    sdk.developer.delete_script(sdk(dgc.DeleteScriptRequest, script_name="a"))
    assert sdk.developer.list_jobs(sdk(dgc.ListJobsRequest)).total == 0


def test_starting_and_stopping_by_the_official_client(world, sdk):
    released(sdk, world, "j", startup_mode=0)
    operator = sdk.operator
    first = operator.run_once(
        sdk(
            dgc.RunOnceRequest,
            job_name="j",
            body=dgc.StartJobReq(job_params=[dgc.JobParam(name="p", value="1", type="variable")]),
        )
    )
    assert isinstance(first.instance_id, int)
    wait_until(lambda: operator.show_job_status(sdk(dgc.ShowJobStatusRequest, job_name="j")).status == "STOPPED")
    operator.start_job(sdk(dgc.StartJobRequest, job_name="j", body=dgc.StartJobReq()))
    wait_until(
        lambda: len(operator.list_job_instances(sdk(dgc.ListJobInstancesRequest, job_name="j", status="success")).instances) == 2
    )
    operator.stop_job(sdk(dgc.StopJobRequest, job_name="j"))


def test_refusals_reach_the_official_client_with_code_message_and_request_id(world, sdk):
    body = studio.DeployFactoryPackagesRequestBody(package_ids=["12345678"])
    for client, status, code in ((sdk.packager, 403, "DLF.6888"), (sdk.deployer, 400, "DLF.7001")):
        with pytest.raises(ClientRequestException) as refused:
            client.deploy_factory_packages(sdk(studio.DeployFactoryPackagesRequest, body=body))
        assert (refused.value.status_code, refused.value.error_code) == (status, code)
        assert refused.value.error_msg and refused.value.request_id
    with pytest.raises(ClientRequestException) as refused:
        sdk.developer.show_job(sdk(dgc.ShowJobRequest, job_name="absent"))
    assert refused.value.error_code == "DLF.0100" and "absent" in refused.value.error_msg


def test_a_package_is_revoked_by_the_official_client(world, sdk):
    sdk.developer.create_script(sdk(dgc.CreateScriptRequest, body=dgc.ScriptInfo(name="a", type="Shell", content="")))
    package = world.developer.package(["a"], [world.deployer.user_id])
    sdk.packager.cancel_factory_packages(
        sdk(studio.CancelFactoryPackagesRequest, body=studio.CancelFactoryPackagesRequestBody(package_ids=[package]))
    )
    assert sdk.packager.list_factory_pending_items(sdk(studio.ListFactoryPendingItemsRequest)).data[0].package_flag == 0


def test_a_client_without_a_project_id_finds_it(world):
    person = world.viewer
    credentials = BasicCredentials(person.access, person.secret).with_iam_endpoint(person.endpoint)
    client = DgcClient.new_builder().with_credentials(credentials).with_region(Region("eu-de", person.endpoint)).build()
    assert client.list_jobs(dgc.ListJobsRequest(workspace=world.workspace)).total == 0
    assert credentials.project_id == person.project_id
