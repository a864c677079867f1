"""What the screens and the command line read: lists without large fields, and one item whole.

Every list is what stands in the database with the waiting outbox laid over it.
Never enters here: writing, wording, the network.
"""

from sync.store.queries.calendar import EventOccurrence, events, occurrence
from sync.store.queries.documents import documents, folders, recent_documents
from sync.store.queries.news import loud, missed, must_reads_open, news, read_among
from sync.store.queries.overview import Counts, counts, total
from sync.store.queries.profile import campaigns, people, polls, processes, tips
from sync.store.queries.whole import blob_for, item, item_by_href

__all__ = [
    "Counts", "EventOccurrence", "blob_for", "campaigns", "counts", "documents", "events", "folders", "item",
    "item_by_href", "loud", "missed", "must_reads_open", "news", "occurrence", "people", "polls",
    "processes", "read_among", "recent_documents", "tips", "total",
]  # fmt: skip
