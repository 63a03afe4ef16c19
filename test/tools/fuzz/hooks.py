"""Checks of problem documents that Schemathesis lacks: the codes that an operation declares, and rules that no schema expresses."""

import itertools
import json
import os

import schemathesis
from schemathesis.core.failures import Failure

with open(os.environ["PHONEHUB_FUZZ_CONTRACT"], encoding="utf-8") as file:
    contract = json.load(file)


def problem_of(response, case):
    """The problem document, or None. Also None for another method: then another operation answered, or none."""
    if response.request.method != case.operation.method.upper():
        return None
    content_type = (response.headers.get("content-type") or [""])[0]
    return response.json() if "problem+json" in content_type else None


def declared(case):
    return contract.get(case.operation.definition.raw.get("operationId"))


calls = itertools.count(1)

# Existing things that a request can name, by the name of the member. The command created them.
known = json.loads(os.environ["PHONEHUB_FUZZ_KNOWN"])


@schemathesis.hook
def before_call(context, case, kwargs):
    """Gives three of four valid requests a new idempotency key and names of existing things, so that more of them succeed."""
    if case.meta is None or not case.meta.generation.mode.is_positive:
        return
    call = next(calls)
    if call % 4 == 0:
        return
    if case.headers and "Idempotency-Key" in case.headers:
        case.headers["Idempotency-Key"] = f"key-{call}"
    if isinstance(case.body, dict):
        for name in case.body.keys() & known.keys():
            case.body[name] = known[name]


@schemathesis.check
def problem_is_declared(ctx, response, case):
    """The operation declares the code of the problem."""
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
    """The operation refuses a valid request as invalid only for a rule that it declares."""
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
                message=f"The schemas allow a request that the hub refuses: {error['path']}: {error['message']}",
            )


def is_of(rule, error):
    path, says = rule["path"], rule["says"]
    return error["message"].startswith(says) and (
        path == "" or error["path"] == path or error["path"].startswith(path + ".")
    )
