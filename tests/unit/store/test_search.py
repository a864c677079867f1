"""Search: what people type finds what they mean, and nothing that is typed breaks it."""

from __future__ import annotations

import json
import os
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from sync.model.items import CollectionKind, ItemDraft, ItemKind, PersonDetail, ProcessDetail
from sync.store import accounts, search_index
from sync.store.search_index import match_expression, search
from sync.store.store import Store
from tests.unit.store import samples
from tests.unit.store.samples import SITE, apply, collection, document, event, news, pull

NASTY = [
    '"', '""', "'", "*", "a*b", "(", ")", "a AND", "AND", "OR NOT", "NEAR(a b)", "title:x", "{title}:x", "^a",
    "-a", "+a", "a:b", "\\", "\0", "a\0b", "\ud800", "caf\u0301e", "\u0301", "%", "_", ";--", "' OR 1=1",
    "search_index MATCH", " ", "\n\t", "\u200b", "\u202e", "🧨", "ß", "İ", "ﬁ", "①", "٣", "𝕏", "中文",
    "a" * 10_000,
    "a " * 5_000, '"a" "', "a\"b", "--", "/*", "NULL", "col1 : a",
]  # fmt: skip


@pytest.fixture
def filled(store: Store) -> Store:
    account = samples.add_account(store)
    process = ItemDraft(
        kind=ItemKind.PROCESS, uid="sick", href=f"{SITE}/#sick", title="Ziekmelding",
        detail=ProcessDetail(words=("ziek", "sick", "griep"), steps=("Bel je leidinggevende",)),
    )  # fmt: skip
    person = ItemDraft(
        kind=ItemKind.PERSON, uid="zoe", href=f"{SITE}/#zoe", title="Zoë de Vries",
        detail=PersonDetail(role="Ambassadeur", department="Publiekszaken", topics=("parkeren",)),
    )  # fmt: skip
    drafts = [
        news(1, title="Het café is weer open", text="Koffie en thee"),
        news(2, title="Griepprik", text="Wie ziek is blijft thuis. " + "Verder is er niets. " * 200),
        process, person,
    ]  # fmt: skip
    apply(store, account, collection(store, CollectionKind.FEED), pull(*drafts))
    apply(store, account, collection(store, CollectionKind.FOLDER), pull(document("Handboek/Verlof.pdf")))
    apply(store, account, collection(store, CollectionKind.CALENDAR), pull(event("Ziekteverzuim")))
    return store


def found(store: Store, words: str, kind: ItemKind | None = None) -> list[str]:
    return [hit.item.title for hit in search(store, words, kind=kind)]


def test_diacritics_and_case_do_not_matter(filled: Store) -> None:
    for words in ("cafe", "café", "CAFÉ", "cafe\u0301", "caf"):
        assert found(filled, words) == ["Het café is weer open"], words
    assert found(filled, "zoe vries") == ["Zoë de Vries"]


def test_the_beginning_of_a_word_finds_it_and_titles_and_words_go_first(filled: Store) -> None:
    assert found(filled, "Ziek")[0] == "Ziekmelding"
    assert set(found(filled, "Ziek")) == {"Ziekmelding", "Griepprik", "Overleg Ziekteverzuim"}
    assert found(filled, "sick") == ["Ziekmelding"]
    assert found(filled, "griep") == ["Ziekmelding", "Griepprik"]
    assert found(filled, "parkeren publieks") == ["Zoë de Vries"]


def test_all_words_must_occur_the_last_as_a_beginning(filled: Store) -> None:
    assert found(filled, "weer op") == ["Het café is weer open"]
    assert found(filled, "weer gesloten") == []
    assert found(filled, "open thee") == ["Het café is weer open"]
    # Two unfinished words: only when nothing else is found is each taken as a beginning.
    assert found(filled, "kof the") == ["Het café is weer open"]


def test_kinds_and_limits(filled: Store) -> None:
    assert found(filled, "ziek", ItemKind.NEWS) == ["Griepprik"]
    assert found(filled, "ziek", ItemKind.TIP) == []
    assert len(search(filled, "ziek", limit=2)) == 2
    assert found(filled, "handboek") == ["Verlof.pdf"]


