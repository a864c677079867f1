"""Copies of documents for other programs: private, read-only, opened twice, never run."""

from __future__ import annotations

import stat
import sys
from pathlib import Path

import pytest

from app.copies import MayRun, private_copy, write
from app.file_names import runs


def test_a_copy_is_private_and_read_only(tmp_path: Path) -> None:
    copy = private_copy(tmp_path / "temp", "d-1", "Handboek.pdf", b"%PDF-1.7 one")
    assert copy.read_bytes() == b"%PDF-1.7 one" and copy.name == "Handboek.pdf"
    if sys.platform != "win32":
        assert stat.S_IMODE(copy.stat().st_mode) == 0o400
        for folder in (copy.parent, tmp_path / "temp"):
            assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_copy_that_may_be_open_is_left_alone(tmp_path: Path) -> None:
    first = private_copy(tmp_path, "d-1", "Handboek.pdf", b"one")
    written = first.stat().st_ino
    assert private_copy(tmp_path, "d-1", "Handboek.pdf", b"one") == first
    assert first.stat().st_ino == written
    other = private_copy(tmp_path, "d-1", "Handboek.pdf", b"two")
    assert other != first and other.read_bytes() == b"two" and first.read_bytes() == b"one"


@pytest.mark.parametrize("name", ["Rooster.exe", "a.pdf.LNK", "x.js ", "y.ps1.", "Intranet.url", "z.desktop"])
def test_what_may_run_is_not_opened(tmp_path: Path, name: str) -> None:
    with pytest.raises(MayRun):
        private_copy(tmp_path / "temp", "d-1", name, b"MZ")
    assert not (tmp_path / "temp").exists()


@pytest.mark.parametrize("name", ["Handboek.pdf", "Notes.md", "Foto.JPG", "exe", "Plan.docx", "Brief.html"])
def test_what_only_shows_something_is_opened(name: str) -> None:
    assert not runs(name)


def test_half_a_file_never_stands_under_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "Handboek.pdf"
    target.write_bytes(b"old")

    def full(_fd: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        write(target, b"new")
    assert target.read_bytes() == b"old" and [one.name for one in tmp_path.iterdir()] == ["Handboek.pdf"]
