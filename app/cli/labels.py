"""What the fields of an item are called when a person reads them, in the order of the fields themselves.

Never enters here: the names in JSON (those are a public interface, in English).
"""

from __future__ import annotations

from app.text import _


def labels() -> dict[str, str]:
    """Return the words for fields, by their name in JSON; a field without one is not shown to people."""
    return {
        "id": _("Number"),
        "href": _("Address"),
        "changed": _("Changed"),
        "synced": _("Synced"),
        "author": _("Author"),
        "published": _("Published"),
        "summary": _("Summary"),
        "unread": _("Unread"),
        "starred": _("Starred"),
        "must_read": _("Must-read"),
        "confirmed": _("Confirmed"),
        "categories": _("Categories"),
        "path": _("Folder and name"),
        "size": _("Size in bytes"),
        "media_type": _("Kind of file"),
        "offline": _("On this computer"),
        "pinned": _("Always kept"),
        "role": _("Role"),
        "department": _("Department"),
        "phone": _("Phone"),
        "mail": _("Mail"),
        "ambassador": _("Ambassador"),
        "topics": _("Topics"),
        "form": _("Form"),
        "document": _("Document"),
        "deadline": _("Deadline"),
        "steps": _("Steps"),
        "contact": _("Contact"),
        "starts": _("From"),
        "ends": _("Until"),
        "winner": _("Winner"),
        "choices": _("Choices"),
        "my_choice": _("Your choice"),
        "start": _("Start"),
        "end": _("End"),
        "all_day": _("All day"),
        "location": _("Place"),
        "response": _("Your answer"),
        "organizer": _("Organiser"),
        "attendees": _("Attendees"),
        "recurring": _("Repeats"),
        "cancelled": _("Cancelled"),
        "url": _("Link"),
        "timezone": _("Time zone"),
        "training": _("Training"),
        "source": _("Source"),
        "owner": _("Owner"),
        "changed_since_read": _("Changed since you read it"),
    }


def words() -> dict[str, str]:
    """Return the words for values that are names in JSON: answers, intents and their states."""
    return {
        "accepted": _("Yes"),
        "declined": _("No"),
        "tentative": _("Maybe"),
        "needs-action": _("not answered yet"),
        "respond": _("answer to an invitation"),
        "sign-up": _("sign-up"),
        "vote": _("vote"),
        "feedback": _("feedback"),
        "confirm": _("confirmation"),
        "question": _("question"),
        "waiting": _("Waiting to send"),
        "sending": _("Sending"),
        "parked": _("waits for your choice"),
    }
