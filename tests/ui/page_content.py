"""What a small organisation publishes, as the store hands it out: for tests of pages.

Never enters here: services, widgets.
"""

# ruff: noqa: E501 - content as an organisation writes it

from __future__ import annotations

import datetime as dt
import struct
import zlib
from typing import Any

import msgspec

from sync.model.errors import ErrorCode
from sync.model.intents import Intent, IntentKind, IntentState
from sync.model.items import (
    Account,
    AccountState,
    Attendee,
    Collection,
    CollectionKind,
    Cursor,
    DocumentDetail,
    EventDetail,
    Item,
    ItemKind,
    ItemState,
    Lane,
    Link,
    NewsDetail,
    Occurrence,
    PartStat,
    PersonDetail,
    ProcessDetail,
)  # fmt: skip
from sync.store.queries import EventOccurrence

NOW = dt.datetime(2026, 11, 24, 9, 0, tzinfo=dt.UTC)
CALENDAR = "s-cal"
TEAM = "s-team"
FOLDERS = "s-docs"


def png(width: int, height: int, colour: tuple[int, int, int]) -> bytes:
    """Return a one-colour PNG made by hand, so that no test needs a picture library."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    rows = (b"\x00" + bytes(colour) * width) * height
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def item(item_id: str, kind: ItemKind, title: str, detail: Any, **more: Any) -> Item:
    """Return an item with sensible rest."""
    fields: dict[str, Any] = {
        "account_id": "a1", "collection_id": "s-news", "uid": item_id, "fingerprint": "f1",
        "href": f"https://intranet.example/{item_id}", "state": ItemState(), "synced": NOW,
    }  # fmt: skip
    return Item(id=item_id, kind=kind, title=title, detail=detail, **(fields | more))


def news(number: int, title: str, **more: Any) -> Item:
    """Return a news item published ``number`` times five hours ago."""
    at = NOW - dt.timedelta(hours=5 * number + 1)
    detail = NewsDetail(
        published=at,
        lane=more.pop("lane", Lane.NEWS),
        must_read=more.pop("must_read", False),
        picture=more.pop("picture", ""),
        pictures=more.pop("pictures", ()),
    )
    rest = {"author": "Joke de Vries", "summary": f"{title}: de samenvatting.", "sort_at": at, "changed": at}
    return item(f"n-{number}", ItemKind.NEWS, title, detail, **(rest | more))


def collection(collection_id: str, title: str, kind: CollectionKind, color: str = "") -> Collection:
    """Return a collection of account a1."""
    return Collection(
        id=collection_id, account_id="a1", connector="memory", kind=kind, title=title, color=color,
        href=f"https://intranet.example/{collection_id}/", cursor=Cursor(), synced_at=NOW,
    )  # fmt: skip


def event(number: int, title: str, start: dt.datetime, hours: float = 1, **more: Any) -> EventOccurrence:
    """Return a single event as an occurrence; ``days`` makes it all-day over that many days."""
    days = more.pop("days", 0)
    team = more.pop("team", False)
    cancelled = more.pop("cancelled", False)
    detail = EventDetail(uid=f"u{number}", **more)
    end = start + (dt.timedelta(days=days) if days else dt.timedelta(hours=hours))
    one = item(
        f"e-{number}", ItemKind.EVENT, title, detail, collection_id=TEAM if team else CALENDAR, sort_at=start
    )
    occurrence = Occurrence(
        recurrence_id="", start=start, end=end, all_day=bool(days), title=title,
        location=detail.location, response=detail.response, cancelled=cancelled,
    )  # fmt: skip
    return EventOccurrence(id=one.id, item=one, occurrence=occurrence, pending=False)


def full_news() -> list[Item]:
    """Return news as an organisation writes it: long titles, pictures, must-reads, three lanes."""
    body = (
        "<p>Vanaf maandag gaat de vernieuwde hoofdingang open. Je komt dan binnen aan de kant van de "
        "<a href='https://intranet.example/plein'>Stationsstraat</a>, en niet meer aan de kant van het plein.</p>"
        "<h2>Wat verandert er</h2><ul><li>De fietsenkelder blijft waar hij is.</li><li>Bezoekers melden "
        "zich bij de nieuwe balie op de begane grond.</li><li>Je pas werkt op beide deuren.</li></ul>"
        "<p><img src='https://intranet.example/p/ingang.png' alt='De nieuwe ingang'></p>"
        "<blockquote>“We wilden een ingang die mensen welkom heet.”</blockquote>"
        "<p>Vragen? Loop langs bij Facilitair, of bel 1234. De collega's staan de hele week klaar om je de "
        "weg te wijzen, en er is koffie.</p>"
        + "<p>"
        + "Er komt nog meer nieuws over de verbouwing. " * 12
        + "</p>"
    )
    pictures = ("https://intranet.example/p/ingang.png",)
    made = [
        news(0, "Ontruimingsoefening donderdag: lees dit voordat je naar kantoor komt", must_read=True,
             lane=Lane.ANNOUNCEMENT, html=body, author="Bedrijfshulpverlening",
             summary="Donderdag om 10.30 uur gaat het alarm. Wat doe je, waar verzamel je en wie is je BHV’er?"),
        news(1, "De vernieuwde hoofdingang gaat maandag open", html=body, picture=pictures[0], pictures=pictures,
             summary="Je komt binnen aan de kant van de Stationsstraat. Je pas werkt op beide deuren."),
        news(2, "Waar we volgend jaar op letten: een brief van de directie aan alle collega’s van het waterschap, "
             "met de begroting en de plannen per afdeling", lane=Lane.MANAGEMENT, html=body, author="Ans Bakker",
             summary="De begroting is rond. We bouwen minder, en onderhouden meer."),
        news(3, "Nieuwe kantine: elke dag soep", html=body, picture=pictures[0], pictures=pictures),
        news(5, "Fietsplan 2027: zo vraag je een fiets aan", html=body, lane=Lane.ANNOUNCEMENT),
        news(6, "Welkom aan onze nieuwe collega’s", html=body),
        news(9, "Jaarverslag klaar", html=body, lane=Lane.MANAGEMENT, author="Ans Bakker"),
        news(30, "Parkeren tijdens de verbouwing", html=body),
        news(70, "How to book a meeting room", html=body, author="Facility Desk"),
        news(300, "Wintersluiting van de locatie Noord", html=body),
    ]  # fmt: skip
    made[3] = msgspec.structs.replace(
        made[3], state=ItemState(read_at=NOW, read_fingerprint="old", starred_at=NOW)
    )
    made[5] = msgspec.structs.replace(made[5], state=ItemState(read_at=NOW, read_fingerprint="f1"))
    return made


def full_calendar() -> list[EventOccurrence]:
    """Return events of every shape: all-day, several days, another zone, invitations, a training."""
    day = dt.datetime(2026, 11, 24, tzinfo=dt.UTC)
    hour = dt.timedelta(hours=1)
    people = (
        Attendee(name="Joke de Vries", mail="joke@intranet.example", partstat=PartStat.ACCEPTED),
        Attendee(name="Bram Jansen", mail="bram@intranet.example", partstat=PartStat.DECLINED),
        Attendee(name="Ik", mail="ik@intranet.example"),
    )
    return [
        event(1, "Sinterklaasmarkt in de hal", day, days=1, location="Hal begane grond"),
        event(2, "Werkoverleg Communicatie", day + 9 * hour, team=True, location="Vergaderkamer 2.14 (Maas)",
              recurring=True, attendees=people, organizer=people[0], response=PartStat.NEEDS_ACTION,
              description="1. Mededelingen\n2. Planning week 49\n3. Rondvraag", timezone="Europe/Amsterdam"),
        event(3, "Call with the Halifax office", day + 14 * hour, 1.5, timezone="America/Halifax",
              url="https://meet.example/halifax"),
        event(4, "Training: slim zoeken op het intranet", day + 34 * hour, 1, training=True,
              location="Leslokaal 0.03", description="Neem je laptop mee. Stel je vraag vooraf."),
        event(5, "Conferentie Water en Klimaat", day + dt.timedelta(days=2), days=3, location="Zwolle"),
        event(6, "Lunchlezing: wat doet een ambassadeur eigenlijk de hele dag?", day + 59 * hour, 1, team=True),
        event(7, "Functioneringsgesprek", day + 83 * hour, 1, response=PartStat.ACCEPTED, attendees=people),
        event(8, "Vervallen: borrel", day + 64 * hour, 2, cancelled=True),
        event(9, "Nachtdienst meldkamer", day + dt.timedelta(days=6, hours=21), 9, team=True),
        *[event(20 + n, f"Spreekuur {n + 1}", day + dt.timedelta(days=8, hours=8 + n), 0.5) for n in range(6)],
    ]  # fmt: skip


def full_documents() -> list[Item]:
    """Return a tree of folders with documents of many types, some of them oddly named."""

    def folder(path: str) -> Item:
        detail = DocumentDetail(path=path, is_folder=True)
        return item(f"d-{path}", ItemKind.DOCUMENT, path.rpartition("/")[2], detail, collection_id=FOLDERS)

    def file(number: int, path: str, media: str, size: int, **more: Any) -> Item:
        detail = DocumentDetail(path=path, size=size, media_type=media)
        at = NOW - dt.timedelta(days=number * 3 + 1)
        rest = {"changed": at, "sort_at": at, "collection_id": FOLDERS} | more
        return item(f"d-{number}", ItemKind.DOCUMENT, path.rpartition("/")[2], detail, **rest)

    docx = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return [
        folder("Handboeken"), folder("Handboeken/Personeel"), folder("Handboeken/Techniek"),
        folder("Beleid"), folder("Foto’s"),
        file(1, "Welkom op het intranet.md", "text/markdown", 2_100, blob="b1"),
        file(2, "Personeelshandboek 2026.pdf", "application/pdf", 1_412_000, blob="b2", state=ItemState(pinned=True)),
        file(3, "Declaratieformulier.xlsx", xlsx, 38_400, blob="b3", text="Datum Omschrijving Bedrag\n12 nov Trein 18,40"),
        file(4, "Notulen ondernemingsraad van 12 november met alle bijlagen en de reactie van de bestuurder.docx",
             docx, 88_000, text="Aanwezig: Joke, Bram.\n\nDe reactie van de bestuurder is besproken.", blob="b4"),
        file(5, "Plattegrond.png", "image/png", 120_000, blob="b5"),
        file(6, "factuur\u202egpj.exe", "application/octet-stream", 9_000),
        file(7, "Handboeken/Personeel/Verlof.pdf", "application/pdf", 640_000),
        file(8, "kapot.pdf", "application/pdf", 12, blob="b8"),
    ]  # fmt: skip


def full_people() -> list[Item]:
    """Return colleagues, ambassadors among them."""

    def person(uid: str, name: str, role: str, department: str, *topics: str, mail: bool = True) -> Item:
        detail = PersonDetail(
            role=role, department=department, phone="+31 20 555 01 23" if mail else "",
            mail=f"{uid}@intranet.example" if mail else "", ambassador=bool(topics), topics=topics,
        )  # fmt: skip
        return item(f"p-{uid}", ItemKind.PERSON, name, detail, uid=uid)

    return [
        person("joke", "Joke de Vries", "Communicatieadviseur", "Communicatie", "nieuws schrijven", "foto’s"),
        person("bram", "Bram Jansen", "Applicatiebeheerder", "Informatievoorziening", "inloggen", "zoeken"),
        person("fatima", "Fatima el Amrani-van Wijngaarden", "Senior beleidsmedewerker waterveiligheid",
               "Beleid, Advies en Maatschappelijke Ontwikkeling", "groepen", "agenda", "documenten terugvinden"),
        person("ans", "Ans Bakker", "Directeur", "Directie"),
        person("wim", "Wim Ōta", "Monteur", "Beheer en Onderhoud", mail=False),
    ]  # fmt: skip


def full_processes() -> list[Item]:
    """Return process cards."""
    return [
        item("c-ziek", ItemKind.PROCESS, "Ziek melden", ProcessDetail(
            words=("ziek", "griep", "sick"), contact="ans", deadline="vóór 9.00 uur op de eerste dag",
            steps=("Bel je leidinggevende.", "Vul het formulier in.", "Meld je beter op dezelfde manier."),
            form=Link(title="Ziekmelding", href="https://intranet.example/forms/ziek"),
            document=Link(title="Verzuimprotocol", href="https://intranet.example/d-2"),
        ), summary="Zo weet iedereen waar hij aan toe is."),
        item("c-verlof", ItemKind.PROCESS, "Verlof aanvragen", ProcessDetail(
            words=("vakantie", "vrij", "leave"), contact="joke", steps=("Kijk in de teamagenda.", "Vraag het aan."),
            form=Link(title="Verlofaanvraag", href="https://intranet.example/forms/verlof"),
        )),
        item("c-declaratie", ItemKind.PROCESS, "Reiskosten en andere voorgeschoten bedragen declareren", ProcessDetail(
            words=("declareren", "bonnetje"), steps=("Bewaar de bon.", "Maak een foto.", "Vul het formulier in."),
            form=Link(title="Declaratie", href="javascript:alert(1)"), deadline="binnen drie maanden",
        )),
    ]  # fmt: skip


def full_outbox() -> list[Any]:
    """Return outbox entries in each state."""
    from app.outbox import OutboxEntry

    def intent(number: int, kind: IntentKind, state: IntentState, **more: Any) -> Intent:
        payload = more.pop("payload", b"{}")
        return Intent(id=number, key=f"k{number}", account_id="a1", item_id=f"e-{number}", kind=kind,
                      payload=payload, state=state, created=NOW - dt.timedelta(minutes=17 * number), **more)  # fmt: skip

    meeting = full_calendar()[1].item
    return [
        OutboxEntry(intent(1, IntentKind.RESPOND, IntentState.WAITING, payload=b'{"response":"accepted","uid":"u2"}'), meeting),
        OutboxEntry(intent(2, IntentKind.RESPOND, IntentState.PARKED, payload=b'{"response":"declined","uid":"u7"}',
                           error=ErrorCode.CONFLICT, attempts=1), full_calendar()[6].item),
        OutboxEntry(intent(3, IntentKind.FEEDBACK, IntentState.WAITING, attempts=3, error=ErrorCode.OFFLINE,
                           payload='{"text":"De zoekfunctie vindt nu ook cafés!"}'.encode(),
                           next_try=NOW + dt.timedelta(minutes=4)), None),
        OutboxEntry(intent(4, IntentKind.CONFIRM, IntentState.SENDING), full_news()[0]),
    ]  # fmt: skip


def account() -> Account:
    """Return the one account."""
    return Account(id="a1", title="Waterschap Vechtdal", address="https://intranet.example/", username="joke",
                   mail="ik@intranet.example", state=AccountState.OK, first_synced_at=NOW)  # fmt: skip
