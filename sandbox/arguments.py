"""Reads a request's arguments as Slack does: query, form, JSON and multipart together, GET and POST alike.

slack_sdk sends some methods by query, some as forms, some as JSON, and files as multipart.
"""

import json

from starlette.requests import Request

from sandbox.errors import SlackError
from sandbox.records import Json


async def read_arguments(request: Request) -> Json:
    """Return all arguments. Raises `SlackError` ``invalid_json``."""
    args: Json = dict(request.query_params)
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "application/json":
        args |= _json(await request.body())
    elif kind in ("application/x-www-form-urlencoded", "multipart/form-data"):
        async with request.form() as form:
            args |= {name: value if isinstance(value, str) else await value.read() for name, value in form.items()}
    return {name: value for name, value in args.items() if value is not None}


def _json(raw: bytes) -> Json:
    if not raw:
        return {}
    try:
        body = json.loads(raw)
    except ValueError:
        raise SlackError("invalid_json") from None
    if not isinstance(body, dict):
        raise SlackError("json_not_object")
    return body


def read_token(request: Request, args: Json) -> str | None:
    """Return the token from the header or the argument, and take it out of the arguments."""
    argument = args.pop("token", None)
    header = request.headers.get("authorization", "")
    return header[7:].strip() if header.lower().startswith("bearer ") else argument
