"""iCalendar files as blocks of lines, with every byte kept: which lines are which event's.

icalendar reads the values; this only knows BEGIN, END and folding (RFC 5545 section 3.1), so that one
broken event costs no other, and so that an answer changes a few lines and leaves the rest as it came.
Never enters here: what a value means.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field

from sync.formats.encoding import decode
from sync.model.errors import BadData

CALENDAR_LIMIT = 32 * 1024 * 1024  # bytes

_BROKEN_FOLD = re.compile(rb"\r?\n[ \t]")
_LINE_END = re.compile(r"\r\n|\n|\r")
_FOLD = re.compile(r"\r\n[ \t]")
_NAME = re.compile(r"[A-Za-z0-9-]+(?=[;:])")


@dataclass(slots=True)
class EventText:
    """One VEVENT: ``lines`` from BEGIN to END as sent (folded); ``own`` are its properties, unfolded."""

    lines: list[str] = field(default_factory=list)
    own: list[str] = field(default_factory=list)

    def values(self, name: str) -> list[str]:
        """Return the values of a property, as they stand after the first colon outside of quotes."""
        return [value_of(line) for line in self.own if name_of(line) == name]

    def first(self, name: str) -> str:
        """Return the first value of a property, "" without one."""
        return next(iter(self.values(name)), "")


@dataclass(slots=True)
class CalendarText:
    """A whole file. ``head``: VCALENDAR's own properties. ``zones``: TZID -> VTIMEZONE's lines."""

    head: list[str] = field(default_factory=list)
    zones: dict[str, list[str]] = field(default_factory=dict)
    events: dict[str, list[EventText]] = field(default_factory=dict)  # uid -> master and overrides

    def property(self, name: str) -> str:
        """Return the value of one of the calendar's own properties, "" without one."""
        return next((value_of(unfold(line)) for line in self.head if name_of(line) == name), "")

    def source(self, uid: str) -> bytes:
        """Return a file with one event alone: the head, the time zones it names, and its lines."""
        events = self.events[uid]
        text = "".join(line for event in events for line in event.lines)
        lines = ["BEGIN:VCALENDAR", *self.head]
        for tzid, zone in self.zones.items():
            if tzid in text:
                lines += zone
        for event in events:
            lines += event.lines
        return ("\r\n".join([*lines, "END:VCALENDAR"]) + "\r\n").encode("utf-8", "surrogatepass")


def unfold(line: str) -> str:
    """Return a folded line as one."""
    return _FOLD.sub("", line) if "\n" in line else line


def name_of(line: str) -> str:
    """Return the property's name in upper case, "" for a line that is none."""
    found = _NAME.match(line)
    return found.group().upper() if found else ""


def value_start(line: str) -> int:
    """Return where the value begins: after the first colon outside of quotes; the end without one."""
    quoted = False
    for position, character in enumerate(line):
        if character == '"':
            quoted = not quoted
        elif character == ":" and not quoted:
            return position + 1
    return len(line)


def value_of(line: str) -> str:
    """Return the value of an unfolded line, still escaped."""
    if '"' not in line:
        return line.partition(":")[2]
    return line[value_start(line) :]


def unescape(value: str) -> str:
    """Return TEXT as meant (RFC 5545 section 3.3.11)."""
    if "\\" not in value:
        return value
    return re.sub(r"\\(.)", lambda found: "\n" if found.group(1) in "nN" else found.group(1), value)


def logical_lines(data: bytes) -> list[str]:
    """Return the lines of a file, each with its folds inside ("\\r\\n" and one blank)."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:  # another encoding, or a fold in the middle of a character
        unfolded = _BROKEN_FOLD.sub(b"", data)
        try:
            text = unfolded.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = decode(data)
    lines: list[str] = []
    folded: list[str] = []
    for line in _LINE_END.split(text.replace("\x00", "")):
        if line[:1] in {" ", "\t"} and folded:
            folded.append(line)
            continue
        if len(folded) > 1:
            lines.append("\r\n".join(folded))
        elif folded and folded[0].strip():
            lines.append(folded[0])
        folded = [line]
    if folded and folded[0].strip():
        lines.append("\r\n".join(folded))
    return lines


def split_calendar(data: bytes) -> CalendarText:
    """Return a file's blocks; several VCALENDARs in one file are read as one.

    An event without a UID gets one from its content. Raises BadData when it is no calendar, or when its
    end is missing: a file that was cut off must not look like one with fewer events.
    """
    if len(data) > CALENDAR_LIMIT:
        raise BadData(f"a calendar of {len(data)} bytes is over the limit")
    calendar = CalendarText()
    stack: list[str] = []
    block: list[str] = []
    event: EventText | None = None
    zone = ""
    begun = False
    for raw in logical_lines(data):
        line = unfold(raw)
        mark = line[:6].upper()
        if mark == "BEGIN:":
            kind = line[6:].strip().upper()
            if not stack and kind != "VCALENDAR":
                raise BadData(f"expected a calendar, got {kind[:40]}")
            begun = True
            stack.append(kind)
            if len(stack) == 2:
                block = []
                event = EventText() if kind == "VEVENT" else None
                zone = ""
        elif not stack:
            if not begun:
                raise BadData("no calendar: it does not begin with BEGIN:VCALENDAR")
            continue
        if len(stack) >= 2:
            block.append(raw)
        elif mark not in {"BEGIN:", "END:VC"}:
            calendar.head.append(raw)
        if line[:4].upper() == "END:":
            kind = line[4:].strip().upper()
            while stack and stack[-1] != kind and kind in stack:
                stack.pop()  # an inner block that was never closed
            if stack and stack[-1] == kind:
                if len(stack) == 2:
                    _store(calendar, event, zone, block)
                    event = None
                stack.pop()
        elif len(stack) == 2 and mark != "BEGIN:":
            if event is not None:
                event.own.append(line)
            elif stack[1] == "VTIMEZONE" and name_of(line) == "TZID":
                zone = value_of(line).strip()
    if stack:
        raise BadData("the calendar is cut off")
    if not begun:
        raise BadData("an empty answer where a calendar was expected")
    return calendar


def _store(calendar: CalendarText, event: EventText | None, zone: str, block: list[str]) -> None:
    if event is not None:
        event.lines = block
        uid = unescape(event.first("UID")).strip()[:1_000]
        if not uid:
            basis = "\n".join(sorted(event.own)).encode("utf-8", "surrogatepass")
            uid = "hash:" + hashlib.sha256(basis).hexdigest()[:32]
        calendar.events.setdefault(uid, []).append(event)
    elif zone:
        calendar.zones.setdefault(zone, block)
