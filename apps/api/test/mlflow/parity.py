"""Sends one sequence of calls to two servers that speak MLflow's protocol and prints where their answers differ.

    python parity.py http://127.0.0.1:5000 http://127.0.0.1:8080

The first is a real `mlflow server`, the second Marquee. Compared are status, error code, the keys of each object and the
types of their values; values themselves only where the sequence decides them (`SAME`). Needs nothing but Python.
"""

import json
import sys
import urllib.error
import urllib.parse
import urllib.request
import uuid

SAME = {
    "key", "value", "step", "timestamp", "status", "lifecycle_stage", "name", "current_stage", "version", "alias",
    "description", "is_dir", "path", "file_size", "digest", "source_type", "start_time", "end_time", "aliases", "run_name",
}
API = "/api/2.0/mlflow"


class Server:
    def __init__(self, base):
        self.base = base.rstrip("/")
        self.vars = {}

    def call(self, method, path, payload=None, raw=None):
        url, data, headers = self.base + path, None, {}
        if raw is not None:
            data, headers["Content-Type"] = raw, "application/octet-stream"
        elif method == "GET" and payload:
            url += "?" + urllib.parse.urlencode(payload, doseq=True)
        elif payload is not None:
            data, headers["Content-Type"] = json.dumps(payload).encode(), "application/json"
        request = urllib.request.Request(url, data=data, headers=headers, method=method)
        try:
            with urllib.request.urlopen(request) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as error:
            return error.code, error.read()


def fill(value, variables):
    if isinstance(value, str):
        for name, known in variables.items():
            value = value.replace("{" + name + "}", known)
        return value
    if isinstance(value, dict):
        return {key: fill(item, variables) for key, item in value.items()}
    if isinstance(value, list):
        return [fill(item, variables) for item in value]
    return value


