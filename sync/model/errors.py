"""What can go wrong, as a small taxonomy, and the one function that turns an exception into a disposition.

Never enters here: sentences for people (``ui`` and ``app.cli`` have them, keyed by ``ErrorCode``).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ErrorCode(StrEnum):
    """The kinds of trouble. Each has one disposition and, elsewhere, one sentence with one action."""

    OFFLINE = "offline"
    TLS = "tls"
    CAPTIVE_PORTAL = "captive-portal"
    LOGIN_NEEDED = "login-needed"
    FORBIDDEN = "forbidden"
    MAINTENANCE = "maintenance"
    THROTTLED = "throttled"
    GONE = "gone"
    CONFLICT = "conflict"
    QUOTA = "quota"
    BAD_DATA = "bad-data"
    SUSPICIOUS = "suspicious"  # a listing suddenly empty: nothing was removed
    NOT_INTRANET = "not-intranet"
    TOO_LARGE = "too-large"
    STORE = "store"  # the local store cannot be used
    DISK_FULL = "disk-full"
    BUG = "bug"


class Action(StrEnum):
    """What the engine does next."""

    RETRY_LATER = "retry-later"  # the whole account backs off
    PAUSE_ACCOUNT = "pause-account"  # ask the person once
    SKIP_COLLECTION = "skip-collection"
    SKIP_ITEM = "skip-item"
    PARK = "park"  # an intent waits for the person
    STOP = "stop"  # nothing can be written


class SyncError(Exception):
    """Any trouble we understand. ``message`` is for the log (no secrets); people get the code's sentence."""

    code: ErrorCode = ErrorCode.BUG

    def __init__(self, message: str, *, href: str = "", retry_after: float | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.href = href
        self.retry_after = retry_after  # seconds


class Offline(SyncError):
    """No route, no DNS, refused, timed out."""

    code = ErrorCode.OFFLINE


class TlsRefused(SyncError):
    """No safe connection; ``message`` has the reason.

    ``untrusted``: a certificate was shown and refused, so TLS is spoken there (or somebody is in between).
    """

    code = ErrorCode.TLS

    def __init__(self, message: str, *, href: str = "", untrusted: bool = False) -> None:
        super().__init__(message, href=href)
        self.untrusted = untrusted


class CaptivePortal(SyncError):
    """Someone else's page answered (Wi-Fi sign-in)."""

    code = ErrorCode.CAPTIVE_PORTAL


class LoginNeeded(SyncError):
    """401, or the server treats us as somebody else. Never retried without the person."""

    code = ErrorCode.LOGIN_NEEDED


class Forbidden(SyncError):
    """403: this part is not for us."""

    code = ErrorCode.FORBIDDEN


class Maintenance(SyncError):
    """500, 502, 503, 504."""

    code = ErrorCode.MAINTENANCE


class Throttled(SyncError):
    """429."""

    code = ErrorCode.THROTTLED


class Gone(SyncError):
    """404 or 410."""

    code = ErrorCode.GONE


class Conflict(SyncError):
    """409, 412, 423: somebody was first."""

    code = ErrorCode.CONFLICT


class Quota(SyncError):
    """507 or 413: the server is full or refuses the size."""

    code = ErrorCode.QUOTA


class BadData(SyncError):
    """An answer that is not what it should be (HTML for a feed, broken XML, a rule too dense)."""

    code = ErrorCode.BAD_DATA


class TooLarge(SyncError):
    """An answer over our limit for its kind."""

    code = ErrorCode.TOO_LARGE


class Suspicious(SyncError):
    """The server suddenly shows nothing."""

    code = ErrorCode.SUSPICIOUS


class NotIntranet(SyncError):
    """Discovery found nothing at an address; ``tried`` says what was asked."""

    code = ErrorCode.NOT_INTRANET

    def __init__(self, message: str, *, tried: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.tried = tried


class StoreUnusable(SyncError):
    """The local store is damaged, locked, or the key is wrong."""

    code = ErrorCode.STORE


class DiskFull(StoreUnusable):
    """ENOSPC, or SQLITE_FULL."""

    code = ErrorCode.DISK_FULL


@dataclass(frozen=True, slots=True)
class Disposition:
    """What to do about an exception. ``delay`` in seconds, None: the scheduler's own backoff."""

    code: ErrorCode
    action: Action
    message: str
    delay: float | None = None


_ACTIONS: dict[ErrorCode, Action] = {
    ErrorCode.OFFLINE: Action.RETRY_LATER,
    ErrorCode.TLS: Action.RETRY_LATER,
    ErrorCode.CAPTIVE_PORTAL: Action.RETRY_LATER,
    ErrorCode.LOGIN_NEEDED: Action.PAUSE_ACCOUNT,
    ErrorCode.FORBIDDEN: Action.SKIP_COLLECTION,
    ErrorCode.MAINTENANCE: Action.RETRY_LATER,
    ErrorCode.THROTTLED: Action.RETRY_LATER,
    ErrorCode.GONE: Action.SKIP_COLLECTION,
    ErrorCode.CONFLICT: Action.PARK,
    ErrorCode.QUOTA: Action.PARK,
    ErrorCode.BAD_DATA: Action.SKIP_COLLECTION,
    ErrorCode.SUSPICIOUS: Action.SKIP_COLLECTION,
    ErrorCode.NOT_INTRANET: Action.SKIP_COLLECTION,
    ErrorCode.TOO_LARGE: Action.SKIP_ITEM,
    ErrorCode.STORE: Action.STOP,
    ErrorCode.DISK_FULL: Action.STOP,
    ErrorCode.BUG: Action.SKIP_COLLECTION,
}


def disposition(error: BaseException) -> Disposition:
    """Return what to do about any exception; one we do not know is a bug and skips its collection."""
    if isinstance(error, SyncError):
        return Disposition(error.code, _ACTIONS[error.code], error.message, error.retry_after)
    if isinstance(error, OSError) and error.errno == 28:  # ENOSPC
        return Disposition(ErrorCode.DISK_FULL, Action.STOP, "the disk is full")
    return Disposition(ErrorCode.BUG, _ACTIONS[ErrorCode.BUG], f"{type(error).__name__}: {error}")
