"""A recurrence rule in words: "Every 2 weeks on Monday and Thursday".

Never enters here: working out dates. A rule too rich for one sentence is called "Repeats".
"""

from __future__ import annotations

from PySide6.QtCore import QLocale

from app.text import _, ngettext
from ui.words import locale

_DAYS = {"MO": 1, "TU": 2, "WE": 3, "TH": 4, "FR": 5, "SA": 6, "SU": 7}
_KNOWN = {"FREQ", "INTERVAL", "BYDAY", "WKST", "COUNT", "UNTIL", "BYMONTHDAY", "BYMONTH"}


def in_words(rule: str) -> str:
    """Return a sentence about an RRULE value (RFC 5545 section 3.3.10)."""
    parts = dict(part.split("=", 1) for part in rule.upper().removeprefix("RRULE:").split(";") if "=" in part)
    every = _every(parts.get("FREQ", ""), parts.get("INTERVAL", "1"))
    if not every or not parts.keys() <= _KNOWN:
        return _("Repeats")
    days = parts.get("BYDAY", "")
    if not days or parts.get("FREQ") != "WEEKLY":
        return every
    names = [_DAYS.get(day) for day in days.split(",")]
    if None in names:
        return every
    if names == [1, 2, 3, 4, 5]:
        return _("{every} on working days").format(every=every)
    spoken = [locale().dayName(day, QLocale.FormatType.LongFormat) for day in names if day is not None]
    joined = spoken[0] if len(spoken) == 1 else _("{list} and {last}").format(
        list=", ".join(spoken[:-1]), last=spoken[-1]
    )  # fmt: skip
    return _("{every} on {days}").format(every=every, days=joined)


def _every(frequency: str, interval: str) -> str:
    number = int(interval) if interval.isascii() and interval.isdigit() else 1
    return {
        "DAILY": ngettext("Every day", "Every {n} days", number),
        "WEEKLY": ngettext("Every week", "Every {n} weeks", number),
        "MONTHLY": ngettext("Every month", "Every {n} months", number),
        "YEARLY": ngettext("Every year", "Every {n} years", number),
    }.get(frequency, "").format(n=number)  # fmt: skip
