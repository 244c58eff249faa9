"""What somebody overheard and sends again changes nothing, though its signature is right."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import httpx
from slack_sdk.signature import SignatureVerifier

from tests.played.conftest import Setting
from tests.slack.stand_ins import payload


async def test_a_request_that_is_sent_again(on_stage: Setting) -> None:
    """A signed event counts once, however often it comes, and with other words or another time it is refused."""
    async with on_stage(road="http") as stage:
        await stage.campaign_starts(threshold=3)
        await stage.week_opens()
        prompt, (amina,) = stage.prompt(), stage.people("amina")
        body = payload("message_reply")
        told = {"channel": prompt.channel, "thread_ts": prompt.ts, "user": amina.id, "text": "We ask twice a year."}
        written = json.dumps({**body, "team_id": stage.parts.workspace, "event": {**body["event"], **told}})
        now = int(datetime.now(UTC).timestamp())
        signer = SignatureVerifier(stage.workspace.app.signing_secret)
        headers = {
            "Content-Type": "application/json",
            "X-Slack-Request-Timestamp": str(now),
            "X-Slack-Signature": signer.generate_signature(timestamp=str(now), body=written) or "",
        }
        address = stage.workspace.app.events_url or ""
        async with httpx.AsyncClient() as http:
            taken = [(await http.post(address, content=written, headers=headers)).status_code for _ in range(3)]
            changed = await http.post(address, content=written.replace("twice", "never"), headers=headers)
            moved = {**headers, "X-Slack-Request-Timestamp": str(now + 60)}
            later = await http.post(address, content=written, headers=moved)
        assert (taken, changed.status_code, later.status_code) == ([200] * 3, 401, 401)
        assert [answer.text for answer in await stage.answers()] == ["We ask twice a year."]
