"""Facts for every utterance: as in an ordinary week, and as long as the schema and the forms allow."""

from __future__ import annotations

from typing import Any

from bot.insight.ideas import TRYING
from tests.slack.stand_in_meetings import DONE, MEETING

Facts = dict[str, Any]

CLOSES = "2026-11-26T17:00:00+00:00"
LINK = "https://greenfield.slack.com/archives/C0TEAM0001/p1764000000000100"
SUPPORT = "If something here weighs on you, talk to your manager, your union or your staff support line."

PROMPT: Facts = {
    "round_id": "0b7d1c53-4c0e-5c3a-9d56-0f6f1f5f5a01",
    "week": 2,
    "weeks": 7,
    "tier": "Key drivers",
    "area": "vision",
    "area_title": "A clear vision",
    "headline": "Do you know what we are trying to change, and why?",
    "same_as_week": None,
    "why": "People try new things when they know the goal. Without it, each team pulls its own way.",
    "priority_line": "Think of Faster repairs: some people wait nine months.",
    "closes_at": CLOSES,
    "threshold": 5,
    "team": "Repairs",
}
QUESTION = {"key": "vision.q1", "text": "When did you last hear why we work this way?", "short": "Hearing why"}

AHEAD = {
    "meeting_id": "meeting-1",
    "time_id": "time-1",
    "kind": "visit",
    "topic": "What the depot is for",
    "leader": "U0LEAD001",
    "area_title": "A clear vision",
    "at": "2026-12-08T14:00:00+00:00",
    "minutes": 45,
    "place": "Room 2, Town Hall",
    "link": "",
    "team": "Repairs",
}
THEMES = [{"key": "vision.plan", "label": "Knowing the plan"}, {"key": "something-else", "label": "Something else"}]
TOLD = {
    "id": "question-1",
    "key": "answer-1",
    "text": "Why was the depot closed?",
    "kind": "question",
    "state": "answered",
    "week": 2,
    "holder": None,
    "reply_by": "2026-12-11",
    "by": "U0LEAD001",
    "words": "The lease ran out.",
}

WIDE = {"base": "rated", "now": 2.8, "needed": 4.1, "gap": 1.3, "split": False, "agreed": {}, "all_teams": True}

PROMISED = {
    "promise_id": "promise-1",
    "text": "We open a second depot.",
    "on": "2026-12-18",
    "owner": "U0BEN0001",
    "decider": "U0NIA0001",
    "teams": ["Repairs"],
    "state": "open",
}

