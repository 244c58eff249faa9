"""Everything that can be traced to the reader, for their eyes only, with the buttons to change and delete it.

Slack: a modal has at most 100 blocks and 250 kB; what does not fit comes on the next page, and the page says how many.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from slack_sdk.models.blocks import Block, ButtonElement, SectionBlock
from slack_sdk.models.views import View

from bot.content.markup import quote
from bot.insight.traces import Traces
from bot.slack.blocks.meetings import when
from bot.slack.blocks.pieces import are_you_sure, as_written, button, divider, row, sections, small_print
from bot.slack.blocks.voice import Facts, Voice, clip
from bot.slack.views.choices import choices_blocks, download_button, name_button, rights_blocks
from bot.slack.views.fields import page, usual_mode
from bot.slack.views.ladder import wish_facts
from bot.slack.views.mail import mail_blocks
from bot.surfaces import MyData, OwnAnswer, OwnIdea, Reminders

PER_PAGE = 12
LONGEST_SHOWN = 5_600
"""Characters of one answer with its quote marks: two sections. The form to change it shows it whole."""
LONGEST_QUOTE = 2_400
"""The same of a quote: one section."""
LONGEST_BACK, MOST_BACK = 200, 8
"""Characters of what was written back to a leader, and how many of those; the download has them whole."""
MOST_IDEAS = 8
MOST_RATINGS = 60
MOST_LINES = 40
MOST_NAMES = 20
MOST_FORGOTTEN = 5


def my_data_view(data: MyData, voice: Voice, start: int = 0, notice: str = "") -> View:
    """Draw one page of a person's data, from answer number `start`; `notice` (markup) says what they just did."""
    shown = data.answers[start : start + PER_PAGE]
    rest = len(data.answers) - start - len(shown)
    blocks = [
        *(sections(notice) if notice else ()),
        *sections(voice.say("view/my_data_intro", _intro(data))),
        download_button(voice),
        *(block for answer in shown for block in _answer(answer, voice)),
        *(_more(voice, start + len(shown), rest) if rest > 0 else _afterwards(data, voice)),
    ]
    return page(voice, "my_data", "my_data", blocks)


def _intro(data: MyData) -> Facts:
    return {"count": len(data.answers), "forgotten": [clip(name, 100) for name in data.forgotten[:MOST_FORGOTTEN]]}


def _answer(answer: OwnAnswer, voice: Voice) -> Iterator[Block]:
    facts = {
        "area_title": answer.area_title,
        "week": answer.week,
        "campaign": clip(answer.campaign, 100),
        "given_at": answer.given_at,
        "mode": voice.label(f"mode.{answer.mode}"),
        "question": clip(answer.question, 150),
        "text": clip(answer.text, LONGEST_SHOWN, quote),
        "link": answer.link,
    }
    yield divider()
    yield from sections(voice.say("view/my_data_answer", facts))
    yield from _quoting(answer, voice)
    if answer.wish is not None:
        yield from sections(voice.say("question/my_wish", wish_facts(**vars(answer.wish))))
    if answer.changeable:
        yield row(
            button(voice, "change_answer", answer.answer_id),
            *name_button(answer, voice),
            button(voice, "delete_answer", answer.answer_id, style="danger", confirm=True),
            *_quote_buttons(answer, voice),
            *([button(voice, "take_up", answer.answer_id)] if answer.wish is not None else []),
            button(voice, "idea_from_answer", answer.answer_id),
        )
    else:
        yield small_print(voice.say("view/my_data_in_thread", facts))
        yield row(button(voice, "idea_from_answer", answer.answer_id))


def _quoting(answer: OwnAnswer, voice: Voice) -> Iterator[Block]:
    """Say whether it may be quoted, how that reads, and what became of it."""
    if answer.quoting is not None:
        shown = {name: clip(getattr(answer.quoting, name), LONGEST_QUOTE, quote) for name in ("text", "reply")}
        facts = {**vars(answer.quoting), **shown}
        yield from sections(voice.say("quote/mine", facts))


def _quote_buttons(answer: OwnAnswer, voice: Voice) -> Iterator[ButtonElement]:
    """The ways to answer why it is hidden, and to take the permission back."""
    if answer.quoting is None or not answer.quoting.allowed:
        return
    if answer.quoting.state == "hidden":
        yield button(voice, "quote_reply", answer.quoting.quote_id)
    yield button(voice, "quote_stop", answer.answer_id)


def _more(voice: Voice, start: int, rest: int) -> list[Block]:
    label = voice.label("home.show_more")
    return [
        divider(),
        *sections(voice.say("view/my_data_more", {"more": rest})),
        row(button(voice, "open_my_data", str(start), label=label)),
    ]


