"""Logs: JSON lines on stderr, without texts, names or ids of people. Nothing here knows what a message says.

Errors are logged by their type and place, by hand: tracebacks hold the values of variables, messages people's words.
"""

import logging
import sys

import structlog

LEVELS = {"debug": logging.DEBUG, "info": logging.INFO, "warning": logging.WARNING, "error": logging.ERROR}


def set_up(level: str) -> None:
    """Send structlog and the libraries' logs to stderr; libraries speak only when something is wrong.

    Slack's packages log whole payloads, with people's words in them, and Procrastinate says whom a job is for: they are
    kept silent. So is psycopg's pool, which repeats while the database is away what we say ourselves.
    """
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(levelname)s %(name)s %(message)s")
    for library in ("slack_sdk", "slack_bolt", "procrastinate", "psycopg.pool"):
        logging.getLogger(library).setLevel(logging.CRITICAL)
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(LEVELS[level]),
        logger_factory=structlog.WriteLoggerFactory(sys.stderr),
    )
