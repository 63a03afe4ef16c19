"""What Schemathesis cannot know of problem documents: which codes an operation declares, and which rules no schema tells."""

import itertools
import json
import os

import schemathesis
from schemathesis.core.failures import Failure

with open(os.environ["PHONEHUB_FUZZ_CONTRACT"], encoding="utf-8") as file:
    contract = json.load(file)


def problem_of(response, case):
    """None also for a method that the operation has not: another operation answered, or none."""
    if response.request.method != case.operation.method.upper():
        return None
    content_type = (response.headers.get("content-type") or [""])[0]
    return response.json() if "problem+json" in content_type else None


def declared(case):
    return contract.get(case.operation.definition.raw.get("operationId"))


keys = itertools.count(1)


@schemathesis.hook
def before_call(context, case, kwargs):
    """Of four requests with an idempotency key one keeps it: the others would only be told that an earlier one had it."""
    if case.meta is None or not case.meta.generation.mode.is_positive or not case.headers:
        return
    key = next(keys)
    if "Idempotency-Key" in case.headers and key % 4 != 0:
        case.headers["Idempotency-Key"] = f"key-{key}"


@schemathesis.check
def problem_is_declared(ctx, response, case):
    """The code of a problem is one that the operation declares."""
    problem, operation = problem_of(response, case), declared(case)
    if problem is None or operation is None:
        return
    if problem["code"] not in operation["problems"]:
        raise Failure(
            operation=case.operation.label,
            title="Undeclared problem",
            message=f"{problem['code']} is not among the problems of {case.operation.label}",
        )


@schemathesis.check
def refusal_is_declared(ctx, response, case):
    """A request that fits its schemas is refused as invalid only for a rule that the operation declares."""
    problem, operation = problem_of(response, case), declared(case)
    if problem is None or operation is None or case.meta is None or not case.meta.generation.mode.is_positive:
        return
    if problem["code"] != "invalid_request":
        return
    for error in problem.get("errors", []):
        if not any(is_of(rule, error) for rule in operation["rules"]):
            raise Failure(
                operation=case.operation.label,
                title="Undeclared rule",
                message=f"The schemas allow what is refused with: {error['path']}: {error['message']}",
            )


def is_of(rule, error):
    path, says = rule["path"], rule["says"]
    return error["message"].startswith(says) and (
        path == "" or error["path"] == path or error["path"].startswith(path + ".")
    )
