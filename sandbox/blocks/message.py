"""What Slack refuses about a message as a whole."""

import json
from typing import Any

from sandbox.blocks.rules import Place
from sandbox.blocks.whole import check_blocks, check_tables, check_total
from sandbox.errors import SlackError
from sandbox.records import Json

MOST_ATTACHMENTS = 100
MOST_TEXT = 40_000
MOST_TEXT_ON_UPDATE = 4_000
MOST_METADATA = 16_000
"""Characters of metadata as JSON. Slack publishes no number; this one is an assumption."""


def check_message(text: str, blocks: Any, attachments: Any = None) -> None:
    """Check text, blocks and attachments.

    Raises `SlackError`: ``invalid_blocks_format``, ``invalid_blocks``, ``invalid_attachments``,
    ``msg_blocks_too_long``, ``too_many_attachments``, ``no_text``.
    """
    if blocks:
        _blocks(blocks)
    if attachments:
        _attachments(attachments)
    if not text.strip() and not blocks and not attachments:
        raise SlackError("no_text")


def check_metadata(metadata: Any) -> Json | None:
    """Check metadata and return it. Raises `SlackError`: ``invalid_metadata_format``, ``metadata_too_large``."""
    if metadata is None or metadata == "":
        return None
    if not isinstance(metadata, dict) or not set(metadata) <= {"event_type", "event_payload", "entities"}:
        raise SlackError("invalid_metadata_format")
    if not isinstance(metadata.get("event_type"), str) or not isinstance(metadata.get("event_payload"), dict):
        raise SlackError("invalid_metadata_format")
    if len(json.dumps(metadata, ensure_ascii=False)) > MOST_METADATA:
        raise SlackError("metadata_too_large")
    return metadata


def _blocks(blocks: Any) -> None:
    if not isinstance(blocks, list):
        raise SlackError("invalid_blocks_format")
    place = Place("message", "/blocks")
    check_blocks(blocks, "message", place)
    if place.problems:
        raise SlackError("invalid_blocks", messages=place.problems)
    check_tables(blocks)
    check_total(blocks)


def _attachments(attachments: Any) -> None:
    if not isinstance(attachments, list) or not all(isinstance(one, dict) for one in attachments):
        raise SlackError("invalid_attachments")
    if len(attachments) > MOST_ATTACHMENTS:
        raise SlackError("too_many_attachments")
    for index, one in enumerate(attachments):
        place = Place("message", f"/attachments/{index}/blocks")
        check_blocks(one.get("blocks") or [], "message", place)
        if place.problems:
            raise SlackError("invalid_attachments", messages=place.problems)
