"""What each of Slack's error words means for delivery, and what an admin can do about it.

Four meanings: refused for good (with the fix in plain words), limited, certainly not sent (try again), in doubt. The
words are those that Slack documents for the methods we use: chat.postMessage, chat.update, chat.delete, views.publish,
conversations.open / history / replies / members / info, users.info. **A word that is not here is in doubt**: Slack may
add some, and to look once more is harmless, while to post once more is not. `internal_error` and `fatal_error` are in
doubt by Slack's own words ("it's possible some aspect of the operation succeeded").
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.delivery.ports import DeliveryProblem, InDoubt, Limited, NotSent, Refused

#: Seconds to wait when Slack says "too many" without saying how long.
DEFAULT_RETRY_AFTER = 30.0

#: What a call through slack_sdk may raise. AttributeError: the SDK reads a plain-text answer as if it were JSON.
CALL_ERRORS = (SlackClientError, aiohttp.ClientError, OSError, AttributeError)


class Meaning(StrEnum):
    """What follows from an error word."""

    REFUSED = "refused"
    LIMITED = "limited"
    NOT_SENT = "not_sent"
    IN_DOUBT = "in_doubt"


@dataclass(frozen=True)
class Ruling:
    """What an error word means; `fix` is for admins to read, and set only for a refusal."""

    meaning: Meaning
    fix: str = ""


def ruling(code: str) -> Ruling:
    """Return what Slack's word means; an unknown word is in doubt."""
    return TABLE.get(code, Ruling(Meaning.IN_DOUBT))


def problem(code: str, *, status: int = 200, retry_after: float | None = None) -> DeliveryProblem:
    """Turn an answer that was not "ok" into the problem it means. `status` is the HTTP status."""
    known = ruling(code)
    if status == 429 or known.meaning is Meaning.LIMITED:
        return Limited(DEFAULT_RETRY_AFTER if retry_after is None else retry_after, code or "ratelimited")
    if status >= 500 or known.meaning is Meaning.IN_DOUBT:
        return InDoubt(code or f"http_{status}")
    if known.meaning is Meaning.NOT_SENT:
        return NotSent(code)
    return Refused(code, known.fix)


def meant_by(error: BaseException) -> DeliveryProblem:
    """Turn what a call through slack_sdk raised (one of `CALL_ERRORS`) into the problem it means."""
    if isinstance(error, SlackApiError):
        return _answered(error.response)
    # No connection, no name, no TLS: not one byte of the request has left.
    if isinstance(error, aiohttp.ClientConnectorError | aiohttp.ConnectionTimeoutError):
        return NotSent("no_connection")
    if isinstance(error, TimeoutError):
        return InDoubt("timeout")
    return InDoubt("connection_lost" if isinstance(error, aiohttp.ClientError | OSError) else "unreadable_answer")


def _answered(response: object) -> DeliveryProblem:
    # For an answer that is not JSON the SDK hands over aiohttp's response, which says `status`.
    status = getattr(response, "status_code", 0) or getattr(response, "status", 0)
    data = getattr(response, "data", None)
    code = str(data.get("error") or "") if isinstance(data, dict) else ""
    return problem(code, status=int(status), retry_after=_seconds(getattr(response, "headers", None) or {}))


def _seconds(headers: Mapping[str, str]) -> float | None:
    said = next((value for name, value in headers.items() if name.lower() == "retry-after"), None)
    try:
        return None if said is None else max(0.0, float(said))
    except ValueError:
        return None


#: Refusals of how a message is drawn, and not of what it says or where it goes. A second table is refused as
#: `invalid_attachments`, with `only_one_table_allowed` beside it.
FORM = frozenset({"invalid_blocks", "invalid_blocks_format", "invalid_attachments", "msg_blocks_too_long"})

_LIMITED = ("ratelimited", "rate_limited", "message_limit_exceeded")

#: Passing states in which Slack says that it did nothing.
_NOT_SENT = (
    "team_added_to_org",
    "org_login_required",
    "external_channel_migrating",
    "streaming_state_conflict",
    "hash_conflict",
    "request_timeout",  # "the POST data was either missing or truncated": it never arrived as a whole
    "invalid_cursor",
    "fetch_members_failed",
)

