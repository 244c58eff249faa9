"""auth.*, api.*, apps.*: the app itself."""

from sandbox.api.call import Call, Method
from sandbox.errors import SlackError
from sandbox.records import Json


def auth_test(call: Call) -> Json:
    """auth.test."""
    workspace = call.workspace
    return {
        "url": f"{workspace.base_url}/",
        "team": workspace.name,
        "user": workspace.users[call.bot].name,
        "team_id": workspace.team_id,
        "user_id": call.bot,
        "bot_id": workspace.app.bot_id,
        "is_enterprise_install": False,
    }


def api_test(call: Call) -> Json:
    """api.test: answers with its arguments, or with the error it is asked for."""
    args = {name: value for name, value in call.args.items() if name != "token"}
    if call.text("error"):
        raise SlackError(call.text("error"), args=args)
    return {"args": args}


def connections_open(call: Call) -> Json:
    """apps.connections.open."""
    return {"url": call.workspace.socket_address()}


METHODS = (
    Method("auth.test", auth_test, "special"),
    Method("api.test", api_test, "t4", token="none"),  # noqa: S106
    Method("apps.connections.open", connections_open, "t3", token="app"),  # noqa: S106
)
