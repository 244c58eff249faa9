"""What each of Slack's error words means: every documented one is classified, every other is in doubt."""

from __future__ import annotations

import aiohttp
import pytest

from bot.delivery.ports import DeliveryProblem, InDoubt, Limited, NotSent, Refused
from bot.slack.refusals import TABLE, Meaning, meant_by, problem, ruling

#: Words that Slack documents for every Web API method.
EVERYWHERE = """
    access_denied account_inactive accesslimited deprecated_endpoint ekm_access_denied enterprise_is_restricted
    fatal_error internal_error invalid_arg_name invalid_arguments invalid_array_arg invalid_auth invalid_charset
    invalid_form_data invalid_post_type method_deprecated missing_post_type missing_scope no_permission
    not_allowed_token_type not_authed org_login_required ratelimited request_timeout service_unavailable
    team_access_not_granted team_added_to_org token_expired token_revoked two_factor_setup_required
"""
DOCUMENTED = {
    "chat.postMessage": """
        as_user_not_supported cannot_reply_to_message channel_not_found duplicate_channel_not_found
        duplicate_message_not_found invalid_blocks invalid_blocks_format invalid_metadata_format invalid_metadata_schema
        is_archived markdown_text_conflict message_limit_exceeded messages_tab_disabled metadata_must_be_sent_from_app
        metadata_too_large missing_file_data msg_blocks_too_long msg_too_long no_text not_in_channel rate_limited
        restricted_action restricted_action_non_threadable_channel restricted_action_read_only_channel
        restricted_action_thread_locked restricted_action_thread_only_channel slack_connect_canvas_sharing_blocked
        slack_connect_file_link_sharing_blocked too_many_attachments too_many_contact_cards invalid_attachments
    """,
    "chat.update": """
        as_user_not_supported block_mismatch cant_broadcast_message cant_update_message channel_not_found
        edit_window_closed external_channel_migrating invalid_attachments invalid_blocks invalid_blocks_format
        invalid_metadata_format invalid_metadata_schema is_inactive markdown_text_conflict message_not_found
        metadata_must_be_sent_from_app metadata_too_large msg_too_long no_dual_broadcast_content_update no_text
        slack_connect_file_link_sharing_blocked streaming_state_conflict team_not_found too_many_attachments
        update_failed
    """,
    "chat.delete": """
        as_user_not_supported cant_delete_message channel_not_found compliance_exports_prevent_deletion
        message_not_found
    """,
    "views.publish": """
        duplicate_external_id hash_conflict missing_profile_id not_enabled not_implemented view_too_large
    """,
    "conversations.open": """
        channel_not_found invalid_user_combination method_not_supported_for_channel_type not_enough_users too_many_users
        user_disabled user_not_found user_not_visible users_list_not_supplied
    """,
    "conversations.history": """
        channel_not_found invalid_cursor invalid_limit invalid_metadata_filter_keys invalid_ts_latest invalid_ts_oldest
        not_in_channel
    """,
    "conversations.replies": """
        channel_not_found invalid_cursor invalid_metadata_filter_keys invalid_ts_latest invalid_ts_oldest
        list_record_comment_fetch_failed method_not_supported_for_channel_type thread_not_found
    """,
    "conversations.members": """
        channel_not_found fetch_members_failed invalid_cursor invalid_limit method_not_supported_for_channel_type
    """,
    "conversations.info": "channel_not_found method_not_supported_for_channel_type",
    "users.info": "user_not_found user_not_visible",
}


@pytest.mark.parametrize("method", DOCUMENTED)
def test_every_documented_word_is_classified(method: str) -> None:
    """Each error word that Slack documents for a method we use stands in the table."""
    words = set((DOCUMENTED[method] + EVERYWHERE).split())
    assert words - set(TABLE) == set()


def test_an_unknown_word_is_in_doubt() -> None:
    """A word that nobody documented may mean that the message stands."""
    assert ruling("brand_new_error").meaning is Meaning.IN_DOUBT
    assert isinstance(problem("brand_new_error"), InDoubt)


@pytest.mark.parametrize("word", ["internal_error", "fatal_error", "service_unavailable"])
def test_words_that_admit_a_partial_success_are_in_doubt(word: str) -> None:
    """Slack says itself that some of the operation may have succeeded."""
    assert ruling(word).meaning is Meaning.IN_DOUBT


def test_each_refusal_says_what_to_do() -> None:
    """Whoever reads about a refusal reads a fix in whole sentences, and nothing else has one."""
    for word, meant in TABLE.items():
        assert (meant.meaning is Meaning.REFUSED) == bool(meant.fix), word
        assert not meant.fix or meant.fix.endswith("."), word


def test_too_many_requests_is_certain_whatever_the_word() -> None:
    """A 429 was not carried out; its Retry-After is kept, and a sensible wait where Slack gives none."""
    told, silent = problem("ratelimited", status=429, retry_after=7), problem("", status=429)
    assert isinstance(told, Limited)
    assert isinstance(silent, Limited)
    assert (told.retry_after, silent.retry_after) == (7, 30)


def test_a_server_error_is_in_doubt_even_with_a_known_word() -> None:
    """What a broken server says about its own success proves nothing."""
    assert isinstance(problem("channel_not_found", status=500), InDoubt)


@pytest.mark.parametrize(
    ("error", "meaning"),
    [
        (TimeoutError(), InDoubt),
        (aiohttp.ServerDisconnectedError(), InDoubt),
        (aiohttp.ClientPayloadError(), InDoubt),
        (ConnectionResetError(), InDoubt),
        (AttributeError("'str' object has no attribute 'get'"), InDoubt),
        (aiohttp.ConnectionTimeoutError(), NotSent),
    ],
)
def test_only_a_connection_that_never_stood_is_certainly_not_sent(
    error: Exception, meaning: type[DeliveryProblem]
) -> None:
    """Once bytes may have left, a lost connection or a time-out proves nothing."""
    assert isinstance(meant_by(error), meaning)


def test_a_refusal_carries_its_fix() -> None:
    """What reaches the admins is the fix from the table."""
    refused = problem("is_archived")
    assert isinstance(refused, Refused)
    assert "Unarchive" in refused.fix
