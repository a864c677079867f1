"""The settings as they stand at one moment. Never enters here: widgets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Values:
    """What ``app.settings.Settings`` holds, read in one go."""

    language: str
    theme: str
    notifications: bool
    quiet_from: str
    quiet_until: str
    tips: bool
    offline_content: str


def read(settings: Any) -> Values:
    """Return the settings. A few small queries: for a worker."""
    return Values(
        language=settings.language,
        theme=settings.theme,
        notifications=settings.notifications,
        quiet_from=settings.quiet_from,
        quiet_until=settings.quiet_until,
        tips=settings.tips,
        offline_content=settings.offline_content,
    )
