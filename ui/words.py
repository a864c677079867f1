"""Moments, sizes and names in the words of the chosen language; kinds of trouble have theirs in ``ui.text``.

Never enters here: widgets, data access. Everything is looked up at call time, so that a change of
language needs no restart.
"""

from __future__ import annotations

import datetime as dt
import re
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from PySide6.QtCore import QDate, QLocale, QTime, QTimeZone

from app.text import _, language, ngettext, pgettext
from sync.model.items import Occurrence

# Characters that turn the direction of text around, or cannot be seen: a name "gpj.exe" must not be able
# to show itself as "exe.jpg" (Unicode UAX 9, UTR 36 section 2.5).
_INVISIBLE = re.compile(
    "[\u0000-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]"
)


def locale() -> QLocale:
    """Return the locale of the chosen language: Dutch, or English as it is written in Europe."""
    return QLocale("nl_NL" if language() == "nl" else "en_GB")


def local_zone() -> dt.tzinfo:
    """Return this computer's time zone, with its rules for summer time."""
    try:
        return ZoneInfo(_zone_name())
    except (ZoneInfoNotFoundError, ValueError):
        # A zone without an IANA name: right for today, and better than none.
        return dt.datetime.now(dt.UTC).astimezone().tzinfo or dt.UTC


def _zone_name() -> str:
    return bytes(QTimeZone.systemTimeZoneId().data()).decode("ascii", "replace")


def now() -> dt.datetime:
    """Return the time, aware, UTC: what "today" and "ago" are measured from."""
    return _clock()


def _clock() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def time_text(moment: dt.datetime) -> str:
    """Return "09:30" of a moment that already stands in the zone to show."""
    return locale().toString(QTime(moment.hour, moment.minute), "HH:mm")


def date_text(day: dt.date, *, weekday: bool = False, short: bool = False, year: bool = False) -> str:
    """Return "24 November", "Tuesday 24 November 2026", or "24 Nov" when short."""
    pattern = "d MMM" if short else "d MMMM"
    if weekday:
        pattern = ("ddd " if short else "dddd ") + pattern
    if year:
        pattern += " yyyy"
    # Dutch abbreviates with a full stop ("nov."), which reads badly in the middle of a line.
    return locale().toString(QDate(day.year, day.month, day.day), pattern).replace(".", "")


def day_title(day: dt.date, today: dt.date) -> str:
    """Return what a day is called in an agenda: "Today", "Tomorrow", else its date with the weekday."""
    names = {0: _("Today"), 1: _("Tomorrow"), -1: _("Yesterday")}
    name = names.get((day - today).days)
    full = date_text(day, weekday=True, year=day.year != today.year)
    return f"{name} · {full}" if name else capital(full)


def capital(text: str) -> str:
    """Return the text with its first letter in upper case; the rest as it is."""
    return text[:1].upper() + text[1:]


def short_time(moment: dt.datetime | None, now: dt.datetime) -> str:
    """Return when something was, as short as a list wants it: "09:30", "Yesterday", "Tue", "24 Nov"."""
    if moment is None:
        return ""
    here, today = moment.astimezone(local_zone()), now.astimezone(local_zone()).date()
    days = (today - here.date()).days
    if days == 0:
        return time_text(here)
    if days == 1:
        return _("Yesterday")
    if 1 < days < 7:
        return capital(locale().toString(QDate(here.year, here.month, here.day), "dddd"))
    return date_text(here.date(), short=True, year=here.year != today.year)


def long_time(moment: dt.datetime | None) -> str:
    """Return a moment in full, as in a sentence: "dinsdag 24 november 2026, 09:30"."""
    if moment is None:
        return ""
    here = moment.astimezone(local_zone())
    return f"{date_text(here.date(), weekday=True, year=True)}, {time_text(here)}"


def ago(moment: dt.datetime | None, now: dt.datetime) -> str:
    """Return how long ago something was, in the middle of a sentence: "2 minutes ago", "on 12 Nov"."""
    if moment is None:
        return ""
    minutes = int((now - moment).total_seconds() // 60)
    if minutes < 1:
        return _("just now")
    if minutes < 60:
        return ngettext("{n} minute ago", "{n} minutes ago", minutes).format(n=minutes)
    hours = minutes // 60
    if hours < 12:
        return ngettext("{n} hour ago", "{n} hours ago", hours).format(n=hours)
    here, today = moment.astimezone(local_zone()), now.astimezone(local_zone()).date()
    days = (today - here.date()).days
    if days == 0:
        return _("today at {time}").format(time=time_text(here))
    if days == 1:
        return _("yesterday at {time}").format(time=time_text(here))
    day = date_text(here.date(), short=True, year=here.year != today.year)
    return pgettext("a date after a verb", "on {date}").format(date=day)


def span_text(one: Occurrence, zone: dt.tzinfo) -> str:
    """Return an occurrence's times as seen in ``zone``: "09:00 – 10:30", "All day", with days if several."""
    if one.all_day:
        first, last = one.start.date(), (one.end - dt.timedelta(days=1)).date()
        if last <= first:
            return _("All day")
        return f"{date_text(first, short=True)} – {date_text(last, short=True)}"
    start, end = one.start.astimezone(zone), one.end.astimezone(zone)
    if end == start:
        return time_text(start)
    if end.date() == start.date() or end - start < dt.timedelta(hours=12):
        return f"{time_text(start)} – {time_text(end)}"
    left, right = (f"{date_text(m.date(), short=True)} {time_text(m)}" for m in (start, end))
    return f"{left} – {right}"


def size_text(size: int | None) -> str:
    """Return "1.4 MB" as people write it, "" when the size is unknown."""
    if size is None:
        return ""
    return locale().formattedDataSize(
        size, 0 if size < 1_000_000 else 1, QLocale.DataSizeFormat.DataSizeSIFormat
    )


def shown_name(name: str) -> str:
    """Return a name from a server as it may be shown: as it is, but unable to reorder what is around it."""
    return _INVISIBLE.sub("\N{REPLACEMENT CHARACTER}", name)


def one_line(text: str) -> str:
    """Return text on one line, safe to paint in a row."""
    return shown_name(" ".join(text.split()))
