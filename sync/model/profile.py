"""The profile: what an organisation publishes about its intranet in one file, ``prikbord.json``.

A text may be a string or one string a language: ``"Welkom"`` or ``{"nl": "Welkom", "en": "Welcome"}``.
Addresses may be relative to the profile's own. Never enters here: fetching it, or what is done with it.
"""

from __future__ import annotations

import datetime as dt

import msgspec

Text = str | dict[str, str]


class _Part(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Unknown fields are ignored: a newer profile still works in an older client."""


class Source(_Part, frozen=True):
    """One feed, folder tree or calendar server. ``lane``: news, announcement or management."""

    kind: str  # feed, webdav, caldav, ics
    href: str
    title: Text = ""
    lane: str = "news"
    color: str = ""


class ProfileLink(_Part, frozen=True):
    title: Text = ""
    href: str = ""


class ProfilePerson(_Part, frozen=True):
    id: str
    name: str
    role: Text = ""
    department: Text = ""
    phone: str = ""
    mail: str = ""
    photo: str = ""
    ambassador: bool = False
    topics: list[Text] = []


class ProfileProcess(_Part, frozen=True):
    id: str
    title: Text
    summary: Text = ""
    words: list[str] = []
    steps: list[Text] = []
    form: ProfileLink | None = None
    document: ProfileLink | None = None
    contact: str = ""
    deadline: Text = ""


class ProfileChoice(_Part, frozen=True):
    id: str
    title: Text
    by: str = ""


class ProfilePoll(_Part, frozen=True):
    id: str
    title: Text
    text: Text = ""
    contest: bool = False
    choices: list[ProfileChoice] = []
    starts: dt.datetime | None = None
    ends: dt.datetime | None = None
    winner: str = ""


class ProfileCampaign(_Part, frozen=True):
    id: str
    title: Text
    text: Text = ""
    launch: bool = False
    picture: str = ""
    starts: dt.datetime | None = None
    ends: dt.datetime | None = None
    notify: bool = False
    link: ProfileLink | None = None


class ProfileTip(_Part, frozen=True):
    id: str
    title: Text
    text: Text = ""
    target: str = ""


class Rules(_Part, frozen=True):
    """Which categories (compared without case) make an item what it is."""

    announcement: list[str] = []
    must_read: list[str] = []
    management: list[str] = []
    training: list[str] = []


class Profile(_Part, frozen=True):
    """The whole file. ``version`` is 1; ``pinned`` are hrefs of manuals fetched before "ready".

    ``mail`` says how a user name becomes the address that invitations go to: ``{user}@example.org``.
    Few calendar servers tell it (RFC 6638 section 2.4.1), and without it nobody can answer.
    """

    version: int
    name: Text
    logo: str = ""
    accent: str = ""  # "#rrggbb"
    welcome: Text = ""
    language: str = "nl"
    sources: list[Source] = []
    inbox: str = ""
    mail: str = ""
    pinned: list[str] = []
    categories: Rules = Rules()
    campaigns: list[ProfileCampaign] = []
    polls: list[ProfilePoll] = []
    people: list[ProfilePerson] = []
    processes: list[ProfileProcess] = []
    tips: list[ProfileTip] = []