def _ideas(ideas: Sequence[OwnIdea], voice: Voice) -> Iterator[Block]:
    """What somebody raised, takes forward or helps with; the idea itself has the ways to change that."""
    if not ideas:
        return
    yield divider()
    yield from sections(voice.say("view/my_data_ideas", {"more": max(0, len(ideas) - MOST_IDEAS)}))
    for idea in ideas[:MOST_IDEAS]:
        words = idea.words.get("idea") or idea.words.get("need", "")
        stage, helps = voice.label(f"idea.stage.{idea.stage}"), idea.role and voice.label(f"idea.role.{idea.role}")
        shown = {**vars(idea), "team": clip(idea.team, 100), "text": clip(words, LONGEST_BACK)}
        line = voice.say("view/my_data_idea", {**shown, "stands": stage, "helps": helps, "steps": len(idea.wrote)})
        yield SectionBlock(text=as_written(line), accessory=button(voice, "idea_open", idea.idea_id))
        if idea.named_in_win:
            out, ask = voice.label("button.idea_win_out"), are_you_sure(voice, "idea_win_name", "primary")
            yield row(button(voice, "idea_win_name", idea.idea_id, label=out, confirm=ask))


def _afterwards(data: MyData, voice: Voice) -> Iterator[Block]:
    yield from _ideas(data.ideas, voice)
    if data.ratings:
        ratings = [{"area": area, "scale": scale, "value": value} for area, scale, value in data.ratings[:MOST_RATINGS]]
        more = len(data.ratings) - len(ratings)
        yield divider()
        yield from sections(voice.say("view/my_data_ratings", {"ratings": ratings, "more": more}))
    yield divider()
    if not data.choices.away:  # then there are none
        yield from sections(voice.say("reminders/state", vars(data.reminders)))
        yield reminder_buttons(voice, data.reminders)
        yield divider()
    yield from sections(voice.say("mode/starts", {"mode": voice.label(f"mode.{data.usual_mode}")}))
    yield usual_mode(voice, data.usual_mode)
    yield from mail_blocks(data.mail, voice)
    yield divider()
    yield from sections(replace(voice, zone=data.zone).say("view/my_data_traces", _traces(data.traces)))
    yield from _places(data, replace(voice, zone=data.zone))
    yield from choices_blocks(data.choices, voice)
    yield from rights_blocks(data.rights, replace(voice, zone=data.zone))
    if data.controller.notice:
        yield small_print(voice.papers(data.controller))


def _places(data: MyData, voice: Voice) -> Iterator[Block]:
    """The way to give each place at a meeting back."""
    for place in data.traces.places[:MOST_BACK]:
        label = voice.label("meeting.back", when=when(place.at.isoformat(), voice))
        yield row(button(voice, "meeting_back", place.time_id, label=label))


def _traces(traces: Traces) -> dict[str, object]:
    """The facts of what else is kept; `more` counts what a page has no room for."""
    reacted = [{"week": vars(week), "names": names[:MOST_NAMES]} for week, names in traces.reacted]
    lists: dict[str, list[object]] = {
        "took_part": [vars(week) for week in traces.took_part],
        "reacted": [*reacted],
        "reminded": [vars(one) for one in traces.reminded],
    }
    promises = {
        "promises": [{**vars(one), "text": clip(one.text, LONGEST_BACK)} for one in traces.promises],
        "changed_promises": [{**vars(one), "words": clip(one.words, LONGEST_BACK)} for one in traces.changed_promises],
    }
    return {
        **{name: rows[:MOST_BACK] for name, rows in promises.items()},
        **{name: rows[:MOST_LINES] for name, rows in lists.items()},
        "more": {name: max(0, len(rows) - MOST_LINES) for name, rows in lists.items()}
        | {name: max(0, len(rows) - MOST_BACK) for name, rows in promises.items()},
        "sponsor_of": [clip(name, 100) for name in traces.sponsor_of[:MOST_NAMES]],
        "teams": traces.teams[:MOST_NAMES],
        "leads": traces.leads[:MOST_NAMES],
        "digests": traces.digests,
        "talks": traces.talks,
        "asked_too": traces.asked_too,
        "said_helped": traces.said_helped,
        "said_of_meetings": traces.said_of_meetings,
        "spoken_for": traces.spoken_for,
        "written_back": [clip(words, LONGEST_BACK) for words in traces.written_back[:MOST_BACK]],
        "places": [{**vars(place), "topic": clip(place.topic, LONGEST_BACK)} for place in traces.places[:MOST_BACK]],
        "meetings": traces.meetings,
        "opened_home": traces.opened_home,
    }


def reminder_buttons(voice: Voice, reminders: Reminders) -> Block:
    """Build the buttons that change the state of somebody's reminders."""
    snooze, stop = button(voice, "snooze_reminders", "-"), button(voice, "stop_reminders", "-", confirm=True)
    resume = button(voice, "resume_reminders", "-")
    return row(*{"on": (snooze, stop), "snoozed": (resume, stop), "stopped": (resume,)}[reminders.state])
