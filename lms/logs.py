"""Logs as lines: JSON in production, plain words elsewhere."""

from typing import Any

import structlog

# What every event is given, ours (by structlog) and the libraries' alike.
ENRICH: list[structlog.typing.Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.format_exc_info,
]


def configuration(*, level: str, is_plain: bool) -> dict[str, Any]:
    """This is Django's ``LOGGING``: everything to standard error, one line an event."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *ENRICH,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"lines": lines(is_plain=is_plain)},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "lines"}},
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            "django.server": {"handlers": ["console"], "level": "WARNING", "propagate": False},
            # lms.celery writes one line a task; Celery's own two more say nothing else.
            "celery.app.trace": {"level": "WARNING"},
            "celery.worker.strategy": {"level": "WARNING"},
        },
    }


def lines(*, is_plain: bool) -> dict[str, Any]:
    """This is how a line is written, whoever says it."""
    shown = (
        structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
        if is_plain
        else structlog.processors.JSONRenderer(ensure_ascii=False)
    )
    return {
        "()": structlog.stdlib.ProcessorFormatter,
        "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, shown],
        "foreign_pre_chain": ENRICH,
    }