_IN_DOUBT = (
    "internal_error",
    "fatal_error",
    "service_unavailable",
    "update_failed",
    "duplicate_message_not_found",
    "duplicate_channel_not_found",
)

#: Refusals, by what helps.
_FIXES: Mapping[str, tuple[str, ...]] = {
    "Invite Waymark to the channel: type /invite @Waymark there. It also cannot see a private channel before that.": (
        "channel_not_found",
        "not_in_channel",
        "no_permission",
        "access_denied",
    ),
    "The channel is archived. Unarchive it, or take the team out of the campaign.": ("is_archived", "is_inactive"),
    "The channel's settings keep Waymark from posting. Let everyone, or Waymark, post and reply there.": (
        "restricted_action",
        "restricted_action_read_only_channel",
        "restricted_action_thread_only_channel",
        "restricted_action_non_threadable_channel",
        "restricted_action_thread_locked",
        "cannot_reply_to_message",
        "thread_not_found",
        "method_not_supported_for_channel_type",
    ),
    "Slack does not accept Waymark's token any more. Install the app again and set SLACK_BOT_TOKEN to the new one.": (
        "not_authed",
        "invalid_auth",
        "account_inactive",
        "token_revoked",
        "token_expired",
        "not_allowed_token_type",
        "two_factor_setup_required",
    ),
    "The app lacks a permission. Install it again from manifest.yaml, which lists them all.": (
        "missing_scope",
        "team_access_not_granted",
        "enterprise_is_restricted",
        "accesslimited",
        "ekm_access_denied",
        "slack_connect_canvas_sharing_blocked",
        "slack_connect_file_link_sharing_blocked",
    ),
    "Waymark cannot write to this person: their account is closed. If they lead a team, choose someone else.": (
        "user_disabled",
        "user_not_found",
        "users_not_found",
        "user_not_visible",
        "user_not_in_channel",
        "invalid_user_combination",
        "cannot_dm_bot",
    ),
    "The app's Messages tab is off. Turn it on under App Home in the app's settings.": ("messages_tab_disabled",),
    "The app's Home tab is off. Turn it on under App Home in the app's settings.": ("not_enabled",),
    "The message is gone, or Slack does not let Waymark change it. There is nothing to do.": (
        "message_not_found",
        "cant_update_message",
        "cant_delete_message",
        "edit_window_closed",
        "compliance_exports_prevent_deletion",
        "cant_broadcast_message",
        "team_not_found",
    ),
    "Waymark made a message that Slack does not take. Please report this with the code.": (
        "invalid_blocks",
        "invalid_blocks_format",
        "msg_blocks_too_long",
        "msg_too_long",
        "no_text",
        "invalid_attachments",
        "too_many_attachments",
        "too_many_contact_cards",
        "missing_file_data",
        "markdown_text_conflict",
        "block_mismatch",
        "no_dual_broadcast_content_update",
        "metadata_too_large",
        "metadata_must_be_sent_from_app",
        "invalid_metadata_format",
        "invalid_metadata_schema",
        "invalid_metadata_filter_keys",
        "view_too_large",
        "duplicate_external_id",
        "missing_profile_id",
        "not_implemented",
        "as_user_not_supported",
        "cannot_compose",  # ours: the words could not be made
        "invalid_arguments",
        "invalid_arg_name",
        "invalid_array_arg",
        "invalid_charset",
        "invalid_form_data",
        "invalid_post_type",
        "missing_post_type",
        "invalid_json",
        "json_not_object",
        "invalid_limit",
        "invalid_ts_latest",
        "invalid_ts_oldest",
        "not_enough_users",
        "too_many_users",
        "users_list_not_supplied",
        "list_record_comment_fetch_failed",
        "unknown_method",
        "deprecated_endpoint",
        "method_deprecated",
    ),
}


def _entries() -> Iterator[tuple[str, Ruling]]:
    yield from ((code, Ruling(Meaning.LIMITED)) for code in _LIMITED)
    yield from ((code, Ruling(Meaning.NOT_SENT)) for code in _NOT_SENT)
    yield from ((code, Ruling(Meaning.IN_DOUBT)) for code in _IN_DOUBT)
    for fix, codes in _FIXES.items():
        yield from ((code, Ruling(Meaning.REFUSED, fix)) for code in codes)


#: Every word that Slack documents for the methods we use.
TABLE: Mapping[str, Ruling] = dict(_entries())