def test_snippets_show_the_place_and_scores_fall(filled: Store) -> None:
    hits = search(filled, "thuis")
    assert "blijft ⟦thuis⟧." in hits[0].snippet
    assert len(hits[0].snippet) < 300
    scores = [hit.score for hit in search(filled, "ziek")]
    assert scores == sorted(scores, reverse=True)
    assert all(score > 0 for score in scores)


def test_hits_carry_state_and_large_fields_stay_away(filled: Store) -> None:
    (hit,) = search(filled, "cafe")
    assert (hit.item.html, hit.item.state.read_at) == ("", None)


@pytest.mark.parametrize("words", NASTY)
def test_nothing_typed_is_an_error(filled: Store, words: str) -> None:
    search(filled, words)
    search(filled, f"ziek {words}")


def test_no_word_typed_finds_nothing(filled: Store) -> None:
    for words in ("", "   ", "!?", '"" ""', "\u0301"):
        assert match_expression(words) == ""
        assert search(filled, words) == []


@pytest.mark.corpora
@pytest.mark.skipif("PRIKBORD_CORPORA" not in os.environ, reason="no corpora here")
def test_the_big_list_of_naughty_strings(filled: Store) -> None:
    lists = sorted(Path(os.environ["PRIKBORD_CORPORA"]).glob("hostile/blns/**/blns.json"))
    assert lists
    for words in json.loads(lists[0].read_text(encoding="utf-8")):
        search(filled, words)
        search(filled, words, kind=ItemKind.NEWS)


@settings(max_examples=300, deadline=None)
@given(st.text(st.characters(codec=None), max_size=40))
def test_every_expression_is_one_that_fts5_takes(words: str) -> None:
    expression = match_expression(words)
    if expression:
        _EMPTY.execute("SELECT rowid FROM t WHERE t MATCH ?", (expression,)).fetchall()
        both = match_expression(words, prefix_all=True)
        _EMPTY.execute("SELECT rowid FROM t WHERE t MATCH ?", (both,)).fetchall()


def _empty_index() -> Any:
    import sqlcipher3.dbapi2 as sqlcipher

    connection = sqlcipher.connect(":memory:")
    connection.execute(
        "CREATE VIRTUAL TABLE t USING fts5(title, words, tokenize = 'unicode61 remove_diacritics 2')"
    )
    return connection


_EMPTY = _empty_index()


def test_what_is_typed_whole_is_found_again(store: Store) -> None:
    account = samples.add_account(store)
    titles = [
        "C++ & C#",
        "e-mail",
        "24/7 bereikbaar",
        "naïef",
        "O'Neill",
        "jan@voorbeeld.nl",
        "ﬁets",
        "中文 测试",
        "ÆØÅ",
    ]
    feed = collection(store, CollectionKind.FEED)
    apply(store, account, feed, pull(*[news(n, title=title, text="") for n, title in enumerate(titles)]))
    for title in titles:
        assert title in found(store, title), title


def test_the_index_is_whole_after_many_changes(filled: Store) -> None:
    account = accounts.accounts(filled)[0]
    feed = collection(filled, CollectionKind.FEED)
    for turn in range(6):
        drafts = [news(n, title=f"Titel {n} beurt {turn}", text="tekst") for n in range(turn, 40)]
        apply(filled, account, feed, pull(*drafts, etag=str(turn)))
    filled.write(
        lambda tx: tx.conn.execute(text("INSERT INTO search_index(search_index) VALUES ('integrity-check')"))
    )
    assert found(filled, "beurt 4") == []
    assert len(search(filled, "beurt 5", limit=99)) == 35


def test_text_of_a_document_can_be_set_again(filled: Store) -> None:
    (hit,) = search(filled, "verlof")
    for words, there in (("eerste tekst", True), ("tweede tekst", True)):
        filled.write(partial(search_index.set_text, item_id=hit.item.id, body=words))
        assert bool(found(filled, words)) is there
    assert found(filled, "eerste") == []