def sequence(tag):
    """(label, method, path, payload, what to remember of the answer)"""
    exp, model = f"parity-{tag}", f"parity-model-{tag}"
    run = {"run_id": "{run}"}
    yield "create experiment", "POST", "experiments/create", {"name": exp, "tags": [{"key": "team", "value": "a"}]}, {"exp": "experiment_id"}
    yield "create it again", "POST", "experiments/create", {"name": exp}, {}
    yield "create without a name", "POST", "experiments/create", {}, {}
    yield "create with a number for a name", "POST", "experiments/create", {"name": 5}, {}
    yield "get experiment", "GET", "experiments/get", {"experiment_id": "{exp}"}, {}
    yield "get experiment that is not there", "GET", "experiments/get", {"experiment_id": "999999999"}, {}
    yield "get experiment without an id", "GET", "experiments/get", {}, {}
    yield "get by name", "GET", "experiments/get-by-name", {"experiment_name": exp}, {}
    yield "get by unknown name", "GET", "experiments/get-by-name", {"experiment_name": "nobody" + tag}, {}
    yield "set experiment tag", "POST", "experiments/set-experiment-tag", {"experiment_id": "{exp}", "key": "k", "value": "v"}, {}
    yield "delete experiment tag", "POST", "experiments/delete-experiment-tag", {"experiment_id": "{exp}", "key": "k"}, {}
    yield "delete unknown experiment tag", "POST", "experiments/delete-experiment-tag", {"experiment_id": "{exp}", "key": "nope"}, {}
    yield "search experiments", "POST", "experiments/search", {"filter": f"name = '{exp}'", "max_results": 5, "order_by": ["creation_time DESC"]}, {}
    yield "search experiments by GET", "GET", "experiments/search", {"filter": f"name LIKE 'parity-{tag}%'", "max_results": 5}, {}
    yield "search experiments, wrong filter", "POST", "experiments/search", {"filter": "foo = 'x'", "max_results": 5}, {}
    yield "search experiments by tag", "POST", "experiments/search", {"filter": f"tags.team = 'a' AND name = '{exp}'", "max_results": 5}, {}
    yield "search experiments, max_results 0", "POST", "experiments/search", {"max_results": 0}, {}
    yield "rename experiment", "POST", "experiments/update", {"experiment_id": "{exp}", "new_name": exp + "-renamed"}, {}

    yield "create run", "POST", "runs/create", {"experiment_id": "{exp}", "user_id": "ada", "start_time": 1700000000000, "run_name": "first", "tags": [{"key": "mlflow.user", "value": "ada"}, {"key": "t", "value": "1"}]}, {"run": "run.info.run_id"}
    yield "create run in no experiment", "POST", "runs/create", {"experiment_id": "999999999", "start_time": 1}, {}
    yield "create run without a name", "POST", "runs/create", {"experiment_id": "{exp}", "start_time": 1700000001000}, {"run2": "run.info.run_id"}
    yield "get run", "GET", "runs/get", run, {}
    yield "get run that is not there", "GET", "runs/get", {"run_id": "0" * 32}, {}
    yield "get run with an odd id", "GET", "runs/get", {"run_id": "../x"}, {}
    yield "log metric", "POST", "runs/log-metric", {**run, "key": "rmse", "value": 0.9, "timestamp": 1700000002000, "step": 1}, {}
    yield "log metric as text", "POST", "runs/log-metric", {**run, "key": "rmse", "value": 0.8, "timestamp": "1700000003000", "step": "2"}, {}
    yield "log NaN", "POST", "runs/log-metric", {**run, "key": "nan", "value": "NaN", "timestamp": 1700000003000, "step": 0}, {}
    yield "log Infinity", "POST", "runs/log-metric", {**run, "key": "inf", "value": "Infinity", "timestamp": 1700000003000, "step": 0}, {}
    yield "log metric without a key", "POST", "runs/log-metric", {**run, "value": 0.9, "timestamp": 1}, {}
    yield "log metric without a value", "POST", "runs/log-metric", {**run, "key": "x", "timestamp": 1}, {}
    yield "log metric, wrong value", "POST", "runs/log-metric", {**run, "key": "x", "value": "abc", "timestamp": 1}, {}
    yield "log metric, wrong key", "POST", "runs/log-metric", {**run, "key": "a\tb", "value": 1, "timestamp": 1}, {}
    yield "log metric, key that climbs", "POST", "runs/log-metric", {**run, "key": "../x", "value": 1, "timestamp": 1}, {}
    yield "log metric, long key", "POST", "runs/log-metric", {**run, "key": "k" * 251, "value": 1, "timestamp": 1}, {}
    yield "log metric, negative time", "POST", "runs/log-metric", {**run, "key": "x", "value": 1, "timestamp": -1}, {}
    yield "log param", "POST", "runs/log-parameter", {**run, "key": "p", "value": "1"}, {}
    yield "log param again", "POST", "runs/log-parameter", {**run, "key": "p", "value": "1"}, {}
    yield "log param with another value", "POST", "runs/log-parameter", {**run, "key": "p", "value": "2"}, {}
    yield "log long param", "POST", "runs/log-parameter", {**run, "key": "long", "value": "v" * 6001}, {}
    yield "log batch", "POST", "runs/log-batch", {**run, "metrics": [{"key": "mae", "value": 0.7, "timestamp": 1700000002000, "step": 0}], "params": [{"key": "q", "value": "z"}], "tags": [{"key": "u", "value": "2"}]}, {}
    yield "log batch, same param twice", "POST", "runs/log-batch", {**run, "params": [{"key": "r", "value": "1"}, {"key": "r", "value": "2"}]}, {}
    yield "log batch, changed param", "POST", "runs/log-batch", {**run, "params": [{"key": "p", "value": "9"}]}, {}
    yield "log batch, too many params", "POST", "runs/log-batch", {**run, "params": [{"key": f"p{i}", "value": "1"} for i in range(101)]}, {}
    yield "log batch, too many metrics", "POST", "runs/log-batch", {**run, "metrics": [{"key": "m", "value": 1, "timestamp": 1, "step": i} for i in range(1001)]}, {}
    yield "log batch, metric without a timestamp", "POST", "runs/log-batch", {**run, "metrics": [{"key": "m", "value": 1}]}, {}
    yield "log empty batch", "POST", "runs/log-batch", run, {}
    yield "set tag", "POST", "runs/set-tag", {**run, "key": "t", "value": "3"}, {}
    yield "set long tag", "POST", "runs/set-tag", {**run, "key": "longtag", "value": "v" * 8001}, {}
    yield "rename by tag", "POST", "runs/set-tag", {**run, "key": "mlflow.runName", "value": "renamed"}, {}
    yield "delete tag", "POST", "runs/delete-tag", {**run, "key": "u"}, {}
    yield "delete unknown tag", "POST", "runs/delete-tag", {**run, "key": "nope"}, {}
    yield "log inputs", "POST", "runs/log-inputs", {**run, "datasets": [{"tags": [{"key": "mlflow.data.context", "value": "training"}], "dataset": {"name": "d", "digest": "abc", "source_type": "local", "source": "{}", "schema": "{}", "profile": "{}"}}]}, {}
    yield "log inputs, long digest", "POST", "runs/log-inputs", {**run, "datasets": [{"dataset": {"name": "d", "digest": "a" * 37, "source_type": "local", "source": "{}"}}]}, {}
    yield "update run", "POST", "runs/update", {**run, "status": "FINISHED", "end_time": 1700000009000}, {}
    yield "update run, name", "POST", "runs/update", {**run, "run_name": "again"}, {}
    yield "update run, wrong status", "POST", "runs/update", {**run, "status": "DONE"}, {}
    yield "get run with data", "GET", "runs/get", run, {}
    yield "history", "GET", "metrics/get-history", {**run, "metric_key": "rmse"}, {}
    yield "history, paged", "GET", "metrics/get-history", {**run, "metric_key": "rmse", "max_results": 1}, {"page": "next_page_token"}
    yield "history, next page", "GET", "metrics/get-history", {**run, "metric_key": "rmse", "max_results": 1, "page_token": "{page}"}, {}
    yield "history, no such metric", "GET", "metrics/get-history", {**run, "metric_key": "nope"}, {}
    yield "history of NaN", "GET", "metrics/get-history", {**run, "metric_key": "nan"}, {}
    yield "history, max_results 0", "GET", "metrics/get-history", {**run, "metric_key": "rmse", "max_results": 0}, {}
    yield "history of no run", "GET", "metrics/get-history", {"run_id": "0" * 32, "metric_key": "rmse"}, {}
    yield "bulk interval", "GET", "metrics/get-history-bulk-interval", {"run_ids": ["{run}", "{run2}"], "metric_key": "rmse", "max_results": 10}, {}
    yield "bulk interval, steps", "GET", "metrics/get-history-bulk-interval", {"run_ids": ["{run}"], "metric_key": "rmse", "start_step": 2, "end_step": 2}, {}
    yield "bulk interval, one step bound", "GET", "metrics/get-history-bulk-interval", {"run_ids": ["{run}"], "metric_key": "rmse", "start_step": 2}, {}
    yield "bulk interval, no runs", "GET", "metrics/get-history-bulk-interval", {"metric_key": "rmse"}, {}

    search = {"experiment_ids": ["{exp}"], "max_results": 10}
    yield "search runs", "POST", "runs/search", {**search, "filter": "metrics.rmse < 1 AND params.p = '1' AND tags.t LIKE '3'", "order_by": ["metrics.rmse ASC"]}, {}
    yield "search runs by attributes", "POST", "runs/search", {**search, "filter": "attributes.status = 'FINISHED' and run_name = 'again' and start_time > 5"}, {}
    yield "search runs by ids", "POST", "runs/search", {**search, "filter": "run_id IN ('{run}')"}, {}
    yield "search runs by dataset", "POST", "runs/search", {**search, "filter": "datasets.name = 'd' AND dataset.context = 'training'"}, {}
    yield "search runs, paged", "POST", "runs/search", {**search, "max_results": 1, "order_by": ["start_time DESC"]}, {"page": "next_page_token"}
    yield "search runs, next page", "POST", "runs/search", {**search, "max_results": 1, "order_by": ["start_time DESC"], "page_token": "{page}"}, {}
    yield "search runs, nothing found", "POST", "runs/search", {**search, "filter": "metrics.rmse > 100"}, {}
    yield "search runs with OR", "POST", "runs/search", {**search, "filter": "metrics.rmse > 1 OR metrics.rmse < 1"}, {}
    yield "search runs, unknown entity", "POST", "runs/search", {**search, "filter": "foo.bar = 1"}, {}
    yield "search runs, wrong order", "POST", "runs/search", {**search, "order_by": ["foo.bar"]}, {}
    yield "search runs, too many", "POST", "runs/search", {**search, "max_results": 50001}, {}
    yield "search runs in no experiment", "POST", "runs/search", {"experiment_ids": [], "max_results": 10}, {}
    yield "delete run", "POST", "runs/delete", {"run_id": "{run2}"}, {}
    yield "log to a deleted run", "POST", "runs/log-parameter", {"run_id": "{run2}", "key": "p", "value": "1"}, {}
    yield "search deleted runs", "POST", "runs/search", {**search, "run_view_type": "DELETED_ONLY"}, {}
    yield "search all runs", "POST", "runs/search", {**search, "run_view_type": "ALL", "order_by": ["start_time"]}, {}
    yield "restore run", "POST", "runs/restore", {"run_id": "{run2}"}, {}
    yield "delete run that is not there", "POST", "runs/delete", {"run_id": "0" * 32}, {}

    yield "upload", "PUT", "/api/2.0/mlflow-artifacts/artifacts/{exp}/{run}/artifacts/folder/file.txt", b"hello", {}
    yield "download", "GET", "/api/2.0/mlflow-artifacts/artifacts/{exp}/{run}/artifacts/folder/file.txt", None, {}
    yield "download nothing", "GET", "/api/2.0/mlflow-artifacts/artifacts/{exp}/{run}/artifacts/nope.txt", None, {}
    yield "upload that climbs", "PUT", "/api/2.0/mlflow-artifacts/artifacts/{exp}/%2e%2e/%2e%2e/x", b"x", {}
    yield "list artifacts", "GET", "artifacts/list", run, {}
    yield "list a folder", "GET", "artifacts/list", {**run, "path": "folder"}, {}
    yield "list what climbs", "GET", "artifacts/list", {**run, "path": "../.."}, {}
    yield "list nothing", "GET", "artifacts/list", {**run, "path": "nope"}, {}
    yield "list by proxy", "GET", "/api/2.0/mlflow-artifacts/artifacts", {"path": "{exp}/{run}/artifacts"}, {}
    yield "get-artifact", "GET", "/get-artifact", {"run_id": "{run}", "path": "folder/file.txt"}, {}
    yield "delete artifact", "DELETE", "/api/2.0/mlflow-artifacts/artifacts/{exp}/{run}/artifacts/folder/file.txt", None, {}

    named = {"name": model}
    yield "create model", "POST", "registered-models/create", {**named, "description": "d", "tags": [{"key": "a", "value": "b"}]}, {}
    yield "create model again", "POST", "registered-models/create", named, {}
    yield "create model without a name", "POST", "registered-models/create", {}, {}
    yield "create model with a slash", "POST", "registered-models/create", {"name": "a/b"}, {}
    yield "get model without versions", "GET", "registered-models/get", named, {}
    yield "get unknown model", "GET", "registered-models/get", {"name": "nobody" + tag}, {}
    yield "update model", "PATCH", "registered-models/update", {**named, "description": "new"}, {}
    yield "create version", "POST", "model-versions/create", {**named, "source": "mlflow-artifacts:/{exp}/{run}/artifacts/model", "run_id": "{run}", "description": "v", "tags": [{"key": "x", "value": "y"}]}, {}
    yield "create version without a run", "POST", "model-versions/create", {**named, "source": "s3://bucket/model"}, {}
    yield "create version of no model", "POST", "model-versions/create", {"name": "nobody" + tag, "source": "s3://bucket/model"}, {}
    yield "create version that climbs", "POST", "model-versions/create", {**named, "source": "mlflow-artifacts:/../../etc"}, {}
    yield "get version", "GET", "model-versions/get", {**named, "version": "1"}, {}
    yield "get unknown version", "GET", "model-versions/get", {**named, "version": "99"}, {}
    yield "get odd version", "GET", "model-versions/get", {**named, "version": "one"}, {}
    yield "update version", "PATCH", "model-versions/update", {**named, "version": "1", "description": "new"}, {}
    yield "download uri", "GET", "model-versions/get-download-uri", {**named, "version": "1"}, {}
    yield "set model tag", "POST", "registered-models/set-tag", {**named, "key": "k", "value": "v"}, {}
    yield "delete model tag", "DELETE", "registered-models/delete-tag", {**named, "key": "k"}, {}
    yield "set version tag", "POST", "model-versions/set-tag", {**named, "version": "1", "key": "k", "value": "v"}, {}
    yield "delete version tag", "DELETE", "model-versions/delete-tag", {**named, "version": "1", "key": "k"}, {}
    yield "set alias", "POST", "registered-models/alias", {**named, "alias": "best", "version": "1"}, {}
    yield "set reserved alias", "POST", "registered-models/alias", {**named, "alias": "latest", "version": "1"}, {}
    yield "set alias like a version", "POST", "registered-models/alias", {**named, "alias": "v1", "version": "1"}, {}
    yield "set alias of no version", "POST", "registered-models/alias", {**named, "alias": "best", "version": "99"}, {}
    yield "get by alias", "GET", "registered-models/alias", {**named, "alias": "best"}, {}
    yield "get by unknown alias", "GET", "registered-models/alias", {**named, "alias": "nope"}, {}
    yield "get model with all", "GET", "registered-models/get", named, {}
    yield "stage", "POST", "model-versions/transition-stage", {**named, "version": "1", "stage": "Production", "archive_existing_versions": False}, {}
    yield "stage by small letters", "POST", "model-versions/transition-stage", {**named, "version": "2", "stage": "staging", "archive_existing_versions": True}, {}
    yield "unknown stage", "POST", "model-versions/transition-stage", {**named, "version": "1", "stage": "Nowhere", "archive_existing_versions": False}, {}
    yield "latest versions", "POST", "registered-models/get-latest-versions", named, {}
    yield "latest in stage", "GET", "registered-models/get-latest-versions", {**named, "stages": ["Production"]}, {}
    yield "search models", "GET", "registered-models/search", {"filter": f"name = '{model}'", "max_results": 10}, {}
    yield "search models, not prompts", "GET", "registered-models/search", {"filter": f"name ILIKE 'PARITY-MODEL-{tag}' AND tags.`mlflow.prompt.is_prompt` != 'true'", "order_by": ["name DESC"]}, {}
    yield "search models, wrong filter", "GET", "registered-models/search", {"filter": "foo = 'x'"}, {}
    yield "search models, too many", "GET", "registered-models/search", {"max_results": 1001}, {}
    yield "search versions", "GET", "model-versions/search", {"filter": f"name = '{model}'", "order_by": ["version_number DESC"]}, {}
    yield "search versions by run", "GET", "model-versions/search", {"filter": "run_id = '{run}'"}, {}
    yield "search versions, paged", "GET", "model-versions/search", {"filter": f"name = '{model}'", "max_results": 1}, {"page": "next_page_token"}
    yield "search versions, next page", "GET", "model-versions/search", {"filter": f"name = '{model}'", "max_results": 1, "page_token": "{page}"}, {}
    yield "rename model", "POST", "registered-models/rename", {**named, "new_name": model + "-x"}, {}
    yield "delete alias", "DELETE", "registered-models/alias", {"name": model + "-x", "alias": "best"}, {}
    yield "delete version", "DELETE", "model-versions/delete", {"name": model + "-x", "version": "2"}, {}
    yield "delete version again", "DELETE", "model-versions/delete", {"name": model + "-x", "version": "2"}, {}
    yield "delete model", "DELETE", "registered-models/delete", {"name": model + "-x"}, {}
    yield "delete model again", "DELETE", "registered-models/delete", {"name": model + "-x"}, {}

    logged = "logged-models/{model}"
    yield "create logged model", "POST", "logged-models", {"experiment_id": "{exp}", "name": "lm", "model_type": "agent", "source_run_id": "{run}", "params": [{"key": "a", "value": "b"}], "tags": [{"key": "c", "value": "d"}]}, {"model": "model.info.model_id"}
    yield "create logged model in no experiment", "POST", "logged-models", {"experiment_id": "999999999", "name": "lm"}, {}
    yield "get logged model", "GET", logged, None, {}
    yield "get unknown logged model", "GET", "logged-models/m-nope", None, {}
    yield "log params of a logged model", "POST", logged + "/params", {"model_id": "{model}", "params": [{"key": "e", "value": "f"}]}, {}
    yield "set tags of a logged model", "PATCH", logged + "/tags", {"model_id": "{model}", "tags": [{"key": "g", "value": "h"}]}, {}
    yield "delete tag of a logged model", "DELETE", logged + "/tags/g", None, {}
    yield "delete unknown tag of a logged model", "DELETE", logged + "/tags/g", None, {}
    yield "finalize", "PATCH", logged, {"model_id": "{model}", "status": "LOGGED_MODEL_READY"}, {}
    yield "outputs", "POST", "runs/outputs", {**run, "models": [{"model_id": "{model}", "step": 3}]}, {}
    yield "model inputs", "POST", "runs/log-inputs", {**run, "models": [{"model_id": "{model}"}]}, {}
    yield "metric of a logged model", "POST", "runs/log-metric", {**run, "key": "acc", "value": 0.5, "timestamp": 1700000002000, "step": 0, "model_id": "{model}", "dataset_name": "d", "dataset_digest": "abc"}, {}
    yield "get logged model with all", "GET", logged, None, {}
    yield "get run with models", "GET", "runs/get", run, {}
    yield "search logged models", "POST", "logged-models/search", {"experiment_ids": ["{exp}"], "filter": "metrics.acc > 0.1 AND params.a = 'b' AND name = 'lm'", "max_results": 5, "order_by": [{"field_name": "metrics.acc", "ascending": False}]}, {}
    yield "search logged models, wrong", "POST", "logged-models/search", {"experiment_ids": ["{exp}"], "filter": "foo.a = 1"}, {}
    yield "upload to a logged model", "PUT", "/api/2.0/mlflow-artifacts/artifacts/{exp}/models/{model}/artifacts/MLmodel", b"flavors: {}", {}
    yield "list a logged model", "GET", logged + "/artifacts/directories", None, {}
    yield "version of a logged model", "POST", "registered-models/create", named, {}
    yield "version of a logged model, 2", "POST", "model-versions/create", {**named, "source": "mlflow-artifacts:/{exp}/models/{model}/artifacts", "run_id": "{run}", "model_id": "{model}"}, {}
    yield "get registered logged model", "GET", logged, None, {}
    yield "delete registered again", "DELETE", "registered-models/delete", named, {}
    yield "delete logged model", "DELETE", logged, None, {}
    yield "get deleted logged model", "GET", logged, None, {}

    yield "search datasets", "POST", "experiments/search-datasets", {"experiment_ids": ["{exp}"]}, {}
    yield "delete experiment", "POST", "experiments/delete", {"experiment_id": "{exp}"}, {}
    yield "delete experiment again", "POST", "experiments/delete", {"experiment_id": "{exp}"}, {}
    yield "create run in a deleted experiment", "POST", "runs/create", {"experiment_id": "{exp}", "start_time": 1}, {}
    yield "get deleted experiment", "GET", "experiments/get", {"experiment_id": "{exp}"}, {}
    yield "restore experiment", "POST", "experiments/restore", {"experiment_id": "{exp}"}, {}
    yield "unknown method", "POST", "runs/explode", {}, {}
    yield "server info", "GET", "/api/3.0/mlflow/server-info", None, {}