PLAIN: dict[str, Facts] = {
    "intro": {
        "campaign": "Autumn 2026",
        "started_by": "U0ADMIN01",
        "weeks": 7,
        "area_titles": ["Residents first", "A clear vision", "Leaders who help"],
        "first_prompt": "2026-11-24T10:00:00+00:00",
        "threshold": 5,
        "priorities": [{"title": "Faster repairs", "reason": "Some people wait nine months"}],
    },
    "prompt/open": PROMPT,
    "prompt/closed": {**PROMPT, "heard": "5 to 9"},
    "prompt/questions": {
        "area_title": "A clear vision",
        "questions": [QUESTION, {**QUESTION, "text": "Who could you ask about the plan?"}],
        "experiment": "Ask one colleague what they think our goal is.",
        "residents_question": "What would a resident say our goal is?",
    },
    "playback": {
        "area_title": "A clear vision",
        "heard": [5, 9],
        "named": 3,
        "link": LINK,
        "words": [
            {"author": "U0ANNA001", "text": "We hear it once a year.\nThen nothing.", "support": 2},
            {"author": "U0BEN0001", "text": "I know the goal, not the plan.", "support": 0},
        ],
        "closes_at": CLOSES,
    },
    "mode/usual": {"mode": "unlinked"},
    "wider/digest": {
        "digest_id": "wider-1",
        "subscription_id": "subscription-1",
        "kind": "partnership",
        "organisation": None,
        "campaign": "Autumn 2026",
        "through": 2,
        "weeks": 7,
        "threshold": 5,
        "every": 4,
        "is_over": False,
        "for_you": {"count": 1, "days": 3},
        "areas": [
            {"week": 1, "title": "Residents first", "heard": [10, 14], "all_teams": True, "ratings": WIDE},
            {"week": 2, "title": "A clear vision", "heard": None, "all_teams": True, "ratings": None},
        ],
        "partners": [
            {
                "title": "Residents first",
                "pair": [{"organisation": "Council", "now": 2.1}, {"organisation": "Health trust", "now": 3.9}],
            }
        ],
        "account": [
            {
                "organisation": "Council",
                "raised": 4,
                "answered": 3,
                "waiting": 1,
                "days": 2,
                "oldest": 9,
                "talks": 1,
                "promises": 2,
                "late": 1,
            }
        ],
    },
    "wider/done": {"what": "chosen", "hour": ""},
    "meeting/offer": MEETING,
    "meeting/card": {
        **MEETING,
        "times": [{**time, "taken": 5, "waiting": 1, "places": 8} for time in MEETING["times"]],
        "threshold": 5,
    },
    "meeting/news": {**MEETING, "what": "moved_up", "time_id": "time-1", "at": "2026-12-14T10:00:00+00:00"},
    "meeting/done": {
        **DONE,
        "what": "full",
        "others": [{"id": "time-2", "at": "2026-12-16T14:00:00+00:00"}],
    },
    "meeting/offered": {"fresh": True, "whom": "team", "odd": ["2026-12-19T10:00:00+00:00"]},
    "meeting/changed": {"fresh": True, "what": "settled"},
    "meeting/happened": {
        "meeting_id": "meeting-1",
        "topic": "The depot",
        "leader": "U0LEAD001",
        "time_id": "time-1",
        "at": "2027-01-29T14:00:00+00:00",
        "said": "",
    },
    "meeting/waits": {
        "meeting_id": "meeting-1",
        "topic": "The depot",
        "leader": "U0LEAD001",
        "count": 2,
        "times": [{"id": "time-1", "at": "2027-01-29T14:00:00+00:00"}],
    },
    "meeting/felt": {
        "meeting_id": "meeting-1",
        "topic": "The depot",
        "leader": "U0LEAD001",
        "time_id": "time-1",
        "at": "2027-01-29T14:00:00+00:00",
        "heard": "yes",
    },
    "meeting/not_held": {
        "meeting_id": "meeting-1",
        "topic": "The depot",
        "leader": "U0LEAD001",
        "at": "2027-01-29T14:00:00+00:00",
        "words": "The snow came.",
    },
    "meeting/after_done": {"what": "held", "meeting_id": "meeting-1", "count": 2},
    "question/outcome": {
        "leader": "U0LEAD001",
        "state": "answered",
        "question_id": "question-1",
        "questions": [{"key": "answer-1", "text": "Why was the depot closed?"}],
        "words": "The lease ran out. A new one starts in May.",
    },
    "question/told": {
        "items": [
            {
                "question_id": "question-1",
                "leader": "U0LEAD001",
                "area_title": "A clear vision",
                "text": "The lease ran out.",
            }
        ]
    },
    "question/replies": {
        "items": [
            {
                "key": "reply-1",
                "text": "And who decided that?",
                "question_id": "question-1",
                "area_title": "A clear vision",
                "questions": [{"key": "answer-1", "text": "Why was the depot closed?"}],
            }
        ]
    },
    "question/by_name": {
        "items": [
            {
                "key": "name-1",
                "text": "",
                "user": "U0ANNA001",
                "question_id": "question-1",
                "area_title": "A clear vision",
                "questions": [{"key": "answer-1", "text": "Why was the depot closed?"}],
            }
        ]
    },
    "question/speak": {
        "items": [
            {
                "key": "ask-1",
                "text": "",
                "question_id": "question-1",
                "area_title": "A clear vision",
                "questions": [{"key": "answer-1", "text": "Why was the depot closed?"}],
            }
        ]
    },
    "question/spoken": {
        "items": [
            {
                "question_id": "question-1",
                "answer_id": "answer-1",
                "area_title": "A clear vision",
                "text": "",
                "speaker": "U0BEN0001",
                "said": "yes",
            }
        ]
    },
    "question/next": {
        "items": [
            {
                "question_id": "question-1",
                "answer_id": "answer-1",
                "area_title": "A clear vision",
                "text": "",
                "way": "by_name",
            }
        ]
    },
    "question/done": {"what": "answered_private", "fresh": True},
    "question/passed": {
        "items": [
            {
                "question_id": "question-1",
                "leader": "U0LEAD001",
                "area_title": "A clear vision",
                "text": "You know the lease.",
                "kind": "concern",
                "team": "Repairs",
                "organisation": None,
                "state": "answered",
                "before": ["promised"],
                "late": False,
                "theirs": False,
                "by": "U0BEN0001",
                "words": "The lease ran out.",
                "reply_by": "2026-12-04",
                "questions": [{"key": "answer-1", "text": "Why was the depot closed?"}],
            }
        ]
    },
    "question/due": {
        "items": [
            {
                "question_id": "question-1",
                "key": "answer-1",
                "text": "Why was the depot closed?",
                "area_title": "A clear vision",
                "kind": "concern",
                "team": "Repairs",
                "organisation": None,
                "state": "waiting",
                "before": [],
                "late": False,
                "theirs": True,
                "holder": None,
                "reply_by": "2026-12-04",
            }
        ],
        "more": 0,
    },
    "question/thanks": {
        "items": [
            {
                "question_id": "question-1",
                "leader": "U0LEAD001",
                "area_title": "A clear vision",
                "text": "I had not seen that.",
            }
        ]
    },
    "question/helped": {
        "items": [{"question_id": "question-1", "leader": "U0LEAD001", "area_title": "A clear vision", "text": ""}]
    },
    "question/brief": {
        **AHEAD,
        "questions": [{"key": "answer-1", "text": "Why was the depot closed?"}],
        "about_question": True,
        "themes": [{"team": "Repairs", "titles": ["Knowing the plan", "Time to try"]}],
        "gaps": [{"team": "Repairs", "now": 2.1, "needed": 4.3, "split": True}],
        "differ": [{"team": "Repairs", "now": 2.1}, {"team": "Lettings", "now": 3.8}],
        "promises": [{"text": "We open a second depot.", "on": "2026-12-18"}],
        "more": 1,
    },
    "meeting/reminder": {**AHEAD, "whom": "team", "access": "There is a lift."},
    "meeting/ahead": AHEAD,
    "meeting/managers": AHEAD,
    "question/thanked": {
        "questions": [
            {
                "key": "answer-1",
                "text": "",
                "words": "I had not seen that.",
                "author": "U0ANNA001",
                "leader": "U0LEAD001",
            }
        ]
    },
    "workshop/summary": {
        "by": "U0NESTA01",
        "area_title": "A clear vision",
        "actions": [
            {"text": "Put the rota up on Mondays.", "owner": "U0ANNA001", "on": "2026-12-18", "decider": ""},
            {"text": "Ask for a second van.", "owner": "U0NESTA01", "on": "2026-12-18", "decider": "U0LEAD001"},
        ],
    },
    "workshop/done": {"what": "told", "count": 2, "fresh": True},
    "question/promise": {
        "promise_id": "promise-1",
        "text": "We open a second depot.",
        "on": "2026-12-18",
        "made_by": "U0LEAD001",
        "when": "due",
        "state": "open",
    },
    "promise/told": {
        "what": "moved",
        "by": "U0LEAD001",
        "text": "We open a second depot.",
        "owner": "U0BEN0001",
        "decider": None,
        "on": "2027-01-15",
        "was": "2026-12-18",
        "words": "The lease is late.",
    },
    "promise/late": {"items": [PROMISED], "more": 1},
    "promise/overdue": {"campaign": "Autumn 2026", "items": [{**PROMISED, "days": 6}], "more": 0, "days": 5},
    "promise/done": {"what": "dropped", "fresh": True},
    "idea/shared": {
        "idea_id": "idea-1",
        "need": "Nobody knows when a repair comes.",
        "for_whom": "tenants",
        "idea": "Send a text on the morning of the visit.",
        "elsewhere": "The next council does it.",
        "red_tape": "Form 12 needs three signatures.",
        "credit": "U0ANNA001",
        "owner": "U0ANNA001",
        "stage": "experiment",
        "finisher": False,
        "decide_on": "2026-12-18",
    },
    "idea/moved": {
        "idea_id": "idea-1",
        "title": "Send a text on the morning of the visit.",
        "team": "Repairs",
        "kind": "experiment",
        "by": "U0ANNA001",
        "credit": None,
        "said": {"test": "One street, for two weeks.", "decide_on": "2026-12-18"},
    },
    "idea/win": {
        "idea_id": "idea-1",
        "title": "Send a text on the morning of the visit.",
        "team": "Repairs",
        "by": "U0ANNA001",
        "outcome": "spread",
        "said": {"title": "Texts before a visit", "happened": "Calls fell by half.", "next": "Do it in each street."},
        "credit": "U0BEN0001",
        "names": ["U0ANNA001", "U0BEN0001"],
    },
    "idea/handed_over": {
        "idea_id": "idea-1",
        "title": "Send a text on the morning of the visit.",
        "team": "Repairs",
        "by": "U0BEN0001",
    },
    "idea/offered": {
        "idea_id": "idea-1",
        "title": "Send a text on the morning of the visit.",
        "team": "Repairs",
        "by": "U0BEN0001",
        "role": "skill",
        "text": "I can write Welsh.",
    },
    "idea/asked": {
        "idea_id": "idea-1",
        "title": "Send a text on the morning of the visit.",
        "team": "Repairs",
        "what": "resources",
        "text": "Two days of a driver.",
        "state": "",
        "by": None,
        "words": "",
    },
    "idea/done": {"what": "shared_confidential", "fresh": True},
    "quote/hidden": {
        "quote_id": "quote-1",
        "answer_id": "answer-1",
        "area_title": "A clear vision",
        "reason": "The van would tell who wrote it.",
    },
    "page/link": {"url": "https://waymark.northbridge.example/page/open?link=eyJ.a-b_c", "minutes": 10},
    "quote/done": {"what": "hidden", "told": True},
    "nudge": {
        "round_id": PROMPT["round_id"],
        "team": "Repairs",
        "channel": "C0TEAM0001",
        "area_title": "A clear vision",
        "headline": PROMPT["headline"],
        "link": LINK,
        "closes_at": CLOSES,
    },
    "last_call": {"area_title": "A clear vision", "headline": PROMPT["headline"], "link": LINK, "closes_at": CLOSES},
    "told_back": {
        "area_title": "A clear vision",
        "heard": "5 to 9",
        "leaders": ["U0LEAD001", "U0LEAD002"],
        "questions_count": 1,
        "offers": [{"leader": "U0LEAD001"}],
        "next_on": "2026-12-01",
    },
    "thread/named_answer": {
        "author": "U0ANNA001",
        "text": "We hear it once a year.\nThen nothing.",
        "question_text": "Hearing why",
    },
    "receipt/private": {
        "answer_id": "f7b7c1d8-5f4a-5c38-8b1c-1f0f5cf3a001",
        "round_id": PROMPT["round_id"],
        "area_title": "A clear vision",
        "mode": "confidential",
        "quotable": True,
        "question_short": "Hearing why",
        "threshold": 5,
    },
    "receipt/deleted": {"area_title": "A clear vision", "mode": "named"},
    "followup/ask": {
        "answer_id": "f7b7c1d8-5f4a-5c38-8b1c-1f0f5cf3a001",
        "probe_text": "What did you see or hear that makes you say that?",
        "support_route": SUPPORT,
    },
    "theme/ask": {"answer_id": "f7b7c1d8-5f4a-5c38-8b1c-1f0f5cf3a001", "themes": THEMES},
    "theme/done": {"what": "corrected"},
    "theme/kept": {"theme": "Time to try things", "other": False, "words": False},
    "followup/support": {"support_route": SUPPORT},
    "followup/asked_us": {"round_id": "round-1"},
    "followup/done": {"area_title": "A clear vision"},
    "followup/skipped": {"area_title": "A clear vision"},
    "talk/offered": {"leader": "U0LEAD001", "area_title": "A clear vision", "team": "Repairs"},
    "talk/offered_already": {"leader": "U0LEAD001", "area_title": "A clear vision", "team": "Repairs"},
    "talk/recorded": {"leader": "U0LEAD001", "area_title": "A clear vision", "team": "Repairs"},
    "thread/late": {"area_title": "A clear vision"},
    "leader/rate": {
        "round_id": PROMPT["round_id"],
        "area_title": "A clear vision",
        "headline": PROMPT["headline"],
        "closes_at": CLOSES,
    },
    "leader/rated": {"scale": "now", "value": 4, "area_title": "A clear vision", "teams": 2},
    "rating/kept": {"scale": "needed", "value": 4, "area_title": "A clear vision"},
    "answer/saved": {
        "area_title": "A clear vision",
        "mode": "confidential",
        "threshold": 5,
        "late": False,
        "receipt": True,
    },
    "answer/saved_before": {},
    "dm/typed": {"round_id": PROMPT["round_id"], "area_title": "A clear vision", "first_time": True},
    "reminders/snoozed": {"until": "2026-12-01T10:00:00+00:00"},
    "reminders/stopped": {"until": None},
    "reminders/resumed": {"until": None},
    "admin/unread": {"where": "C0TEAM0001", "code": "timeout", "week": 2, "campaign": "Autumn 2026"},
    "admin/trouble": {
        "kind": "unshown",
        "since": "2026-12-01T10:00:00+00:00",
        "over": "2026-12-01T11:00:00+00:00",
        "number": 3,
    },
    "admin/problem": {
        "where": "C0TEAM0001",
        "code": "not_in_channel",
        "fix": "Invite me to the channel: type /invite @Waymark there.",
    },
    "help": {},
    "status": {
        "rounds": [
            {
                "round_id": PROMPT["round_id"],
                "campaign": "Autumn 2026",
                "team": "Repairs",
                "channel": "C0TEAM0001",
                "week": 2,
                "weeks": 7,
                "area_title": "A clear vision",
                "headline": PROMPT["headline"],
                "state": "open",
                "opens_at": "2026-11-24T10:00:00+00:00",
                "closes_at": CLOSES,
                "took_part": False,
                "link": LINK,
            }
        ],
        "campaigns": [
            {
                "campaign_id": "c1",
                "name": "Autumn 2026",
                "state": "running",
                "pack_title": "Ready to innovate",
                "week": 2,
                "weeks": 7,
                "area_title": "A clear vision",
                "teams": ["Repairs", "Housing"],
                "next_kind": "digest",
                "next_at": "2026-11-27T09:00:00+00:00",
                "zone": "Europe/London",
                "problems": 1,
            }
        ],
    },
    "not_understood": {},
    "own/done": {"what": "left", "campaign": "Spring", "forget": True, "in_thread": 1},
    "own/objection_officer": {"user": "U0AMINA", "at": "2026-12-01T10:00:00+00:00", "due": "2027-01-01"},
    "refused": {"sentence": "Only an admin can set up a campaign."},
    "trouble": {"sentence": "This did not work just now. Please try again in a minute."},
}
PLAIN["receipt/changed"] = PLAIN["receipt/private"]
PLAIN["followup/ask_here"] = {**PLAIN["followup/ask"], "themes": THEMES}


