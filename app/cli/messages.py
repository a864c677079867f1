"""One sentence for each kind of trouble: what happened, and what to do.

Never enters here: deciding anything. No sentence holds a secret.
"""

from __future__ import annotations

from app.text import _
from sync.model.errors import ErrorCode, SyncError


def sentence(code: ErrorCode) -> str:
    """Return what happened and what to do, in the chosen language."""
    match code:
        case ErrorCode.OFFLINE:
            return _("The server cannot be reached. Check the connection; what was synced stays readable.")
        case ErrorCode.TLS:
            return _("The server's certificate is not trusted. Ask your administrator to look at it.")
        case ErrorCode.CAPTIVE_PORTAL:
            return _("Another page answered in the server's place. Sign in to the Wi-Fi and try again.")
        case ErrorCode.LOGIN_NEEDED:
            return _("The login is missing or was refused. Add the account again with the right password.")
        case ErrorCode.FORBIDDEN:
            return _("The server says this part is not for you. Ask its owner for access.")
        case ErrorCode.MAINTENANCE:
            return _("The server is being maintained. Try again later; what was synced stays readable.")
        case ErrorCode.THROTTLED:
            return _("The server asks to wait. Try again later.")
        case ErrorCode.GONE:
            return _("This is no longer on the server. Nothing needs to be done.")
        case ErrorCode.CONFLICT:
            return _("Somebody else changed this meanwhile. Look at it again and decide.")
        case ErrorCode.QUOTA:
            return _("The server has no room for this. Ask its administrator.")
        case ErrorCode.BAD_DATA:
            return _("This could not be read: it is damaged or not what it says it is. Tell its owner.")
        case ErrorCode.SUSPICIOUS:
            return _("Much is missing on the server all at once. Nothing was removed here; sync again later.")
        case ErrorCode.NOT_INTRANET:
            return _("No intranet was found at this address. Check it, or ask your administrator for it.")
        case ErrorCode.TOO_LARGE:
            return _("This is larger than Prikbord takes. Open it in the browser.")
        case ErrorCode.STORE:
            return _("The data on this computer cannot be used. `prikbord doctor` tells more.")
        case ErrorCode.DISK_FULL:
            return _("The disk is full. Make some room and try again; nothing was lost.")
        case ErrorCode.BUG:
            return _(
                "Something went wrong in Prikbord itself. `prikbord doctor --bundle FILE` collects "
                "what helps to mend it."
            )


def explain(error: SyncError) -> str:
    """Return the sentence for an error, with its reason where that helps a person.

    The credential store and the store have reasons with different things to do.
    """
    kind = type(error).__name__
    if kind == "CredentialsUnavailable":
        return _(
            "This computer has no credential store that Prikbord can use, and it keeps no secret in a plain "
            "file. Unlock or install one, or try `prikbord demo`, which keeps nothing."
        )
    if kind in ("KeyMissing", "WrongKey"):
        return _(
            "The data on this computer is locked, and the credential store has no key that fits. Nothing was "
            "changed. Restore the credential store, or move the data folder away to start anew."
        )
    if kind == "FolderInUse":
        return _("Prikbord is already open: do this in its window, or close it first.")
    said = sentence(error.code)
    if error.code in (ErrorCode.STORE, ErrorCode.BAD_DATA, ErrorCode.TLS) and error.message:
        return f"{said} ({error.message})"
    return said