def shape(value, key=None):
    if isinstance(value, dict):
        return {name: shape(item, name) for name, item in sorted(value.items())}
    if isinstance(value, list):
        items = [shape(item, key) for item in value]
        return sorted(items, key=lambda item: json.dumps(item, sort_keys=True))
    if key in SAME and not (isinstance(value, str) and len(value) > 40):
        return value
    return type(value).__name__


def reach(answer, path):
    for part in path.split("."):
        answer = answer.get(part, "") if isinstance(answer, dict) else ""
    return str(answer)


def ask(server, step):
    _, method, path, payload, keep = step
    path, raw = fill(path, server.vars), payload if isinstance(payload, bytes) else None
    path = path if path.startswith("/") else f"{API}/{path}"
    status, body = server.call(method, path, None if raw is not None else fill(payload, server.vars), raw)
    try:
        answer = json.loads(body or b"{}")
    except ValueError:
        answer = {"text": body.decode(errors="replace")[:60]} if status == 200 else {}
    for name, where in keep.items():
        server.vars[name] = reach(answer, where)
    if status >= 400:
        return {"status": status, "error_code": answer.get("error_code")}, answer.get("message")
    return {"status": status, "answer": shape(answer)}, answer


def hidden(answer, server, tag):
    """The answer without what each server makes up itself."""
    text = json.dumps(answer)
    for name, made_up in [("TAG", tag), *server.vars.items()]:
        text = text.replace(made_up, name) if len(made_up) > 3 else text
    return text


def main(first, second):
    servers, tags = [Server(first), Server(second)], [uuid.uuid4().hex[:8] for _ in range(2)]
    steps, differing = list(zip(*map(sequence, tags))), 0
    for both in steps:
        (one, full_one), (two, full_two) = map(ask, servers, both)
        step = both[0]
        if hidden(one, servers[0], tags[0]) == hidden(two, servers[1], tags[1]):
            continue
        differing += 1
        print(f"{step[0]}\n  first   {json.dumps(one)[:1500]}\n  second  {json.dumps(two)[:1500]}")
        if one["status"] != two["status"] or "error_code" in one:
            print(f"  said    {str(full_one)[:300]}\n  said    {str(full_two)[:300]}")
    print(f"{len(steps)} calls, {differing} answered differently")


if __name__ == "__main__":
    main(*sys.argv[1:3])