def words(length: int) -> str:
    """So many characters of what people may type, the kind that grows when it is escaped among them."""
    return ("R&D <b> asks: is it 5 > 3? " * (length // 20 + 1))[:length]


def letters(length: int) -> str:
    """So many characters of plain words."""
    return ("wording " * (length // 8 + 1))[:length].strip().ljust(length, "x")


LONG_PROMPT: Facts = {
    **PROMPT,
    "week": 52,
    "same_as_week": 51,
    "weeks": 52,
    "area_title": letters(75),
    "headline": letters(150),
    "why": letters(500),
    "priority_line": words(600),
    "team": words(200),
}

LONG_MEETING: Facts = {
    **AHEAD,
    "topic": words(150),
    "area_title": letters(75),
    "place": words(200),
    "link": f"https://meet.example/{'x' * 170}",
    "team": letters(80),
}
SAID: Facts = {"by": "U0LEAD00001", "words": words(2_000), "owner": "U0LEAD00001", "on": "2026-12-18"}
LONGEST_TOLD: Facts = {
    **TOLD,
    **SAID,
    "kind": "meeting",
    "text": words(3_000),
    "asked_by": 10,
    "state": "agreed",
    "before": ("answered", "promised"),
    "answer": SAID,
    "promise": SAID,
}
LONG: dict[str, Facts] = {
    "intro": {
        **PLAIN["intro"],
        "campaign": words(200),
        "area_titles": [letters(75)] * 12,
        "priorities": [{"title": words(200), "reason": words(500)}] * 5,
    },
    "prompt/open": LONG_PROMPT,
    "prompt/closed": {**LONG_PROMPT, "heard": [100, None]},
    "prompt/questions": {
        "area_title": letters(75),
        "questions": [{**QUESTION, "text": letters(250)}] * 10,
        "experiment": letters(500),
        "residents_question": letters(250),
    },
    "playback": {
        **PLAIN["playback"],
        "area_title": letters(75),
        "words": [{"author": "U0ANNA001", "text": words(3000), "support": 40}] * 3,
    },
    "nudge": {**PLAIN["nudge"], "team": words(200), "area_title": letters(75), "headline": letters(150)},
    "last_call": {**PLAIN["last_call"], "area_title": letters(75), "headline": letters(150)},
    "told_back": {
        **PLAIN["told_back"],
        "area_title": letters(75),
        "leaders": [f"U0LEAD{number:03}" for number in range(20)],
        "offers": [{"leader": f"U0LEAD{number:03}"} for number in range(20)],
        "questions_count": 120,
        "questions": [LONGEST_TOLD] * 30,
        "next_on": "2026-12-01",
        "farewell": {"campaign": words(200), "weeks": 14},
    },
    "meeting/offer": {
        **PLAIN["meeting/offer"],
        "topic": words(150),
        "place": words(200),
        "access": words(300),
        "language": words(60),
        "teams": [words(200)] * 12,
        "times": [*MEETING["times"], MEETING["times"][0]],
    },
    "meeting/card": {
        **PLAIN["meeting/card"],
        "topic": words(150),
        "place": words(200),
        "access": words(300),
        "language": words(60),
        "teams": [words(200)] * 12,
    },
    "question/outcome": {
        **PLAIN["question/outcome"],
        "questions": [{"key": "answer-1", "text": words(3_000)}],
        "words": words(2_000),
    },
    "question/passed": {
        "items": [
            {
                **PLAIN["question/passed"]["items"][0],
                "text": words(600),
                "questions": [{"key": "answer-1", "text": words(3_000)}],
            }
        ]
        * 4
    },
    "question/due": {
        "items": [{**PLAIN["question/due"]["items"][0], "text": words(3_000), "team": words(80), "late": True}] * 4,
        "more": 900,
    },
    "question/promise": {**PLAIN["question/promise"], "text": words(600)},
    "workshop/summary": {
        **PLAIN["workshop/summary"],
        "actions": [{**PLAIN["workshop/summary"]["actions"][1], "text": words(250)}] * 10,
    },
    "question/brief": {
        **PLAIN["question/brief"],
        **LONG_MEETING,
        "questions": [{"key": "answer-1", "text": words(3_000)}],
        "themes": [{"team": letters(80), "titles": [letters(75)] * 3}] * 2,
        "gaps": [{"team": letters(80), "now": 2.1, "needed": 4.3, "split": True}] * 2,
        "promises": [{"text": words(600), "on": "2026-12-18"}] * 3,
    },
    "meeting/reminder": {**PLAIN["meeting/reminder"], **LONG_MEETING, "access": words(300)},
    "meeting/ahead": LONG_MEETING,
    "meeting/managers": LONG_MEETING,
    "promise/told": {**PLAIN["promise/told"], "text": words(600), "words": words(600)},
    "promise/late": {"items": [{**PROMISED, "text": words(600), "teams": [words(80)] * 9}] * 5, "more": 900},
    "promise/overdue": {
        **PLAIN["promise/overdue"],
        "campaign": words(80),
        "items": [{**PROMISED, "text": words(600), "teams": [words(80)] * 9, "days": 200}] * 10,
        "more": 900,
    },
    "question/told": {"items": [{**PLAIN["question/told"]["items"][0], "text": words(2_000)}] * 4},
    **{
        f"question/{name}": {
            "items": [
                {
                    **PLAIN[f"question/{name}"]["items"][0],
                    "area_title": letters(75),
                    "questions": [{"key": "answer-1", "text": words(3_000)}],
                }
            ]
            * 4
        }
        for name in ("by_name", "speak", "spoken", "next")
    },
    "question/replies": {
        "items": [
            {
                **PLAIN["question/replies"]["items"][0],
                "text": words(2_000),
                "questions": [{"key": "answer-1", "text": words(3_000)}],
            }
        ]
        * 4
    },
    "idea/shared": {
        **PLAIN["idea/shared"],
        **{name: words(1_000) for name in ("need", "for_whom", "idea", "elsewhere", "red_tape")},
    },
    "idea/moved": {
        **PLAIN["idea/moved"],
        "title": words(1_000),
        "said": {name: words(1_000) for name in TRYING if name != "decide_on"},
    },
    "idea/win": {
        **PLAIN["idea/win"],
        "team": words(200),
        "said": {name: words(600) for name in ("title", "happened", "next")},
        "names": [f"U0PERSON{number:03}" for number in range(60)],
    },
    "idea/offered": {**PLAIN["idea/offered"], "title": words(1_000), "text": words(300)},
    "idea/asked": {
        **PLAIN["idea/asked"],
        "title": words(1_000),
        "team": words(200),
        "text": words(1_000),
        "state": "no",
        "by": "U0LEAD001",
        "words": words(1_000),
    },
    "thread/named_answer": {"author": "U0ANNA001", "text": "\n".join(["&<>"] * 750), "question_text": letters(250)},
    "receipt/private": {**PLAIN["receipt/private"], "area_title": letters(75), "question_short": letters(75)},
    "receipt/changed": {**PLAIN["receipt/private"], "area_title": letters(75), "mode": "named", "quotable": False},
    "followup/ask": {**PLAIN["followup/ask"], "probe_text": letters(250), "support_route": words(400)},
    "followup/ask_here": {
        **PLAIN["followup/ask"],
        "probe_text": letters(250),
        "support_route": words(400),
        "themes": [{"key": "t" * 60, "label": letters(75)}] * 9,
    },
    "talk/offered": {"leader": "U0LEAD001", "area_title": letters(75), "team": words(200)},
    "talk/recorded": {"leader": "U0LEAD001", "area_title": letters(75), "team": words(200)},
    "status": {
        "rounds": [{**PLAIN["status"]["rounds"][0], "campaign": words(200), "team": words(200)}] * 12,
        "campaigns": [{**PLAIN["status"]["campaigns"][0], "name": words(200), "teams": [words(200)] * 30}] * 12,
    },
    "admin/unread": {"where": "C0TEAM0001", "code": words(300), "week": 12, "campaign": words(200)},
    "admin/trouble": {"kind": "clock", "since": "2026-12-01T10:00:00+00:00", "over": None, "minutes": -1_000_000},
    "admin/problem": {"where": words(300), "code": words(300), "fix": words(2_000)},
    "own/done": {"what": "left", "campaign": words(200), "forget": True, "in_thread": 1_000},
    "refused": {"sentence": words(3_000)},
}
