"""Uses the original MLflow client, 2.x or 3.x, against MLFLOW_TRACKING_URI as its users do, and says what works.

Prints one JSON object a check, `{"name", "ok", "detail"}`, and ends with 0 when all of them passed. Needs mlflow-skinny,
pandas and scikit-learn. With MARQUEE_SMALL set the large uploads and long curves are smaller.
"""

import json
import math
import os
import sys
import tempfile
import time
import traceback
import uuid
from pathlib import Path

os.environ.setdefault("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "0")
os.environ.setdefault("MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR", "false")
os.environ.setdefault("GIT_PYTHON_REFRESH", "quiet")

import mlflow  # noqa: E402
from mlflow import MlflowClient  # noqa: E402
from mlflow.entities import Metric, Param, RunTag, ViewType  # noqa: E402
from mlflow.exceptions import MlflowException  # noqa: E402

MAJOR = int(mlflow.__version__.split(".")[0])
SMALL = bool(os.environ.get("MARQUEE_SMALL"))
TAG = uuid.uuid4().hex[:8]
client = MlflowClient()
checks = []


def check(name, since=2):
    def register(function):
        if MAJOR >= since:
            checks.append((name, function))
        return function

    return register


def fails(code, function, *args, **kwargs):
    try:
        function(*args, **kwargs)
    except MlflowException as error:
        assert error.error_code == code, f"expected {code}, got {error.error_code}: {error}"
        return
    raise AssertionError(f"expected {code}, but it worked")


def new_experiment(suffix):
    return client.create_experiment(f"{TAG}-{suffix}")


def resumed(run_id):
    """Goes on with a run of whichever experiment."""
    mlflow.set_experiment(experiment_id=client.get_run(run_id).info.experiment_id)
    return mlflow.start_run(run_id=run_id)


# Experiments


@check("experiments are created, found by id and by name, and renamed")
def _():
    experiment_id = client.create_experiment(f"{TAG}-exp", tags={"team": "a"})
    found = client.get_experiment(experiment_id)
    assert (found.name, found.lifecycle_stage, found.tags["team"]) == (f"{TAG}-exp", "active", "a")
    assert found.artifact_location.startswith("mlflow-artifacts:/") and found.creation_time > 0
    client.rename_experiment(experiment_id, f"{TAG}-exp-2")
    assert client.get_experiment_by_name(f"{TAG}-exp-2").experiment_id == experiment_id
    assert client.get_experiment_by_name("nobody " + TAG) is None
    assert mlflow.set_experiment(f"{TAG}-exp-2").experiment_id == experiment_id
    mlflow.set_experiment(f"{TAG}-made-by-set")


@check("the experiment 0 is Default")
def _():
    assert client.get_experiment("0").name == "Default"


@check("experiments have tags")
def _():
    experiment_id = new_experiment("exp-tags")
    client.set_experiment_tag(experiment_id, "k", "v")
    assert client.get_experiment(experiment_id).tags == {"k": "v"}
    if hasattr(client, "delete_experiment_tag"):
        client.delete_experiment_tag(experiment_id, "k")
        assert client.get_experiment(experiment_id).tags == {}


@check("experiments are searched by filter, order and pages")
def _():
    for i in range(5):
        client.create_experiment(f"{TAG}-page-{i}", tags={"n": str(i)})
    like = f"name LIKE '{TAG}-page-%'"
    first = client.search_experiments(filter_string=like, order_by=["name DESC"], max_results=3)
    rest = client.search_experiments(filter_string=like, order_by=["name DESC"], max_results=3, page_token=first.token)
    assert [e.name[-1] for e in [*first, *rest]] == list("43210") and not rest.token
    assert len(client.search_experiments(filter_string=f"{like} AND tags.n = '3'")) == 1
    assert len(mlflow.search_experiments(filter_string=like)) == 5


@check("experiments are deleted and restored with their runs")
def _():
    experiment_id = new_experiment("gone")
    run = client.create_run(experiment_id)
    client.delete_experiment(experiment_id)
    assert client.get_experiment(experiment_id).lifecycle_stage == "deleted"
    assert client.get_run(run.info.run_id).info.lifecycle_stage == "deleted"
    deleted = client.search_experiments(view_type=ViewType.DELETED_ONLY, filter_string=f"name = '{TAG}-gone'")
    assert [e.experiment_id for e in deleted] == [experiment_id]
    fails("INVALID_PARAMETER_VALUE", client.create_run, experiment_id)
    client.restore_experiment(experiment_id)
    assert client.get_run(run.info.run_id).info.lifecycle_stage == "active"


@check("errors of experiments have MLflow's codes")
def _():
    new_experiment("twice")
    fails("RESOURCE_ALREADY_EXISTS", new_experiment, "twice")
    fails("RESOURCE_DOES_NOT_EXIST", client.get_experiment, "999999999")
    fails("INVALID_PARAMETER_VALUE", client.search_experiments, filter_string="foo = 'x'")


# Runs


@check("the fluent API logs a run")
def _():
    mlflow.set_experiment(f"{TAG}-fluent")
    with mlflow.start_run(run_name="first", description="words", tags={"a": "b"}) as run:
        mlflow.log_param("alpha", 0.5)
        mlflow.log_params({"beta": 2, "gamma": "x"})
        mlflow.log_metric("rmse", 0.9)
        for step in range(3):
            mlflow.log_metric("loss", 1 / (step + 1), step=step)
        mlflow.log_metrics({"mae": 0.7, "mse": 0.8}, step=1)
        mlflow.set_tag("stage", "test")
        mlflow.set_tags({"x": 1, "y": None})
    found = client.get_run(run.info.run_id)
    assert (found.info.run_name, found.info.status) == ("first", "FINISHED")
    assert found.info.end_time >= found.info.start_time > 1e12
    assert found.data.params == {"alpha": "0.5", "beta": "2", "gamma": "x"}
    assert found.data.metrics == {"rmse": 0.9, "loss": 1 / 3, "mae": 0.7, "mse": 0.8}
    assert found.data.tags["mlflow.note.content"] == "words" and found.data.tags["a"] == "b"
    assert found.data.tags["mlflow.runName"] == "first" and found.data.tags["mlflow.source.type"]


@check("a run that raises is FAILED, one that is killed KILLED")
def _():
    mlflow.set_experiment(f"{TAG}-fluent")
    try:
        with mlflow.start_run() as run:
            raise ValueError("on purpose")
    except ValueError:
        pass
    assert client.get_run(run.info.run_id).info.status == "FAILED"
    killed = client.create_run(run.info.experiment_id)
    client.set_terminated(killed.info.run_id, "KILLED")
    assert client.get_run(killed.info.run_id).info.status == "KILLED"


@check("runs are nested, and resumed by id")
def _():
    mlflow.set_experiment(f"{TAG}-fluent")
    with mlflow.start_run() as parent, mlflow.start_run(nested=True) as child:
        mlflow.log_metric("m", 1)
    assert mlflow.get_parent_run(child.info.run_id).info.run_id == parent.info.run_id
    with mlflow.start_run(run_id=parent.info.run_id):
        mlflow.log_param("later", 1)
    assert client.get_run(parent.info.run_id).data.params == {"later": "1"}


@check("a run can be named, renamed and described by tags")
def _():
    run = client.create_run(new_experiment("names"), run_name="one")
    client.update_run(run.info.run_id, name="two", status="SCHEDULED")
    found = client.get_run(run.info.run_id)
    assert (found.info.run_name, found.info.status) == ("two", "SCHEDULED")
    client.set_tag(run.info.run_id, "mlflow.runName", "three")
    assert client.get_run(run.info.run_id).info.run_name == "three"
    unnamed = client.create_run(run.info.experiment_id)
    assert unnamed.info.run_name and unnamed.data.tags["mlflow.runName"] == unnamed.info.run_name


@check("a batch holds a thousand metrics, a hundred params and tags each")
def _():
    run_id = client.create_run(new_experiment("batch")).info.run_id
    now = int(time.time() * 1000)
    client.log_batch(run_id, [Metric("loss", i / 7, now + i, i) for i in range(1000)])
    client.log_batch(run_id, [], [Param(f"p{i}", str(i)) for i in range(100)], [RunTag(f"t{i}", str(i)) for i in range(100)])
    found = client.get_run(run_id)
    assert len(found.data.params) == 100 and found.data.tags["t99"] == "99"
    assert found.data.metrics["loss"] == 999 / 7


@check("metrics of a thousand and more are split by the client")
def _():
    run_id = client.create_run(new_experiment("many")).info.run_id
    with resumed(run_id):
        mlflow.log_metrics({f"m{i}": i for i in range(1500)})
        mlflow.log_params({f"p{i}": i for i in range(250)})
    found = client.get_run(run_id)
    assert len(found.data.metrics) == 1500 and len(found.data.params) == 250


@check("params are immutable, the same value again is fine")
def _():
    run_id = client.create_run(new_experiment("params")).info.run_id
    client.log_param(run_id, "p", "1")
    client.log_param(run_id, "p", "1")
    fails("INVALID_PARAMETER_VALUE", client.log_param, run_id, "p", "2")
    client.log_param(run_id, "long", "v" * 6000)
    client.log_param(run_id, "ключ/ü key.1", "значение 🎬")
    found = client.get_run(run_id).data.params
    assert found["p"] == "1" and len(found["long"]) == 6000 and found["ключ/ü key.1"] == "значение 🎬"


@check("tags are overwritten and deleted")
def _():
    run_id = client.create_run(new_experiment("tags")).info.run_id
    client.set_tag(run_id, "t", "1")
    client.set_tag(run_id, "t", "2")
    assert client.get_run(run_id).data.tags["t"] == "2"
    client.delete_tag(run_id, "t")
    assert "t" not in client.get_run(run_id).data.tags
    fails("RESOURCE_DOES_NOT_EXIST", client.delete_tag, run_id, "t")


@check("metrics may be NaN and infinite, negative and tiny")
def _():
    run_id = client.create_run(new_experiment("odd")).info.run_id
    odd = {"nan": math.nan, "inf": math.inf, "minus": -math.inf, "tiny": 5e-324, "big": -1.7e308, "zero": 0.0}
    for key, value in odd.items():
        client.log_metric(run_id, key, value, timestamp=0 if key == "zero" else None, step=-3)
    found = client.get_run(run_id).data.metrics
    assert math.isnan(found.pop("nan")) and odd.pop("nan") != 0
    # MLflow's own server keeps the largest double in the place of infinity.
    assert {k: max(min(v, sys.float_info.max), -sys.float_info.max) for k, v in odd.items()} == {
        k: max(min(v, sys.float_info.max), -sys.float_info.max) for k, v in found.items()
    }
    assert math.isnan(client.get_metric_history(run_id, "nan")[0].value)


@check("the history of a metric has every point, also in pages")
def _():
    run_id = client.create_run(new_experiment("history")).info.run_id
    count = 3000 if SMALL else 12_000
    for begin in range(0, count, 1000):
        client.log_batch(run_id, [Metric("loss", float(i), 1000 + i, i) for i in range(begin, begin + 1000)])
    history = client.get_metric_history(run_id, "loss")
    assert [m.step for m in history] == list(range(count)) and history[7].value == 7.0
    assert client.get_metric_history(run_id, "nothing") == []
    store = client._tracking_client.store
    page = store.get_metric_history(run_id, "loss", max_results=400)
    again = store.get_metric_history(run_id, "loss", max_results=400, page_token=page.token)
    assert len(page) == 400 and again[0].step == 400


@check("the last value of a metric is the one with the latest timestamp")
def _():
    run_id = client.create_run(new_experiment("last")).info.run_id
    client.log_batch(run_id, [Metric("m", 1.0, 300, 5), Metric("m", 9.0, 200, 5), Metric("m", 3.0, 300, 5)])
    assert client.get_run(run_id).data.metrics["m"] == 3.0


@check("logging in the background arrives")
def _():
    run_id = client.create_run(new_experiment("async")).info.run_id
    with resumed(run_id):
        for step in range(50):
            mlflow.log_metric("a", step, step=step, synchronous=False)
        mlflow.log_params({"p": 1}, synchronous=False).wait()
        mlflow.flush_async_logging()
    assert len(client.get_metric_history(run_id, "a")) == 50


@check("runs are deleted and restored")
def _():
    experiment_id = new_experiment("delete")
    run_id = client.create_run(experiment_id).info.run_id
    client.delete_run(run_id)
    assert client.get_run(run_id).info.lifecycle_stage == "deleted"
    assert len(client.search_runs([experiment_id])) == 0
    assert len(client.search_runs([experiment_id], run_view_type=ViewType.DELETED_ONLY)) == 1
    fails("INVALID_PARAMETER_VALUE", client.log_param, run_id, "p", "1")
    client.restore_run(run_id)
    assert len(client.search_runs([experiment_id])) == 1
    fails("RESOURCE_DOES_NOT_EXIST", client.get_run, "0" * 32)


def searchable():
    experiment_id = new_experiment("search")
    for i in range(12):
        run = client.create_run(experiment_id, start_time=1_700_000_000_000 + i * 1000, run_name=f"run {i}")
        client.log_batch(
            run.info.run_id,
            [Metric("rmse", 1 - i / 20, 1, 0)] if i != 5 else [],
            [Param("kind", "svd" if i % 2 else "knn"), Param("batch size", str(i))],
            [RunTag("mlflow.user", "ada" if i < 6 else "bob")],
        )
        client.set_terminated(run.info.run_id, "FAILED" if i == 3 else "FINISHED", end_time=1_700_000_100_000 + i)
    return experiment_id


def found(experiment_id, filter_string="", order_by=("start_time ASC",), **more):
    runs = client.search_runs([experiment_id], filter_string, order_by=list(order_by), **more)
    return [int(run.info.run_name.split()[1]) for run in runs]


@check("runs are searched by metrics, params, tags and attributes")
def _():
    e = searchable()
    assert found(e, "metrics.rmse <= 0.6") == [8, 9, 10, 11]
    assert found(e, "metrics.rmse > 0.6 and params.kind = 'svd'") == [1, 3, 7]
    assert found(e, "params.`batch size` = '4'") == [4] and found(e, 'param."batch size" != "4"') == [i for i in range(12) if i != 4]
    assert found(e, "tags.mlflow.user = 'bob' AND metrics.rmse >= 0.65") == [6, 7]
    assert found(e, "attributes.status = 'FAILED'") == [3] and found(e, "status != 'FINISHED'") == [3]
    assert found(e, "run_name LIKE 'run 1%'") == [1, 10, 11] and found(e, "`run name` ILIKE 'RUN _'") == list(range(10))
    assert found(e, "start_time >= 1700000009000") == [9, 10, 11] and found(e, "attributes.end_time < 1700000100002") == [0, 1]
    ids = [run.info.run_id for run in client.search_runs([e], max_results=2, order_by=["start_time"])]
    assert found(e, f"run_id IN ('{ids[0]}', '{ids[1]}')") == [0, 1]
    assert found(e, f"attributes.run_id NOT IN ('{ids[0]}')") == list(range(1, 12))
    assert found(e, f"artifact_uri LIKE '%{ids[0]}%'") == [0]
    assert found(e, "metrics.none > 1") == []


@check("runs are ordered, those without the metric last")
def _():
    e = searchable_once()
    assert found(e, order_by=["metrics.rmse ASC"]) == [11, 10, 9, 8, 7, 6, 4, 3, 2, 1, 0, 5]
    assert found(e, order_by=["metrics.rmse DESC"]) == [0, 1, 2, 3, 4, 6, 7, 8, 9, 10, 11, 5]
    assert found(e, order_by=["params.kind", "start_time DESC"])[:3] == [10, 8, 6]
    assert found(e, order_by=["attributes.end_time DESC"])[:2] == [11, 10]
    assert found(e, order_by=()) == list(range(11, -1, -1))
    assert found(e, order_by=["tag.mlflow.user DESC", "created ASC"])[:2] == [6, 7]


def searchable_once(known=[]):
    if not known:
        known.append(client.get_experiment_by_name(f"{TAG}-search").experiment_id)
    return known[0]


@check("pages of runs have every run once")
def _():
    e, token, names = searchable_once(), None, []
    for _ in range(20):
        page = client.search_runs([e], order_by=["metrics.rmse DESC"], max_results=5, page_token=token)
        names += [run.info.run_name for run in page]
        token = page.token
        if not token:
            break
    assert names == [f"run {i}" for i in [0, 1, 2, 3, 4, 6, 7, 8, 9, 10, 11, 5]]


@check("mlflow.search_runs makes a table of pandas")
def _():
    table = mlflow.search_runs(experiment_names=[f"{TAG}-search"], filter_string="metrics.rmse > 0.9", order_by=["metrics.rmse"])
    assert list(table["params.kind"]) == ["svd", "knn"] and table["metrics.rmse"].iloc[0] == 0.95
    assert str(table["start_time"].dtype).startswith("datetime64")
    assert len(mlflow.search_runs(experiment_ids=[searchable_once()], output_format="list")) == 12


@check("wrong filters are INVALID_PARAMETER_VALUE")
def _():
    for wrong in ["metrics.a > 1 OR metrics.b > 2", "metrics.a = 'x'", "params.a = 3", "foo.a = 1", "bar = 'x'", "metrics.a >", "(", "'"]:
        fails("INVALID_PARAMETER_VALUE", client.search_runs, ["0"], wrong)
    fails("INVALID_PARAMETER_VALUE", client.search_runs, ["0"], order_by=["foo"])


@check("datasets are logged and searched")
def _():
    import pandas as pd

    experiment_id = new_experiment("data")
    frame = pd.DataFrame({"user": [1, 2], "rating": [3.5, 4.0]})
    dataset = mlflow.data.from_pandas(frame, source="https://example.org/ratings.csv", name="ratings")
    with mlflow.start_run(experiment_id=experiment_id) as run:
        mlflow.log_input(dataset, context="training")
        mlflow.log_input(dataset, context="training")
    (got,) = client.get_run(run.info.run_id).inputs.dataset_inputs
    assert (got.dataset.name, got.dataset.digest) == ("ratings", dataset.digest)
    assert json.loads(got.dataset.schema)["mlflow_colspec"] and json.loads(got.dataset.profile)["num_rows"] == 2
    assert [(tag.key, tag.value) for tag in got.tags] == [("mlflow.data.context", "training")]
    assert mlflow.data.get_source(got).url == "https://example.org/ratings.csv"
    runs = client.search_runs([experiment_id], f"dataset.name = 'ratings' AND datasets.digest = '{dataset.digest}'")
    assert len(runs) == 1 and len(client.search_runs([experiment_id], "datasets.context = 'testing'")) == 0


# Artifacts


@check("files, texts and dictionaries are logged, listed and fetched")
def _():
    experiment_id = new_experiment("files")
    with mlflow.start_run(experiment_id=experiment_id) as run, tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "a file, 100% ü.txt")
        path.write_text("hello")
        mlflow.log_artifact(str(path))
        mlflow.log_artifact(str(path), "deep/down")
        mlflow.log_text("text", "notes/words.html")
        mlflow.log_dict({"a": [1, 2]}, "data.json")
        mlflow.log_dict({"a": 1}, "data.yml")
        Path(folder, "empty.bin").touch()
        mlflow.log_artifacts(folder, "many")
        mlflow.log_text("other", "notes/words.html")
    run_id = run.info.run_id
    listed = {f.path: (f.is_dir, f.file_size) for f in client.list_artifacts(run_id)}
    assert listed["notes"][0] and listed["data.json"][0] is False and listed["a file, 100% ü.txt"] == (False, 5)
    assert sorted(f.path for f in client.list_artifacts(run_id, "many")) == ["many/a file, 100% ü.txt", "many/empty.bin"]
    assert client.list_artifacts(run_id, "nothing") == []
    uri = run.info.artifact_uri
    assert mlflow.artifacts.load_text(f"{uri}/notes/words.html") == "other"
    assert mlflow.artifacts.load_dict(f"runs:/{run_id}/data.json") == {"a": [1, 2]}
    with tempfile.TemporaryDirectory() as folder:
        got = Path(mlflow.artifacts.download_artifacts(run_id=run_id, artifact_path="", dst_path=folder))
        assert (got / "deep/down/a file, 100% ü.txt").read_text() == "hello"
        assert (got / "many/empty.bin").stat().st_size == 0
    assert {f.path for f in mlflow.artifacts.list_artifacts(run_id=run_id)} == set(listed)


