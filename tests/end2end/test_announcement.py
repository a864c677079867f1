"""An announcement on its way from a real server to a person: told once, in full; a click opens it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from demo.happenings import HappeningKind
from demo.intranet import Intranet
from tests.end2end.desktop import Desktop
from tests.end2end.program import Program
from tests.support.waiting import wait_until

pytestmark = [
    pytest.mark.desktop,
    pytest.mark.xdist_group("desktop"),
    pytest.mark.timeout(300),
    pytest.mark.usefixtures("desktop_programs"),
]


@pytest.fixture
def program(desktop_programs: None, tmp_path: Path, intranet: Intranet) -> Iterator[Program]:
    """Return the program with one account that has synced once."""
    with Desktop(tmp_path / "desktop", keyring=True) as desktop:
        made = Program(desktop, tmp_path / "gegevens é")
        made.json(
            "account", "add", intranet.address, "--user", intranet.username, "--password-stdin",
            stdin=intranet.password + "\n",
        )  # fmt: skip
        made.json("sync")
        yield made


def announcements(program: Program) -> dict[str, dict[str, object]]:
    return {item["title"]: item for item in program.json("list", "announcements")["items"]}


def open_window(program: Program) -> None:
    """Start the window and wait until it is there and its first round is over."""
    window = program.open()
    wait_until(
        lambda: window.poll() is not None or program.desktop.windows("--class", "prikbord"),
        seconds=60,
        what="window",
    )
    assert window.poll() is None, program.desktop.log("prikbord")
    wait_until(program.desktop.bus.tray_items, seconds=30, what="tray icon")


def test_a_new_announcement_is_told_once_and_a_click_opens_it(
    program: Program, intranet: Intranet, tmp_path: Path
) -> None:
    desktop = program.desktop
    before = announcements(program)
    assert len(before) >= 6
    open_window(program)
    happened = intranet.happen(HappeningKind.ANNOUNCEMENT)
    desktop.keys("F5")
    try:
        wait_until(lambda: desktop.bus.notifications, seconds=60, what="notification")
    finally:
        desktop.screenshot(tmp_path / "announced.png")

    (told,) = desktop.bus.notifications  # the first sync told nothing, this one thing once
    item = announcements(program)[happened.title]
    assert told.title == happened.title
    assert str(item["author"]) in told.text
    assert str(item["summary"])[:40] in told.text
    assert "default" in told.actions
    assert item["unread"] is True

    desktop.click_notification()
    wait_until(
        lambda: announcements(program)[happened.title]["unread"] is False,
        seconds=30,
        what="the item to be open, and so to be read",
    )
    desktop.screenshot(tmp_path / "opened.png")

    desktop.keys("F5")
    wait_until(lambda: not program.json("list", "outbox")["items"], seconds=30)
    assert len(desktop.bus.notifications) == 1


def test_a_first_sync_in_the_window_is_silent(tmp_path: Path, intranet: Intranet) -> None:
    with Desktop(tmp_path / "desktop", keyring=True) as desktop:
        program = Program(desktop, tmp_path / "gegevens")
        program.json(
            "account", "add", intranet.address, "--user", intranet.username, "--password-stdin",
            stdin=intranet.password + "\n",
        )  # fmt: skip
        open_window(program)
        wait_until(lambda: len(announcements(program)) >= 6, seconds=60, what="first sync")
        assert desktop.bus.notifications == []
