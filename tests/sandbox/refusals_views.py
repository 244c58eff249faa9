"""What views.* refuse."""

from tests.sandbox.stage import home, modal, refusal, refusals, section

HUGE = [section("é" * 2990) for _ in range(50)]
BAD = {"type": "modal", "blocks": []}


async def expired(s, call):
    """Use a trigger id that has lived too long."""
    trigger_id = s.trigger()
    s.workspace.triggers._issued[trigger_id].expires -= 4
    await call(trigger_id=trigger_id, view=modal())


async def exchanged(s, call, view=None):
    """Use a trigger id twice."""
    trigger_id = s.trigger(view=view)
    await call(trigger_id=trigger_id, view=modal())
    await call(trigger_id=trigger_id, view=modal())


async def duplicate(s, call):
    """Use an external id that another open view has."""
    s.workspace.views.open("U0OTHER0000", modal(external_id="one"))
    await call(s, modal(external_id="one"))


refusals(
    "views.open",
    {
        "expired_trigger_id": lambda s: expired(s, s.client.views_open),
        "exchanged_trigger_id": lambda s: exchanged(s, s.client.views_open),
        "invalid_trigger_id": lambda s: s.client.views_open(trigger_id="1.2.3", view=modal()),
        "invalid_arguments": lambda s: s.client.views_open(trigger_id=s.trigger(), view=BAD),
        "view_too_large": lambda s: s.client.views_open(trigger_id=s.trigger(), view=modal(blocks=HUGE)),
        "duplicate_external_id": lambda s: duplicate(
            s, lambda s, view: s.client.views_open(trigger_id=s.trigger(), view=view)
        ),
    },
)
refusals(
    "views.push",
    {
        "expired_trigger_id": lambda s: expired(s, s.client.views_push),
        "exchanged_trigger_id": lambda s: exchanged(s, s.client.views_push, s.open_modal()),
        "invalid_trigger_id": lambda s: s.client.views_push(trigger_id=s.trigger(), view=modal()),
        "invalid_arguments": lambda s: s.client.views_push(trigger_id=s.trigger(), view=BAD),
        "view_too_large": lambda s: s.client.views_push(trigger_id=s.trigger(), view=modal(blocks=HUGE)),
        "duplicate_external_id": lambda s: duplicate(
            s, lambda s, view: s.client.views_push(trigger_id=s.trigger(view=s.open_modal()), view=view)
        ),
    },
)


@refusal("views.push", "push_limit_reached")
async def fourth(s):
    """Push a fourth modal onto a stack of three."""
    view = s.open_modal()
    for _ in range(3):
        await s.client.views_push(trigger_id=s.trigger(view=view), view=modal())


refusals(
    "views.update",
    {
        "not_found": lambda s: s.client.views_update(view_id="V0NOTHING00", view=modal()),
        "hash_conflict": lambda s: s.client.views_update(view_id=s.open_modal().id, hash="old", view=modal()),
        "invalid_arguments": lambda s: s.client.views_update(view_id=s.open_modal().id, view=BAD),
        "view_too_large": lambda s: s.client.views_update(view_id=s.open_modal().id, view=modal(blocks=HUGE)),
        "duplicate_external_id": lambda s: duplicate(
            s, lambda s, view: s.client.views_update(view_id=s.open_modal().id, view=view)
        ),
    },
)


async def no_home(s):
    """Publish for an app whose home tab is off."""
    s.workspace.app.home_tab = False
    await s.client.views_publish(user_id=s.ana, view=home())


refusals(
    "views.publish",
    {
        "user_not_found": lambda s: s.client.views_publish(user_id="U0NOBODY000", view=home()),
        "hash_conflict": lambda s: s.client.views_publish(user_id=s.ana, view=home(), hash="old"),
        "not_enabled": no_home,
        "invalid_arguments": lambda s: s.client.views_publish(user_id=s.ana, view=modal()),
        "view_too_large": lambda s: s.client.views_publish(user_id=s.ana, view=home(blocks=HUGE)),
        "duplicate_external_id": lambda s: duplicate(
            s, lambda s, view: s.client.views_publish(user_id=s.ana, view=home(external_id=view["external_id"]))
        ),
    },
)