@check("a large file goes up and comes back whole")
def _():
    size = (4 if SMALL else 64) * 1024**2 + 7
    block = os.urandom(1024**2)
    with mlflow.start_run(experiment_id=new_experiment("large")) as run, tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "large.bin")
        with path.open("wb") as file:
            for _ in range(size // len(block)):
                file.write(block)
            file.write(block[: size % len(block)])
        mlflow.log_artifact(str(path))
        got = Path(client.download_artifacts(run.info.run_id, "large.bin", folder_of(folder)))
        assert got.stat().st_size == size and got.read_bytes() == path.read_bytes()


def folder_of(folder):
    target = Path(folder, "target")
    target.mkdir()
    return str(target)


@check("artifacts are deleted, missing ones are said to be missing")
def _():
    from mlflow.store.artifact.artifact_repository_registry import get_artifact_repository

    with mlflow.start_run(experiment_id=new_experiment("removed")) as run:
        mlflow.log_text("x", "folder/a.txt")
        mlflow.log_text("y", "b.txt")
    get_artifact_repository(run.info.artifact_uri).delete_artifacts("folder")
    assert [f.path for f in client.list_artifacts(run.info.run_id)] == ["b.txt"]
    try:
        client.download_artifacts(run.info.run_id, "folder/a.txt")
    except Exception:
        return
    raise AssertionError("a deleted artifact was fetched")


@check("tables are logged and loaded")
def _():
    mlflow.set_experiment(f"{TAG}-table")
    with mlflow.start_run() as run:
        mlflow.log_table({"user": [1, 2], "film": ["a", "b"]}, "eval.json")
    table = mlflow.load_table("eval.json", run_ids=[run.info.run_id])
    assert list(table["film"]) == ["a", "b"]


# Models


def fitted():
    from sklearn.linear_model import LinearRegression

    return LinearRegression().fit([[0.0], [1.0], [2.0]], [0.0, 1.0, 2.0])


def log_sklearn(model, name, **more):
    if MAJOR >= 3:
        more.setdefault("serialization_format", "cloudpickle")
        return mlflow.sklearn.log_model(model, name=name, pip_requirements=["scikit-learn"], **more)
    return mlflow.sklearn.log_model(model, name, pip_requirements=["scikit-learn"], **more)


@check("a model of scikit-learn is logged and loaded")
def _():
    with mlflow.start_run(experiment_id=new_experiment("sklearn")) as run:
        info = log_sklearn(fitted(), "model", input_example=[[1.0]])
    assert abs(mlflow.sklearn.load_model(info.model_uri).predict([[3.0]])[0] - 3) < 1e-9
    assert abs(mlflow.pyfunc.load_model(f"runs:/{run.info.run_id}/model").predict([[4.0]])[0] - 4) < 1e-9
    if MAJOR < 3:
        assert "mlflow.log-model.history" in client.get_run(run.info.run_id).data.tags


@check("a model of one's own class is logged and loaded")
def _():
    class Twice(mlflow.pyfunc.PythonModel):
        def predict(self, context, model_input, params=None):
            return [2 * value for value in model_input]

    with mlflow.start_run(experiment_id=new_experiment("pyfunc")):
        named = {"name": "twice"} if MAJOR >= 3 else {"artifact_path": "twice"}
        info = mlflow.pyfunc.log_model(**named, python_model=Twice(), pip_requirements=["mlflow"])
    assert mlflow.pyfunc.load_model(info.model_uri).predict([1, 2]) == [2, 4]


@check("a model is registered while it is logged, and loaded by version and alias")
def _():
    name = f"{TAG}-registered"
    with mlflow.start_run(experiment_id=new_experiment("register")) as run:
        log_sklearn(fitted(), "model", registered_model_name=name)
        log_sklearn(fitted(), "model", registered_model_name=name)
    second = mlflow.register_model(f"runs:/{run.info.run_id}/model", name, tags={"by": "hand"})
    assert int(second.version) == 3 and second.run_id == run.info.run_id
    client.set_registered_model_alias(name, "best", "2")
    for uri in [f"models:/{name}/1", f"models:/{name}@best", f"models:/{name}/latest"]:
        assert abs(mlflow.pyfunc.load_model(uri).predict([[5.0]])[0] - 5) < 1e-9
    assert client.get_model_version_by_alias(name, "best").version in (2, "2")


@check("sklearn's autologging arrives")
def _():
    mlflow.set_experiment(f"{TAG}-autolog")
    mlflow.sklearn.autolog(log_models=False, log_input_examples=False, silent=True)
    try:
        with mlflow.start_run() as run:
            fitted()
    finally:
        mlflow.sklearn.autolog(disable=True)
    logged = client.get_run(run.info.run_id)
    assert logged.data.params["fit_intercept"] == "True" and "training_r2_score" in logged.data.metrics


# Registry


@check("registered models are created, described, tagged, renamed and deleted")
def _():
    name = f"{TAG}-model"
    made = client.create_registered_model(name, {"a": "b"}, "first")
    assert (made.name, made.description, made.tags) == (name, "first", {"a": "b"}) and made.creation_timestamp > 1e12
    fails("RESOURCE_ALREADY_EXISTS", client.create_registered_model, name)
    client.update_registered_model(name, "second")
    client.set_registered_model_tag(name, "c", "d")
    client.delete_registered_model_tag(name, "a")
    client.rename_registered_model(name, name + "-x")
    renamed = client.get_registered_model(name + "-x")
    assert (renamed.name, renamed.description, renamed.tags) == (name + "-x", "second", {"c": "d"})
    fails("RESOURCE_DOES_NOT_EXIST", client.get_registered_model, name)
    client.delete_registered_model(name + "-x")
    fails("RESOURCE_DOES_NOT_EXIST", client.get_registered_model, name + "-x")


def with_versions(suffix, count=3):
    name = f"{TAG}-{suffix}"
    client.create_registered_model(name)
    run_id = client.create_run("0").info.run_id
    for i in range(count):
        client.create_model_version(name, f"mlflow-artifacts:/0/{run_id}/artifacts/m{i}", run_id, tags={"n": str(i)}, description=f"d{i}")
    return name, run_id


@check("model versions are described, tagged, searched and deleted")
def _():
    name, run_id = with_versions("versions")
    got = client.get_model_version(name, "2")
    assert (str(got.version), got.run_id, got.tags, got.description) == ("2", run_id, {"n": "1"}, "d1")
    assert got.status == "READY" and got.current_stage == "None" and got.source.endswith("/m1")
    client.update_model_version(name, "2", "new")
    client.set_model_version_tag(name, "2", "k", "v")
    client.delete_model_version_tag(name, "2", "n")
    got = client.get_model_version(name, "2")
    assert (got.description, got.tags) == ("new", {"k": "v"})
    assert client.get_model_version_download_uri(name, "1").endswith("/m0")
    def numbers(filter_string, **more):
        return [int(v.version) for v in client.search_model_versions(filter_string, **more)]

    assert numbers(f"name = '{name}'") == [2, 3, 1], "the last changed comes first"
    assert numbers(f"name = '{name}'", order_by=["version_number ASC"]) == [1, 2, 3]
    assert numbers(f"run_id = '{run_id}' and tags.n = '2'") == [3]
    assert numbers(f"name = '{name}' AND version_number <= 2") == [2, 1]
    page = client.search_model_versions(f"name = '{name}'", max_results=2)
    rest = client.search_model_versions(f"name = '{name}'", max_results=2, page_token=page.token)
    assert [int(v.version) for v in [*page, *rest]] == [2, 3, 1] and not rest.token
    client.delete_model_version(name, "3")
    assert numbers(f"name = '{name}'") == [2, 1]
    fails("RESOURCE_DOES_NOT_EXIST", client.get_model_version, name, "3")
    assert int(client.create_model_version(name, "s3://elsewhere/model").version) in (3, 4)


@check("aliases are set, moved, found and deleted")
def _():
    name, _ = with_versions("aliases")
    client.set_registered_model_alias(name, "champion", "1")
    client.set_registered_model_alias(name, "champion", "2")
    client.set_registered_model_alias(name, "other", "2")
    assert str(client.get_model_version_by_alias(name, "champion").version) == "2"
    assert sorted(client.get_model_version(name, "2").aliases) == ["champion", "other"]
    assert {k: str(v) for k, v in client.get_registered_model(name).aliases.items()} == {"champion": "2", "other": "2"}
    client.delete_registered_model_alias(name, "champion")
    fails("INVALID_PARAMETER_VALUE", client.get_model_version_by_alias, name, "champion")
    for reserved in ["latest", "v1", "a b"]:
        fails("INVALID_PARAMETER_VALUE", client.set_registered_model_alias, name, reserved, "1")


@check("stages move versions")
def _():
    name, _ = with_versions("stages")
    client.transition_model_version_stage(name, "1", "Production")
    client.transition_model_version_stage(name, "2", "Production", archive_existing_versions=True)
    assert client.get_model_version(name, "1").current_stage == "Archived"
    assert [str(v.version) for v in client.get_latest_versions(name, ["Production"])] == ["2"]
    assert {(str(v.version), v.current_stage) for v in client.get_latest_versions(name)} == {("1", "Archived"), ("2", "Production"), ("3", "None")}


@check("registered models are searched")
def _():
    for i in range(3):
        client.create_registered_model(f"{TAG}-found-{i}", {"n": str(i)})
    like = f"name LIKE '{TAG}-found-%'"
    assert [m.name[-1] for m in client.search_registered_models(like, order_by=["name DESC"])] == ["2", "1", "0"]
    assert [m.name[-1] for m in client.search_registered_models(f"{like} AND tags.n = '1'")] == ["1"]
    page = client.search_registered_models(like, max_results=2)
    rest = client.search_registered_models(like, max_results=2, page_token=page.token)
    assert len(page) == 2 and len(rest) == 1 and not rest.token
    assert len(mlflow.search_registered_models(filter_string=like)) == 3


@check("Marquee's own model is there")
def _():
    if not os.environ.get("MARQUEE_OWN_MODEL"):
        return
    own = client.get_model_version_by_alias("marquee", "champion")
    run = client.get_run(own.run_id)
    assert run.data.metrics and run.data.params
    path = Path(mlflow.artifacts.download_artifacts("models:/marquee@champion"))
    assert {p.suffix for p in path.rglob("*") if p.is_file()} == {".safetensors"}


# MLflow 3


@check("a logged model is found, searched, tagged and measured", since=3)
def _():
    experiment_id = new_experiment("logged")
    mlflow.set_experiment(experiment_id=experiment_id)
    with mlflow.start_run() as run:
        info = log_sklearn(fitted(), "ranker", params={"depth": 3}, tags={"a": "b"})
        mlflow.log_metric("acc", 0.5, model_id=info.model_id, step=2)
    model = mlflow.get_logged_model(info.model_id)
    assert (model.name, str(model.status), model.source_run_id) == ("ranker", "READY", run.info.run_id)
    assert model.params == {"depth": "3"} and model.tags["a"] == "b" and [m.value for m in model.metrics] == [0.5]
    mlflow.set_logged_model_tags(info.model_id, {"c": "d"})
    mlflow.delete_logged_model_tag(info.model_id, "a")
    assert mlflow.get_logged_model(info.model_id).tags["c"] == "d"
    searched = mlflow.search_logged_models([experiment_id], "metrics.acc > 0.1 AND params.depth = '3'", output_format="list")
    assert [m.model_id for m in searched] == [info.model_id]
    assert mlflow.search_logged_models([experiment_id], "metrics.acc > 0.9", output_format="list") == []
    assert list(mlflow.search_logged_models([experiment_id])["name"]) == ["ranker"]
    outputs = client.get_run(run.info.run_id).outputs.model_outputs
    assert [o.model_id for o in outputs] == [info.model_id]
    assert any(f.path == "MLmodel" for f in client.list_logged_model_artifacts(info.model_id))


@check("an external model is created, finalized and deleted", since=3)
def _():
    mlflow.set_experiment(f"{TAG}-external")
    model = mlflow.create_external_model(name="outside", model_type="agent", params={"p": "q"})
    assert str(model.status) == "READY"
    pending = mlflow.initialize_logged_model(name="pending")
    assert str(mlflow.finalize_logged_model(pending.model_id, "FAILED").status) == "FAILED"
    mlflow.log_model_params({"later": "1"}, model_id=model.model_id)
    assert mlflow.get_logged_model(model.model_id).params == {"p": "q", "later": "1"}
    client.delete_logged_model(pending.model_id)
    fails("RESOURCE_DOES_NOT_EXIST", client.get_logged_model, pending.model_id)


@check("a run reads a logged model", since=3)
def _():
    from mlflow.entities import LoggedModelInput

    mlflow.set_experiment(f"{TAG}-external")
    model = mlflow.create_external_model(name="read")
    with mlflow.start_run() as run:
        client.log_inputs(run.info.run_id, models=[LoggedModelInput(model.model_id)])
    assert [i.model_id for i in client.get_run(run.info.run_id).inputs.model_inputs] == [model.model_id]


@check("metrics of several models and datasets are kept apart", since=3)
def _():
    import pandas as pd

    experiment_id = new_experiment("apart")
    mlflow.set_experiment(experiment_id=experiment_id)
    data = [mlflow.data.from_pandas(pd.DataFrame({"a": [i]}), name=f"d{i}") for i in range(2)]
    models = [mlflow.create_external_model(name=f"m{i}") for i in range(2)]
    with mlflow.start_run():
        for i, model in enumerate(models):
            for j, dataset in enumerate(data):
                mlflow.log_metrics({"auc": i + j / 10}, dataset=dataset, model_id=model.model_id)
    assert sorted(m.value for m in mlflow.get_logged_model(models[1].model_id).metrics) == [1.0, 1.1]
    best = mlflow.search_logged_models(
        [experiment_id],
        "metrics.auc > 0.05",
        datasets=[{"dataset_name": "d1", "dataset_digest": data[1].digest}],
        order_by=[{"field_name": "metrics.auc", "ascending": False, "dataset_name": "d1"}],
        output_format="list",
    )
    assert [m.name for m in best] == ["m1", "m0"], [m.name for m in best]


@check("prompts are registered, loaded and kept apart from models", since=3)
def _():
    name = f"{TAG}_prompt"
    mlflow.genai.register_prompt(name=name, template="Recommend {{n}} films", tags={"t": "1"})
    mlflow.genai.register_prompt(name=name, template="Recommend {{n}} good films")
    assert mlflow.genai.load_prompt(name, version=1).template == "Recommend {{n}} films"
    mlflow.genai.set_prompt_alias(name, "live", 2)
    assert mlflow.genai.load_prompt(f"prompts:/{name}@live").version == 2
    assert [p.name for p in mlflow.genai.search_prompts(f"name = '{name}'")] == [name]
    assert client.search_registered_models(f"name = '{name}'") == []


def main():
    failed = 0
    only = sys.argv[1] if len(sys.argv) > 1 else ""
    for name, function in checks:
        if only not in name:
            continue
        started, detail = time.time(), ""
        try:
            function()
        except BaseException as error:  # noqa: BLE001
            failed += 1
            detail = f"{type(error).__name__}: {error}\n{''.join(traceback.format_tb(error.__traceback__)[-4:])}"
        finally:
            while mlflow.active_run():
                mlflow.end_run()
        print(json.dumps({"name": name, "ok": not detail, "seconds": round(time.time() - started, 2), "detail": detail}), flush=True)
    print(json.dumps({"client": mlflow.__version__, "passed": len(checks) - failed, "failed": failed}))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
