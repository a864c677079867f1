"""How things stand and what went wrong, in the words of the chosen language: one sentence, one action.

Never enters here: deciding what matters most (``app.status`` does), widgets.
"""

from __future__ import annotations

import datetime as dt

from app.status import Mood, Status
from app.text import _, ngettext
from sync.model.errors import ErrorCode
from ui.said import Act, Said, Tone
from ui.words import date_text, local_zone, time_text


def moment_text(moment: dt.datetime, now: dt.datetime) -> str:
    """Return a moment that stays true while it stands there: "14:05", or "Monday 23 November, 14:05"."""
    here, today = moment.astimezone(local_zone()), now.astimezone(local_zone()).date()
    if here.date() == today:
        return time_text(here)
    return f"{date_text(here.date(), weekday=True, year=here.year != today.year)}, {time_text(here)}"


def status_said(status: Status, now: dt.datetime) -> Said:
    """Return what the status line says."""
    match status.mood:
        case Mood.NO_ACCOUNT:
            return Said(_("No intranet yet."), Act.CONNECT, _("Connect"), Tone.NOTE, "link")
        case Mood.SYNCING:
            return Said(_syncing(status), tone=Tone.BUSY, icon="sync")
        case Mood.LOGIN_NEEDED:
            sentence = _("{intranet} asks you to log in again.").format(intranet=status.account_title)
            return Said(sentence, Act.LOGIN, _("Log in"), Tone.ALARM, "login")
        case Mood.PAUSED:
            return Said(_("Paused: nothing is fetched or sent."), Act.GO_ON, _("Go on"), Tone.NOTE, "waiting")
        case Mood.PARKED:
            sentence = ngettext(
                "{n} thing that you did waits for your decision.",
                "{n} things that you did wait for your decision.",
                status.parked,
            ).format(n=status.parked)
            return Said(sentence, Act.OUTBOX, _("Look"), Tone.ALARM, "outbox")
        case Mood.TROUBLE:
            return trouble_said(status.code, status.last_success, now)
        case Mood.NEVER_SYNCED:
            return Said(_("Nothing has been fetched yet."), Act.SYNC, _("Fetch now"), Tone.NOTE, "sync")
        case Mood.FRESH:
            return _fresh(status, now)


def _syncing(status: Status) -> str:
    if status.last_success is None:
        if status.total:
            return _("Fetching the newest news: {done} of {total}").format(
                done=status.done, total=status.total
            )
        return _("Fetching the newest news…")
    if status.total:
        return _("Fetching what is new: {done} of {total}").format(done=status.done, total=status.total)
    return _("Looking for something new…")


def _fresh(status: Status, now: dt.datetime) -> Said:
    at = moment_text(status.last_success, now) if status.last_success else ""
    if status.waiting:
        sentence = ngettext(
            "Up to date as of {time}. {n} thing waits to be sent.",
            "Up to date as of {time}. {n} things wait to be sent.",
            status.waiting,
        ).format(n=status.waiting, time=at)
        return Said(sentence, Act.OUTBOX, _("Look"), Tone.CALM, "outbox")
    return Said(_("Up to date as of {time}.").format(time=at), icon="up-to-date")


def error_sentence(code: ErrorCode | str | None) -> str:
    """Return one sentence about a kind of trouble, without the remedy."""
    sentences = {
        ErrorCode.OFFLINE: _("There is no connection to the intranet."),
        ErrorCode.TLS: _("The server's certificate is not trusted."),
        ErrorCode.CAPTIVE_PORTAL: _("This Wi-Fi wants you to sign in first."),
        ErrorCode.LOGIN_NEEDED: _("The intranet asks you to log in again."),
        ErrorCode.FORBIDDEN: _("The intranet does not allow this."),
        ErrorCode.MAINTENANCE: _("The intranet is being maintained."),
        ErrorCode.THROTTLED: _("The intranet asks us to wait a little."),
        ErrorCode.GONE: _("This is no longer on the intranet."),
        ErrorCode.CONFLICT: _("Somebody changed this in the meantime."),
        ErrorCode.QUOTA: _("The intranet has no room for this."),
        ErrorCode.BAD_DATA: _("The intranet gave an answer that could not be understood."),
        ErrorCode.SUSPICIOUS: _("The intranet suddenly looks empty, so nothing was removed here."),
        ErrorCode.NOT_INTRANET: _("No intranet was found at this address."),
        ErrorCode.TOO_LARGE: _("This is too large to keep on this computer."),
        ErrorCode.STORE: _("The files of Prikbord on this computer cannot be used."),
        ErrorCode.DISK_FULL: _("The disk of this computer is full."),
    }
    try:
        known = ErrorCode(code) if code else None
    except ValueError:
        known = None
    return sentences.get(known, _("Something went wrong.")) if known else _("Something went wrong.")


