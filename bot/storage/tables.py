"""Every table there is, for what goes over all of them. A module that defines tables is named here, and only here."""

from bot.storage import (
    idea_models,
    ladder_models,
    meeting_models,
    models,
    own_data_models,
    promise_models,
    publication_models,
    question_models,
    quote_models,
    retention_models,
    subscription_models,
    theme_models,
    unlinked_models,
    workshop_models,
)

MODULES = (
    meeting_models,
    ladder_models,
    idea_models,
    models,
    own_data_models,
    promise_models,
    publication_models,
    question_models,
    quote_models,
    retention_models,
    subscription_models,
    theme_models,
    unlinked_models,
    workshop_models,
)
METADATA = models.Base.metadata
