"""What somebody asked for, as files: one for a program (JSON), and the same to read (text)."""

import json
from collections.abc import Mapping
from typing import Any

from bot.content.texts import Texts
from bot.delivery.files import Content, Parcel
from bot.delivery.ports import Refused
from bot.enquiries.desk import Enquiries

NAMES = {"own": "my-waymark-data", "access": "waymark-access-request"}
"""What the files of a kind are called."""


class Parcels:
    """Makes the parcels of one person's data (`Packs`). `body` says what, for whom (`to`) and about whom."""

    def __init__(self, enquiries: Enquiries, texts: Texts) -> None:
        self._enquiries = enquiries
        self._texts = texts

    async def thread(self, workspace: str, body: Mapping[str, Any]) -> str | None:
        """None: such a file stands by itself."""
        return None

    async def pack(self, workspace: str, body: Mapping[str, Any], number: str) -> Parcel:
        """Gather what a wish asks for, at this moment. Raises `Refused` for who may not have it any more."""
        if body["kind"] == "access" and not self._enquiries.is_officer(body["to"]):
            raise Refused("not_an_officer")
        data = await self._enquiries.everything(workspace, body["about"])
        name = NAMES[body["kind"]]
        facts = {"kind": body["kind"], "about": body["about"], "number": number}
        words = self._texts.render("own/file", facts, zone=data["zone"])
        return Parcel(as_files(self._texts, data, name), words)


def as_files(texts: Texts, data: Mapping[str, Any], name: str) -> tuple[Content, ...]:
    """Write one person's data down twice: to read, and as JSON."""
    whole = json.dumps(data, ensure_ascii=False, indent=2) + "\n"
    return (
        Content(f"{name}.txt", "To read", readable(texts, data).encode()),
        Content(f"{name}.json", "For a program (JSON)", whole.encode()),
    )


def readable(texts: Texts, data: Mapping[str, Any]) -> str:
    """Write it as plain text."""
    return texts.render_plain("own/file_text", data, zone=data["zone"]) + "\n"