def trouble_said(code: ErrorCode | None, last_success: dt.datetime | None, now: dt.datetime) -> Said:
    """Return a sentence for a round that did not succeed: what is the matter, and what one is reading."""
    what = error_sentence(code)
    if code is ErrorCode.OFFLINE:
        what = _("Offline.")
    if last_success is not None:
        sentence = _("{trouble} You are reading what was fetched at {time}.").format(
            trouble=what, time=moment_text(last_success, now)
        )
    else:
        sentence = _("{trouble} Nothing has been fetched yet.").format(trouble=what)
    act, label, icon = _REMEDIES.get(code or ErrorCode.BUG, (Act.SYNC, "", "warning"))
    return Said(sentence, act, label or _label(act), _tone(code), icon)


def error_said(code: ErrorCode) -> Said:
    """Return a sentence with its remedy for a trouble a person meets while connecting or opening."""
    act, label, icon = _REMEDIES.get(code, (Act.SYNC, "", "warning"))
    advice = _advice(code)
    sentence = error_sentence(code)
    if code is ErrorCode.LOGIN_NEEDED:  # "log in again" says nothing to who has just tried
        sentence = _("The intranet does not accept this user name with this password.")
    return Said(f"{sentence} {advice}".strip(), act, label or _label(act), _tone(code), icon)


_REMEDIES: dict[ErrorCode, tuple[Act, str, str]] = {
    ErrorCode.OFFLINE: (Act.SYNC, "", "offline"),
    ErrorCode.TLS: (Act.SYNC, "", "lock"),
    ErrorCode.CAPTIVE_PORTAL: (Act.WIFI, "", "wifi"),
    ErrorCode.LOGIN_NEEDED: (Act.LOGIN, "", "login"),
    ErrorCode.MAINTENANCE: (Act.SYNC, "", "maintenance"),
    ErrorCode.THROTTLED: (Act.NONE, "", "hourglass"),
    ErrorCode.SUSPICIOUS: (Act.SYNC, "", "warning"),
    ErrorCode.STORE: (Act.NONE, "", "error"),
    ErrorCode.DISK_FULL: (Act.SYNC, "", "error"),
}


def _label(act: Act) -> str:
    labels = {
        Act.SYNC: _("Try again"),
        Act.LOGIN: _("Log in"),
        Act.WIFI: _("Open the sign-in page"),
    }
    return labels.get(act, "")


def _tone(code: ErrorCode | None) -> Tone:
    loud = (ErrorCode.LOGIN_NEEDED, ErrorCode.STORE, ErrorCode.DISK_FULL, ErrorCode.TLS)
    return Tone.ALARM if code in loud else Tone.NOTE


def _advice(code: ErrorCode) -> str:
    """Return what a person can do, as a sentence; "" where the action says it all."""
    return {
        ErrorCode.OFFLINE: _("Check the address and your connection, and try again."),
        ErrorCode.TLS: _("Ask your help desk which address to use; nothing was sent."),
        ErrorCode.CAPTIVE_PORTAL: _("Sign in to the Wi-Fi in your browser, then try again."),
        ErrorCode.LOGIN_NEEDED: _("Type both once more, and mind the capitals."),
        ErrorCode.FORBIDDEN: _("Ask your help desk for access."),
        ErrorCode.MAINTENANCE: _("Try again in a while."),
        ErrorCode.THROTTLED: _("Prikbord tries again by itself."),
        ErrorCode.GONE: _("Check the address."),
        ErrorCode.BAD_DATA: _("Check the address, or ask your help desk."),
        ErrorCode.NOT_INTRANET: _("Type the address of your intranet as you do in the browser."),
        ErrorCode.TOO_LARGE: _("Ask your help desk for the right address."),
        ErrorCode.STORE: _("Restart Prikbord; if that does not help, ask your help desk."),
        ErrorCode.DISK_FULL: _("Make some room, and try again."),
        ErrorCode.BUG: _("Try again; if it stays, ask your help desk."),
    }.get(code, "")
