"""The editor of one data rule: its parts, a test run over the newest file, keep, and take back."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from app.core.db import Action
from app.core.errors import UserError
from app.core.progress import Progress
from app.core.texts import N_, Text
from app.governance.rules.service import keep_rule, remove_rule
from app.governance.rules.starter import Kept
from app.governance.rules.trial import Tried
from app.imports.ruling import INDICATORS, LEVELS, NOTHING, REACHES, RULED, Rule, vocabulary
from ui.core.card import clear, row
from ui.core.controls import Button, Check, Choice
from ui.core.form import Field, Form
from ui.core.words import Label, Live
from ui.quality.reading import read_trial

if TYPE_CHECKING:
    from ui.core.page import Context

_SHOWN = 30
_SEES = {
    "set": N_("{names}\nRows that are corrected later are held against it together with those of their file."),
    "file": N_("{names}\nIt sees the file as it came, with rows put aside; rows that are corrected later are not held "
               "against it."),
}  # fmt: skip


_RARE = ("missing_", "distinct_", "min_", "max_")


def _weight(name: str) -> tuple[bool, bool, str]:
    """Names of numbers that files often state go before what one asks for seldom."""
    return name.startswith(_RARE), name.startswith(("sum_", "stated_")), name


class RuleEditor(Live, QScrollArea):
    """One rule."""

    saved = Signal()

    def __init__(self, context: "Context", kept: Kept) -> None:
        """A rule with an empty key is a new one."""
        super().__init__()
        self.context, self.look, self.kept = context, context.look, kept
        inside = QWidget()
        inside.setObjectName("clear")
        outer = QVBoxLayout(inside)
        outer.setContentsMargins(0, 0, 8, 0)
        outer.setSpacing(8)
        self._make_form()
        outer.addWidget(self.form)
        self.said = Label(self.look, "", "dim", wrap=True)
        self.said.hide()
        outer.addWidget(self.said)
        self.try_button = Button(
            self.look, Text(N_("Try on the newest file")), self.try_out, icon="play",
            tip=Text(N_("How many rows of the newest file it would hit; nothing is written")),
        )  # fmt: skip
        self.save_button = Button(self.look, Text(N_("Save")), self.save, icon="check", kind="primary")
        self.back_button = Button(self.look, Text(N_("Take back")), self.take_back, icon="undo-2")
        self.back_button.setVisible(bool(kept.id))
        outer.addLayout(row(self.try_button, self.back_button, None, self.save_button))
        self._hits = QVBoxLayout()
        outer.addLayout(self._hits)
        outer.addStretch(1)
        self.setWidget(inside)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self._settle()

    def _make_form(self) -> None:
        look, kept, rule = self.look, self.kept, self.kept.rule
        feeds = self.context.desk.feeds
        self.title_zh, self.title_en = Field(look, kept.title_zh), Field(look, kept.title_en)
        self.feed = Choice(look, [(one.id, Text(one.title)) for one in feeds.values()])
        self.reach = Choice(look, [(key, Text(words)) for key, words in REACHES.items()])
        self.field, self.keys = Choice(look), Field(look, ", ".join(rule.keys))
        self.must = Field(look, rule.must, hint="quantity > 0")
        self.level = Choice(look, [(key, Text(words)) for key, words in LEVELS.items()])
        self.indicator = Choice(look, [(key, Text(INDICATORS[key])) for key in RULED])
        self.zh, self.en = Field(look, rule.message_zh), Field(look, rule.message_en)
        self.active = Check(look, Text(N_("In force")))
        self.active.setChecked(kept.active)
        for part, value in ((self.feed, rule.feed), (self.reach, rule.reach), (self.level, rule.level),
                            (self.indicator, rule.indicator)):  # fmt: skip
            part.choose(value)
        self._show_fields(rule.field)
        self.form = form = Form(look)
        form.add(Text(N_("Title in Chinese")), self.title_zh)
        self.setFocusProxy(self.title_zh)
        form.add(Text(N_("Title in English")), self.title_en)
        form.add(Text(N_("Kind of data")), self.feed, wide=False)
        form.add(Text(N_("Looks at")), self.reach, wide=False)
        form.add(Text(N_("Field")), self.field, wide=False)
        form.add(Text(N_("Fields of the key")), self.keys)
        form.add(Text(N_("What must hold")), self.must)
        form.add(Text(N_("Level")), self.level, wide=False)
        form.add(Text(N_("Quality indicator")), self.indicator, wide=False)
        form.add(Text(N_("Message in Chinese")), self.zh)
        form.add(Text(N_("Message in English")), self.en)
        form.add("", self.active)
        self.feed.picked.connect(lambda _key: self._show_fields(""))
        self.reach.picked.connect(lambda _key: self._settle())

    def _show_fields(self, chosen: str) -> None:
        feed = self.context.desk.feeds[str(self.feed.key())]
        self.field.set_options([(one.name, Text(N_("{title} ({name})"), {"title": Text(one.title), "name": one.name}))
                                for one in feed.fields])  # fmt: skip
        self.field.choose(chosen or feed.fields[0].name)
        if hasattr(self, "form"):
            self._settle()

    def _settle(self) -> None:
        reach = str(self.reach.key())
        self.form.show_row(self.field, shown=reach == "field")
        self.form.show_row(self.keys, shown=reach == "set")
        feed = self.context.desk.feeds[str(self.feed.key())]
        words = vocabulary(replace(self.rule(), keys=()), feed, NOTHING)
        known = sorted(words, key=lambda one: (one in feed.by_name, *_weight(one)))  # those that are no field first
        self.must.setToolTip(", ".join(known))
        names = ", ".join(known[:14]) + (" …" if len(known) > 14 else "")
        self.form.complain(self.must, "")
        told = Text(N_("Names that can be used: {names}"), {"names": names})
        self.said.say(Text(_SEES[reach], {"names": told}) if reach in _SEES else told)
        self.said.setVisible(True)

    def rule(self) -> Rule:
        """The rule as it stands in the form."""
        reach: Any = str(self.reach.key())
        level: Any = str(self.level.key())
        keys = tuple(one.strip() for one in self.keys.text().replace("，", ",").split(",") if one.strip())
        return replace(
            self.kept.rule, feed=str(self.feed.key()), reach=reach, level=level, indicator=str(self.indicator.key()),
            must=self.must.text().strip(), message_zh=self.zh.text().strip(), message_en=self.en.text().strip(),
            field=str(self.field.key()) if reach == "field" else "", keys=keys if reach == "set" else (),
        )  # fmt: skip

    # -- what is done -------------------------------------------------------------------------------------------------

    def try_out(self) -> None:
        """Hold the newest file against the rule as it stands here."""
        desk, rule = self.context.desk, self.rule()

        def work(_progress: Progress) -> Tried:
            return read_trial(desk, rule)

        self._run(Text(N_("Trying the rule")), work, self._show_tried)

    def _show_tried(self, found: Tried) -> None:
        clear(self._hits)
        self.form.complain(self.must, "")
        number = self.look.formats.number
        if not found.rows:
            words = Text(N_("No file with such data is in use."))
        elif not found.applies:
            words = Text(N_("{file} does not fill the fields that the rule speaks of."), {"file": found.file_name})
        else:
            said = {"file": found.file_name, "n": number(found.broken), "all": number(found.rows)}
            words = Text(N_("{file}: hit {n} of {all} rows"), said)
        self._hits.addWidget(Label(self.look, words, "card", wrap=True))
        for one in found.shown[:_SHOWN]:
            message = one.message if self.zh.text().strip() or self.en.text().strip() else one.value or "—"
            told = {"n": number(one.row_no) if one.row_no else "—", "message": message}
            self._hits.addWidget(Label(self.look, Text(N_("Row {n}: {message}"), told), wrap=True))

    def save(self) -> None:
        """Keep the rule."""
        desk, kept = self.context.desk, self._kept()
        action = Action(N_("Kept the data rule {rule}"), {"rule": kept.title_zh or kept.title_en})

        def work(_progress: Progress) -> None:
            desk.db.write(action, lambda session: keep_rule(session, kept=kept, feeds=desk.feeds))

        self._run(Text(N_("Saving")), work, lambda _done: self.saved.emit())

    def take_back(self) -> None:
        """Take the rule off the list, or back to what the program brings."""
        desk, key = self.context.desk, self.kept.key
        action = Action(N_("Took back the data rule {rule}"), {"rule": key})

        def work(_progress: Progress) -> None:
            desk.db.write(action, lambda session: remove_rule(session, key=key))

        self._run(Text(N_("Saving")), work, lambda _done: self.saved.emit())

    def _kept(self) -> Kept:
        return replace(
            self.kept, title_zh=self.title_zh.text().strip(), title_en=self.title_en.text().strip(), rule=self.rule(),
            active=self.active.isChecked(),
        )  # fmt: skip

    def _run(self, title: Text, work: Any, done: Any) -> None:
        def failed(error: UserError) -> None:
            self.form.complain(self.must, error.text)
            self.must.setFocus()

        self.context.tasks.run(title, work, done, owner=self, key="rule", failed=failed)
