"""Two parsers never run at once, and one may call another."""

from __future__ import annotations

import threading

from sync.formats.turns import in_turn


def test_a_second_parser_starts_when_the_first_is_done() -> None:
    inside, go_on = threading.Event(), threading.Event()
    order: list[str] = []

    @in_turn
    def first() -> None:
        inside.set()
        go_on.wait(10)
        order.append("first")

    @in_turn
    def second() -> None:
        order.append("second")

    one = threading.Thread(target=first)
    two = threading.Thread(target=second)
    one.start()
    assert inside.wait(10)
    two.start()
    two.join(0.05)
    assert order == []
    go_on.set()
    one.join(10)
    two.join(10)
    assert order == ["first", "second"]


def test_a_parser_may_call_another() -> None:
    @in_turn
    def inner(text: str) -> str:
        return text.upper()

    @in_turn
    def outer(text: str) -> str:
        return inner(text)

    assert outer("x") == "X"
