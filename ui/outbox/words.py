"""What a person did, how far it has come, and what can be done about it, in words.

Never enters here: widgets, delivery.
"""

from __future__ import annotations

import datetime as dt

import msgspec

from app.outbox import OutboxEntry
from app.text import _, ngettext
from sync.model.errors import ErrorCode
from sync.model.intents import InboxPayload, Intent, IntentKind, IntentState, RespondPayload
from sync.model.items import PartStat
from ui.text import error_sentence
from ui.words import ago, local_zone, one_line, time_text

_ICONS = {
    IntentKind.RESPOND: "event",
    IntentKind.SIGN_UP: "training",
    IntentKind.VOTE: "vote",
    IntentKind.FEEDBACK: "feedback",
    IntentKind.CONFIRM: "must-read",
    IntentKind.QUESTION: "ask",
}


def icon_name(intent: Intent) -> str:
    """Return the icon of what was done."""
    return _ICONS.get(intent.kind, "send")


def done_text(intent: Intent) -> str:
    """Return what the person did."""
    if intent.kind is IntentKind.RESPOND:
        answers = {
            PartStat.ACCEPTED: _("You answered yes to an invitation."),
            PartStat.DECLINED: _("You answered no to an invitation."),
            PartStat.TENTATIVE: _("You answered maybe to an invitation."),
        }
        payload = _respond(intent)
        otherwise = _("You answered an invitation.")
        return answers.get(payload.response, otherwise) if payload else otherwise
    return {
        IntentKind.SIGN_UP: _("You signed up for a training."),
        IntentKind.VOTE: _("You voted."),
        IntentKind.FEEDBACK: _("You gave feedback."),
        IntentKind.CONFIRM: _("You confirmed that you read this."),
        IntentKind.QUESTION: _("You asked a question."),
    }.get(intent.kind, _("You sent something."))


def own_words(intent: Intent) -> str:
    """Return the text that the person wrote, "" when there was none."""
    if intent.kind is IntentKind.RESPOND:
        payload = _respond(intent)
        return payload.comment.strip() if payload else ""
    if intent.kind is IntentKind.CONFIRM:
        return ""
    try:
        return msgspec.json.decode(intent.payload, type=InboxPayload).text.strip()
    except msgspec.DecodeError:
        return ""  # what cannot be read is still shown, sent and discarded as a whole


def about_text(entry: OutboxEntry) -> str:
    """Return what it was about, "" when that is gone or nothing in particular."""
    return one_line(entry.item.title) if entry.item is not None else ""


def state_text(intent: Intent) -> tuple[str, str]:
    """Return the state in a word or two, and its tone: plain, accent, warning, danger."""
    if intent.state is IntentState.PARKED:
        return _("Your decision"), "danger"
    if intent.state is IntentState.SENDING:
        return _("Being sent"), "accent"
    return (_("Waiting to send"), "plain") if not intent.error else (_("Tries again"), "warning")


def explanation(intent: Intent, now: dt.datetime) -> str:
    """Return honestly how far it has come and why, in one or two sentences."""
    if intent.state is IntentState.SENDING:
        return _("It is being sent now.")
    if intent.state is IntentState.PARKED:
        return _parked(intent)
    if not intent.attempts:
        return _("It goes out with the next connection. You need not do anything.")
    tried = ngettext("It was tried once.", "It was tried {n} times.", intent.attempts).format(
        n=intent.attempts
    )
    parts = [error_sentence(intent.error), tried]
    if intent.next_try is not None and intent.next_try > now:
        at = time_text(intent.next_try.astimezone(local_zone()))
        parts.append(_("The next try is at {time}.").format(time=at))
    return " ".join(parts)


def when_text(intent: Intent, now: dt.datetime) -> str:
    """Return when the person did it."""
    return ago(intent.created, now)


def spoken(entry: OutboxEntry, now: dt.datetime) -> str:
    """Return what a screen reader says."""
    intent = entry.intent
    parts = [done_text(intent), about_text(entry), state_text(intent)[0], when_text(intent, now)]
    return ". ".join(part.rstrip(".") for part in parts if part)


def _parked(intent: Intent) -> str:
    if intent.error is ErrorCode.CONFLICT and intent.kind is IntentKind.RESPOND:
        return _(
            "The meeting was changed after you answered, so your answer was not sent. Look at the meeting, "
            "and answer again if it still suits you; or give this answer up."
        )
    reasons = {
        ErrorCode.FORBIDDEN: _("The intranet does not let you send this. Ask an ambassador, or give it up."),
        ErrorCode.GONE: _("What this was about is no longer on the intranet. You can give it up."),
        ErrorCode.QUOTA: _("The intranet has no room for this now. Try again later."),
        ErrorCode.CONFLICT: _(
            "Somebody changed this at the same time. Look at it, then try again or give it up."
        ),
    }
    known = reasons.get(intent.error) if intent.error else None
    return known or _("{trouble} Try again, or give it up.").format(trouble=error_sentence(intent.error))


def _respond(intent: Intent) -> RespondPayload | None:
    try:
        return msgspec.json.decode(intent.payload, type=RespondPayload)
    except msgspec.DecodeError:
        return None
