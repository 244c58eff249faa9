"""Every table has its stage, its age, or a reason; and every key of figures and digests is kept or gone on purpose."""

from __future__ import annotations

from bot.digests.compose import SECTIONS
from bot.insight.figures import freeze
from bot.insight.tally import RoundTally
from bot.retention.leftovers import OLD_BY_RAW
from bot.retention.rules import BY_AGE, NOT_PURGED, PARTS, RULES
from bot.retention.stages import Stage
from bot.retention.words import (
    DIGEST_FIGURES,
    DIGEST_FRAME,
    DIGEST_WORDS,
    FIGURES_GONE,
    FIGURES_SHOWN,
    digest_without_figures,
    digest_without_words,
    figures_without_words,
)
from bot.storage.repositories.purging import LEADS, OLD
from bot.storage.tables import METADATA


def test_no_table_is_forgotten() -> None:
    """A table goes at a stage or by its age, or it stands with the reason why it may stay; a new one fails here."""
    assigned = {rule.table for rule in RULES} | set(BY_AGE)
    assert assigned | set(NOT_PURGED) == set(METADATA.tables), "assign the table to a stage in bot/retention/rules.py"
    assert not assigned & set(NOT_PURGED)


def test_rows_are_found_by_columns_that_there_are() -> None:
    """Each rule names a column of its table, and storage knows what leads from it to a campaign."""
    for rule in RULES:
        assert rule.by in LEADS
        assert rule.by in METADATA.tables[rule.table].columns
    assert {column.split(".")[0] for column in PARTS} <= {rule.table for rule in RULES}
    assert set(OLD) == {*OLD_BY_RAW, "audit", "deletions"}


def test_what_refers_goes_before_what_it_refers_to() -> None:
    """No rule's rows are still referred to when their turn comes: a stage can be gone through from top to bottom."""
    place = {rule.table: (list(Stage).index(rule.stage), turn) for turn, rule in enumerate(RULES)}
    for table in METADATA.sorted_tables:
        for key in table.foreign_keys:
            assert place[table.name] < place[key.column.table.name]


def test_each_key_of_frozen_figures_is_kept_or_gone_on_purpose() -> None:
    """A new key in a round's figures has to be put on one of the two lists."""
    figures = freeze(RoundTally(members=5, people=frozenset("abc"), team="Housing", area="a", week=1), 3)
    assert set(figures) == FIGURES_SHOWN | FIGURES_GONE
    assert not FIGURES_SHOWN & FIGURES_GONE
    left = figures_without_words({**figures, "new": "somebody's words"})
    assert set(left) == FIGURES_SHOWN | {"named", "leaders_named", "questions"}
    assert figures_without_words(left) == left


def test_each_section_of_a_digest_is_frame_figures_or_words() -> None:
    """A new section has to be put on one of the three lists; until then it goes with the words."""
    assert {name for name, _ in SECTIONS} <= DIGEST_FRAME | DIGEST_FIGURES | DIGEST_WORDS
    assert not DIGEST_FRAME & (DIGEST_FIGURES | DIGEST_WORDS)
    whole = dict.fromkeys(DIGEST_FRAME | DIGEST_FIGURES | DIGEST_WORDS | {"new"}, "x")
    without = digest_without_words(whole)
    assert {key for key, value in without.items() if value is None} == DIGEST_WORDS
    assert {key for key, value in digest_without_figures(without).items() if value == "x"} == DIGEST_FRAME
    assert digest_without_words(without) == without
