"""The person's settings, kept in the store. Each has a default, so that a lost one is no trouble.

Never enters here: what a setting does, wording.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from sync.store import settings
from sync.store.store import Store

_LIMITS = "contents.limits"  # read by the engine as sync.store.wanted.Limits
_OFFLINE = {"some": 500_000_000, "most": 2_000_000_000, "all": 20_000_000_000}  # bytes of all contents


class Settings:
    """Reading costs one small query; assigning stores at once (and does nothing when nothing changes)."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def get(self, key: str, default: Any = None) -> Any:
        """Return a JSON value."""
        return settings.get(self._store, key, default)

    def put(self, key: str, value: Any) -> None:
        """Store a JSON value."""
        if self.get(key) != value:
            self._store.write(lambda tx: settings.put(tx, key, value))

    @property
    def language(self) -> str:
        """ "system", "nl" or "en"."""
        return self._choice("language", ("system", "nl", "en"))

    @language.setter
    def language(self, value: str) -> None:
        self.put("language", value)

    @property
    def theme(self) -> str:
        """ "system", "light" or "dark"."""
        return self._choice("theme", ("system", "light", "dark"))

    @theme.setter
    def theme(self, value: str) -> None:
        self.put("theme", value)

    @property
    def notifications(self) -> bool:
        """Whether new announcements are shown by the system."""
        return bool(self.get("notifications", True))

    @notifications.setter
    def notifications(self, value: bool) -> None:
        self.put("notifications", value)

    @property
    def quiet_from(self) -> str:
        """ "HH:MM" on this computer's clock, "" for no quiet hours."""
        return str(self.get("quiet_from", ""))

    @quiet_from.setter
    def quiet_from(self, value: str) -> None:
        self.put("quiet_from", value)

    @property
    def quiet_until(self) -> str:
        """ "HH:MM" on this computer's clock, "" for no quiet hours."""
        return str(self.get("quiet_until", ""))

    @quiet_until.setter
    def quiet_until(self, value: str) -> None:
        self.put("quiet_until", value)

    @property
    def tips(self) -> bool:
        """Whether a tip a day is shown."""
        return bool(self.get("tips", True))

    @tips.setter
    def tips(self, value: bool) -> None:
        self.put("tips", value)

    @property
    def offline_content(self) -> str:
        """How many documents are fetched ahead: "pinned", "some" (500 MB), "most" (2 GB) or "all" (20 GB)."""
        stored = self.get(_LIMITS, {})
        if not stored.get("documents", True):
            return "pinned"
        held = stored.get("total_bytes", _OFFLINE["most"])
        return next((name for name, size in _OFFLINE.items() if held <= size), "all")

    @offline_content.setter
    def offline_content(self, value: str) -> None:
        limits = {"documents": value != "pinned"}
        self.put(_LIMITS, limits if value == "pinned" else limits | {"total_bytes": _OFFLINE[value]})

    @property
    def tour_done(self) -> bool:
        """Whether the tour was taken or put away."""
        return bool(self.get("tour_done", False))

    @tour_done.setter
    def tour_done(self, value: bool) -> None:
        self.put("tour_done", value)

    @property
    def last_seen(self) -> dt.datetime | None:
        """When the person last had the window before them; aware, UTC."""
        text = self.get("last_seen", None)
        if not isinstance(text, str):
            return None
        try:
            moment = dt.datetime.fromisoformat(text)
        except ValueError:
            return None
        return moment if moment.tzinfo else None

    @last_seen.setter
    def last_seen(self, value: dt.datetime | None) -> None:
        self.put("last_seen", None if value is None else value.astimezone(dt.UTC).isoformat())

    def _choice(self, key: str, allowed: tuple[str, ...]) -> str:
        value = self.get(key, allowed[0])
        return value if value in allowed else allowed[0]
