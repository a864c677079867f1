"""The door to text extraction: what the engine asks of it. Never enters here: reading a format."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class TextSource:
    """A held document whose text is wanted. ``read`` gives its bytes in pieces."""

    item_id: str
    name: str
    media_type: str
    size: int
    read: Callable[[], Iterator[bytes]]


@dataclass(frozen=True, slots=True)
class TextResult:
    """``text`` is "" where there is none. ``problem``: why a damaged file gave none, "" if it is sound."""

    item_id: str
    text: str = ""
    problem: str = ""


class TextExtractor(Protocol):
    """Reads documents where they can do no harm. One damaged file never hurts the rest."""

    def wants(self, name: str, media_type: str) -> bool:
        """Return whether this kind of document holds text that can be had."""

    def texts(self, sources: Sequence[TextSource]) -> Iterator[TextResult]:
        """Give a result for each source, in order. Raises nothing of its own; stops when closed."""

    def close(self) -> None:
        """Stop at once, also in the middle of a document; from any thread."""
