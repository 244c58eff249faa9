"""files.*: the three steps of an upload, and looking at a file."""

from __future__ import annotations

from sandbox.api.call import TS, Call, Method
from sandbox.errors import SlackError
from sandbox.records import Channel, Json, StoredFile
from sandbox.shapes import file_json
from sandbox.text import sent_by_app

MOST_ALT_TEXT = 1000
MOST_CHANNELS = 100


def upload_url(call: Call) -> Json:
    """files.getUploadURLExternal."""
    name = call.required("filename", "length")
    length = call.integer("length", 0)
    if length < 1:
        raise SlackError("invalid_arguments", messages=["must be greater than 0: length"])
    alt_text = call.text("alt_txt")
    if len(alt_text) > MOST_ALT_TEXT:
        raise SlackError("alt_txt_too_large")
    file = call.workspace.files.begin(name, length, call.bot, alt_text)
    return {"upload_url": f"{call.workspace.base_url}/upload/v1/{file.ticket}", "file_id": file.id}


def complete(call: Call) -> Json:
    """files.completeUploadExternal: gives titles, and shares the files into channels."""
    call.required("files")
    wanted = call.structure("files", "invalid_arguments")
    if not isinstance(wanted, list) or not all(isinstance(one, dict) and "id" in one for one in wanted):
        raise SlackError("invalid_arguments", messages=["files must be a list of objects with an id"])
    channels = _channels(call)
    files = [_sent(call, one) for one in wanted]
    for file, one in zip(files, wanted, strict=True):
        file.title = str(one.get("title") or file.name)
        file.completed = True
    for channel in channels:
        _share(call, channel, files)
    return {"files": [file_json(call.workspace, file) for file in files]}


def info(call: Call) -> Json:
    """files.info."""
    file = call.workspace.files.get(call.required("file"))
    if file is None or not file.completed:
        raise SlackError("file_not_found")
    return {"file": file_json(call.workspace, file), "comments": [], "response_metadata": {"next_cursor": ""}}


def _sent(call: Call, wanted: Json) -> StoredFile:
    file = call.workspace.files.get(str(wanted["id"]))
    if file is None or file.content is None or file.completed:
        raise SlackError("file_not_found")
    return file


def _channels(call: Call) -> list[Channel]:
    names = call.names("channels") or call.names("channel_id")
    if len(names) > MOST_CHANNELS:
        raise SlackError("invalid_channel")
    found = [call.workspace.channels.get(name) for name in names]
    channels = [channel for channel in found if channel is not None]
    if len(channels) != len(found) or any(c.kind != "public" and call.bot not in c.members for c in channels):
        raise SlackError("channel_not_found")
    if any(call.bot not in channel.members for channel in channels):
        raise SlackError("not_in_channel")
    thread_ts = call.text("thread_ts")
    if thread_ts and (
        not TS.fullmatch(thread_ts) or any(call.workspace.messages.get(c.id, thread_ts) is None for c in channels)
    ):
        raise SlackError("invalid_thread_ts")
    return channels


def _share(call: Call, channel: Channel, files: list[StoredFile]) -> None:
    posting = call.workspace.posting
    message = posting.new(
        channel,
        call.bot,
        sent_by_app(call.text("initial_comment")),
        by_app=True,
        subtype="file_share",
        thread_ts=call.text("thread_ts") or None,
        files=[file.id for file in files],
    )
    for file in files:
        file.shared.append((channel.id, message.ts))
    posting.post(message)


METHODS = (
    Method(
        "files.getUploadURLExternal", upload_url, "t4", ("files:write",), ("invalid_arguments", "alt_txt_too_large")
    ),
    Method(
        "files.completeUploadExternal",
        complete,
        "t4",
        ("files:write",),
        ("invalid_arguments", "file_not_found", "channel_not_found", "not_in_channel", "invalid_thread_ts"),
    ),
    Method("files.info", info, "t4", ("files:read",), ("file_not_found",)),
)
