"""Who is invited to an event and what they answered (RFC 5545 sections 3.8.4.1 and 3.8.4.3).

Never enters here: changing an answer (``rsvp``).
"""

from __future__ import annotations

from typing import Any

from sync.formats.plain import plain
from sync.model.items import Attendee, PartStat

_ANSWERS = {
    "ACCEPTED": PartStat.ACCEPTED,
    "DECLINED": PartStat.DECLINED,
    "TENTATIVE": PartStat.TENTATIVE,
    "DELEGATED": PartStat.DECLINED,  # somebody else comes
}
_OPTIONAL = frozenset({"OPT-PARTICIPANT", "NON-PARTICIPANT"})
_SHOWN = 500


def mail_of(value: object, params: Any) -> str:
    """Return the mail address of a calendar user in lower case: of ``mailto:``, else its EMAIL."""
    address = str(value).strip()
    if address[:7].lower() == "mailto:":
        return address[7:].strip().lower()
    email = str(params.get("EMAIL", "")).strip().lower()
    if email:
        return email
    return address.lower() if "@" in address and ":" not in address else ""


def _person(value: Any) -> Attendee:
    params = getattr(value, "params", {})
    mail = mail_of(value, params)
    return Attendee(
        name=plain(str(params.get("CN", "")), markup=False, limit=120),
        mail=mail[:200],
        partstat=_ANSWERS.get(str(params.get("PARTSTAT", "")).upper(), PartStat.NEEDS_ACTION),
        required=str(params.get("ROLE", "")).upper() not in _OPTIONAL,
    )


def _listed(event: Any, name: str) -> list[Any]:
    values = event.get(name, [])
    return values if isinstance(values, list) else [values]


def attendees(event: Any) -> tuple[Attendee, ...]:
    """Return the people (and rooms) invited, in the file's order."""
    return tuple(_person(value) for value in _listed(event, "ATTENDEE")[:_SHOWN])


def organizer(event: Any) -> Attendee | None:
    """Return who called the meeting, None when nobody is named."""
    return next((_person(value) for value in _listed(event, "ORGANIZER")), None)


def answer_of(event: Any, me: str) -> PartStat:
    """Return my answer; ``NONE`` when I am not invited. ``me`` is a mail address, in any case."""
    me = me.strip().lower()
    if me:
        for value in _listed(event, "ATTENDEE"):
            if mail_of(value, getattr(value, "params", {})) == me:
                return _person(value).partstat
    return PartStat.NONE
