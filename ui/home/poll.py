"""A poll or contest on Home: the choices, one's own vote, its state, and the winner once there is one.

Never enters here: counting, storing the vote.
"""

from __future__ import annotations

import datetime as dt

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from app.campaigns import PollView
from app.text import _, ngettext
from sync.model.items import Choice
from ui import theme
from ui.widgets import Card, Wrapped
from ui.words import local_zone, now, one_line


def closing_text(ends: dt.datetime | None) -> str:
    """Return how long one can still vote, "" when there is no end."""
    if ends is None:
        return ""
    zone = local_zone()
    aware = ends if ends.tzinfo else ends.replace(tzinfo=dt.UTC)
    days = (aware.astimezone(zone).date() - now().astimezone(zone).date()).days
    if days <= 0:
        return _("Voting closes today.")
    return ngettext("{n} day left to vote.", "{n} days left to vote.", days).format(n=days)


class PollCard(Card):
    """``voted`` carries the poll's id and the choice's id."""

    voted = Signal(str, str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, margin=20)
        self.setObjectName("pollCard")
        self._view: PollView | None = None
        self._sign = QLabel(self)
        self._head = QLabel(self)
        self._head.setProperty("role", "overline")
        self._title = Wrapped("", "heading", parent=self)
        self._text = Wrapped("", "muted", parent=self)
        self._group = QButtonGroup(self)
        self._choices = QVBoxLayout()
        self._choices.setSpacing(2)
        self._state = Wrapped("", "small", parent=self)
        self.button = QPushButton(self)
        head = QHBoxLayout()
        head.setSpacing(6)
        head.addWidget(self._sign)
        head.addWidget(self._head)
        head.addStretch(1)
        foot = QHBoxLayout()
        foot.setSpacing(12)
        foot.addWidget(self.button)
        foot.addWidget(self._state, 1)
        self.body.addLayout(head)
        self.body.addWidget(self._title)
        self.body.addWidget(self._text)
        self.body.addLayout(self._choices)
        self.body.addSpacing(4)
        self.body.addLayout(foot)
        self.button.clicked.connect(self._vote)
        self._group.buttonToggled.connect(lambda *_args: self._show_button())
        theme.notifier().changed.connect(self._draw)
        self.hide()

    def show_poll(self, view: PollView | None) -> None:
        """Show a poll; None hides the card. A choice not yet sent in stays as the person left it."""
        self.setVisible(view is not None)
        if view is None or view == self._view:
            self._view = view
            return
        before = self._chosen() if self._view and self._view.item.id == view.item.id else ""
        self._view = view
        self._head.setText(_("Contest") if view.detail.contest else _("Poll"))
        self._title.set_text(one_line(view.item.title))
        self._text.set_text(view.item.summary)
        self._text.setVisible(bool(view.item.summary))
        self.setAccessibleName(one_line(view.item.title))
        self._make_choices(view, before or view.my_choice)
        self._state.set_text(self._state_text(view))
        self._show_button()
        self._draw()

    def _make_choices(self, view: PollView, chosen: str) -> None:
        held = False  # the keyboard stays with the card: a widget that goes would hand it to another
        for button in self._group.buttons():
            held = held or button.hasFocus()
            self._group.removeButton(button)
            self._choices.removeWidget(button)
            button.deleteLater()
        for choice in view.detail.choices:
            button = QRadioButton(_choice_text(choice, view.detail.winner).replace("&", "&&"), self)
            button.setProperty("choice", choice.id)
            button.setChecked(choice.id == chosen)
            button.setEnabled(view.open)
            self._group.addButton(button)
            self._choices.addWidget(button)
            if held and button.isChecked():
                button.setFocus()

    def _state_text(self, view: PollView) -> str:
        if view.detail.winner:
            winner = next((c.title for c in view.detail.choices if c.id == view.detail.winner), "")
            return _("The winner is {title}.").format(title=one_line(winner))
        if view.pending:
            return _("Your vote is waiting to be sent.")
        if view.my_choice:
            return _("You have voted. You may still change your vote.")
        return closing_text(view.detail.ends)

    def _show_button(self) -> None:
        view = self._view
        if view is None:
            return
        chosen = self._chosen()
        self.button.setVisible(view.open)
        self.button.setText(_("Change my vote") if view.my_choice else _("Vote"))
        self.button.setEnabled(bool(chosen) and chosen != view.my_choice)

    def _chosen(self) -> str:
        button = self._group.checkedButton()
        return str(button.property("choice")) if button is not None else ""

    def _vote(self) -> None:
        chosen = self._chosen()
        if self._view is not None and chosen:
            button = self._group.checkedButton()
            assert button is not None
            button.setFocus()  # the button below is of no use until another is chosen
            self.voted.emit(self._view.item.id, chosen)

    def _draw(self) -> None:
        contest = self._view is not None and self._view.detail.contest
        self._sign.setPixmap(theme.pixmap("contest" if contest else "poll", 18, theme.tokens().accent))


def _choice_text(choice: Choice, winner: str) -> str:
    title = one_line(choice.title)
    if choice.id == winner:
        return _("{title} (winner)").format(title=title)
    return _("{title}, by {name}").format(title=title, name=one_line(choice.by)) if choice.by else title
