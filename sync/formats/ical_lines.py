"""Changing a few lines of a calendar file and none of the others.

Never enters here: which lines, and why (``rsvp``).
"""

from __future__ import annotations

from dataclasses import dataclass

from sync.formats.ical_text import EventText, logical_lines, name_of, unfold, value_start

_FOLD_AT = 75  # octets, the line end not counted


@dataclass(slots=True)
class EventLines:
    """Where a VEVENT stands among the lines: ``first`` is its BEGIN, ``last`` its END."""

    first: int
    last: int
    own: list[int]  # indexes of its properties, without those of alarms in it
    text: EventText


class CalendarLines:
    """A file's lines, each still folded as it came. Edits happen in place; ``data`` writes it out."""

    def __init__(self, source: bytes) -> None:
        self.lines = logical_lines(source)
        self.events: list[EventLines] = []
        stack: list[str] = []
        event: EventLines | None = None
        for index, raw in enumerate(self.lines):
            line = unfold(raw)
            mark = line[:6].upper()
            if mark == "BEGIN:":
                stack.append(line[6:].strip().upper())
                if stack == ["VCALENDAR", "VEVENT"]:
                    event = EventLines(index, index, [], EventText())
            elif mark[:4] == "END:":
                kind = line[4:].strip().upper()
                while stack and stack[-1] != kind and kind in stack:
                    stack.pop()
                if event is not None and stack == ["VCALENDAR", "VEVENT"]:
                    event.last = index
                    event.text.lines = self.lines[event.first : index + 1]
                    self.events.append(event)
                    event = None
                if stack and stack[-1] == kind:
                    stack.pop()
            elif event is not None and len(stack) == 2:
                event.own.append(index)
                event.text.own.append(line)

    def named(self, event: EventLines, name: str) -> list[int]:
        """Return the indexes of an event's properties of that name."""
        return [index for index in event.own if name_of(self.lines[index]) == name]

    def data(self) -> bytes:
        """Return the file."""
        return ("\r\n".join(self.lines) + "\r\n").encode("utf-8", "surrogatepass")


def folded(line: str) -> str:
    """Return an unfolded line, folded at 75 octets (RFC 5545 section 3.1)."""
    data = line.encode("utf-8", "surrogatepass")
    pieces: list[bytes] = []
    while len(data) > _FOLD_AT:
        cut = _FOLD_AT
        while data[cut] & 0xC0 == 0x80:  # not inside a character
            cut -= 1
        pieces.append(data[:cut])
        data = b" " + data[cut:]
    return b"\r\n".join([*pieces, data]).decode("utf-8", "surrogatepass")


def escaped(text: str) -> str:
    """Return text as a TEXT value (RFC 5545 section 3.3.11)."""
    text = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return text.replace("\r\n", "\\n").replace("\n", "\\n").replace("\r", "\\n")


def parameters(line: str) -> tuple[str, list[tuple[str, str]], str]:
    """Return an unfolded line's name, its parameters as written (value with its quotes), and value."""
    start = value_start(line)
    head, value = line[: max(0, start - 1)], line[start:]
    parts: list[str] = [""]
    quoted = False
    for character in head:
        if character == '"':
            quoted = not quoted
        if character == ";" and not quoted:
            parts.append("")
        else:
            parts[-1] += character
    pairs = [(name.upper(), content) for name, _, content in (part.partition("=") for part in parts[1:])]
    return parts[0], pairs, value


def with_parameters(name: str, pairs: list[tuple[str, str]], value: str) -> str:
    """Return a line, unfolded, from its parts; the inverse of ``parameters``."""
    head = "".join(f";{key}={content}" for key, content in pairs)
    return f"{name}{head}:{value}"
