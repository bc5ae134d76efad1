"""Dealers as a tree: by whom they buy from, or by region, manager or group; it filters as one types."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Any, Final

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHeaderView, QTreeView, QVBoxLayout

from app.core.texts import N_, Text
from app.dealers.queries import DealerRow
from ui.core.card import Card, EmptyState, row
from ui.core.controls import Choice, IconButton, SearchBox
from ui.core.page import Context
from ui.core.words import Label, Words, spoken
from ui.dealers.said import status_of, tier_of
from ui.dealers.views import DealersView

Index = QModelIndex | QPersistentModelIndex
_ROOT: Final = QModelIndex()
SUPPLY: Final = "supply"
GROUPS: Final[Mapping[str, str]] = MappingProxyType(
    {
        SUPPLY: N_("By whom they buy from"), "region": N_("By region"), "manager": N_("By manager"),
        "owner_group": N_("By controlling group"),
    }
)  # fmt: skip
_TITLES: Final = (N_("Name"), N_("Code"), N_("Tier"), N_("Region"), N_("Manager"), N_("Status"))
_WIDTHS: Final = (420, 110, 90, 100, 110, 110)
_OPEN_UP_TO: Final = 60
"""So many rows are opened at once where nobody has opened or closed any yet."""


@dataclass
class Node:
    """A line of the tree: a party, or what several of them have in common."""

    title: str
    party: DealerRow | None = None
    children: list["Node"] = field(default_factory=list)
    above: "Node | None" = None
    place: int = 0
    found_by: str = ""
    """What the filter looks into, in small letters."""

    @cached_property
    def size(self) -> int:
        """How many parties stand below it."""
        return sum(child.size + (child.party is not None) for child in self.children)


def by_supply(rows: Sequence[DealerRow]) -> list[Node]:
    """Each under the one that it buys from; who buys from nobody in the list, or in a circle, stands at the top."""
    nodes = {one.id: _node(one) for one in rows}
    tops = []
    for one in rows:
        above = nodes.get(one.parent_id)
        if above is None or _leads_back(one, nodes):
            tops.append(nodes[one.id])
        else:
            above.children.append(nodes[one.id])
    return tops


def _leads_back(one: DealerRow, nodes: Mapping[str, Node]) -> bool:
    """Whether a party is the one of its circle that stands at the top: the smallest by id."""
    seen = [one.id]
    at = one
    while (above := nodes.get(at.parent_id)) is not None and above.party is not None:
        at = above.party
        if at.id == one.id:
            return one.id == min(seen)
        if at.id in seen:
            return False  # it hangs on a circle that it is no part of
        seen.append(at.id)
    return False


def by_word(rows: Sequence[DealerRow], word: Callable[[DealerRow], str], nothing: str) -> list[Node]:
    """Those of one word together; those without it come last."""
    found: dict[str, Node] = {}
    for one in rows:
        said = word(one)
        found.setdefault(said, Node(said or nothing, found_by=said.casefold())).children.append(_node(one))
    return [found[said] for said in sorted(found, key=lambda said: (not said, said))]


def _node(one: DealerRow) -> Node:
    words = (one.name, one.code, one.region, one.manager, one.owner_group, one.ref, one.uscc)
    return Node(one.name, one, found_by="\n".join(words).casefold())


def matching(nodes: Iterable[Node], words: Sequence[str]) -> list[Node]:
    """What holds every word, and what stands above it; below what matches by itself everything stays."""
    found = []
    for one in nodes:
        if all(word in one.found_by for word in words):
            found.append(one)
        elif children := matching(one.children, words):
            found.append(Node(one.title, one.party, children, found_by=one.found_by))
    return found


class TreeModel(QAbstractItemModel):
    """Nodes for a view; an index knows its node by its number."""

    def __init__(self, look: Any, parent: QObject | None = None) -> None:
        """Empty until ``show_nodes``."""
        super().__init__(parent)
        self._look = look
        self.tops: list[Node] = []
        self._nodes: list[Node] = []
        self._numbers: dict[int, int] = {}

    def show_nodes(self, tops: Sequence[Node]) -> None:
        """Other lines."""
        self.beginResetModel()
        self.tops, self._nodes, self._numbers = list(tops), [], {}
        waiting: list[tuple[Node | None, list[Node]]] = [(None, self.tops)]
        while waiting:
            above, nodes = waiting.pop()
            for place, one in enumerate(nodes):
                one.above, one.place = above, place
                self._numbers[id(one)] = len(self._nodes)
                self._nodes.append(one)
                waiting.append((one, one.children))
        self.endResetModel()

    def node(self, index: Index) -> Node | None:
        """The line of an index."""
        return self._nodes[int(index.internalId())] if index.isValid() else None

    def index_of(self, node: Node, column: int = 0) -> QModelIndex:
        """The index of a line."""
        return self.createIndex(node.place, column, self._numbers[id(node)])

    def nodes(self) -> Sequence[Node]:
        """Every line."""
        return self._nodes

    def index(self, row: int, column: int, parent: Index = _ROOT) -> QModelIndex:
        """As Qt asks for it."""
        above = self.node(parent)
        children = self.tops if above is None else above.children
        return self.index_of(children[row], column) if 0 <= row < len(children) else QModelIndex()

    def parent(self, index: Index = _ROOT) -> QModelIndex:  # type: ignore[override]
        """The line above."""
        one = self.node(index)
        return QModelIndex() if one is None or one.above is None else self.index_of(one.above)

    def rowCount(self, parent: Index = _ROOT) -> int:
        """Lines below a line."""
        above = self.node(parent)
        return len(self.tops if above is None else above.children)

    def columnCount(self, parent: Index = _ROOT) -> int:  # noqa: ARG002
        """The same everywhere."""
        return len(_TITLES)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The titles."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return spoken(self._look, Text(_TITLES[section]))
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """What a cell says."""
        one = self.node(index)
        if one is None or role not in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole}:
            return None
        if index.column() == 0:
            size = one.size
            return f"{one.title}  ({self._look.formats.number(size)})" if size else one.title
        if one.party is None:
            return None
        party = one.party
        said: tuple[Words, ...] = (
            party.code, tier_of(party.tier), party.region, party.manager, status_of(party)[0],
        )  # fmt: skip
        return spoken(self._look, said[index.column() - 1])


class TreeView(DealersView):
    """The tree with its grouping, its filter and what opens and closes everything."""

    def __init__(self, context: Context) -> None:
        """Empty until ``show_dealers``."""
        super().__init__()
        self.look = context.look
        self._rows: Sequence[DealerRow] = ()
        self._tops: list[Node] = []
        self._open: set[str] | None = None
        self._as_opened = False
        """Whether what is open now is what somebody opened, not what a filter did."""
        self.group = Choice(self.look, [(key, Text(words)) for key, words in GROUPS.items()], name=Text(N_("Group")))
        self.search = SearchBox(self.look, Text(N_("Filter the tree")))
        self.search.setMaximumWidth(280)
        self.count = Label(self.look, "", "dim")
        self.model = TreeModel(self.look, self)
        self.tree = QTreeView()
        self.tree.setModel(self.model)
        self.tree.setUniformRowHeights(True)
        self.tree.setSelectionBehavior(QTreeView.SelectionBehavior.SelectRows)
        self.tree.setAlternatingRowColors(False)
        self.tree.setExpandsOnDoubleClick(False)
        self.tree.header().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self._empty = EmptyState(self.look, Text(N_("No dealer matches the filter.")), icon="search")
        self._arrange()
        self._connect()

    def _arrange(self) -> None:
        unfold = IconButton(self.look, "chevron-down", Text(N_("Open everything")), self.tree.expandAll)
        fold = IconButton(self.look, "chevron-up", Text(N_("Close everything")), self.tree.collapseAll)
        card = Card(self.look)
        card.body.addLayout(row(self.group, self.search, self.count, None, unfold, fold))
        card.body.addWidget(self.tree, 1)
        card.body.addWidget(self._empty, 1)
        self._empty.hide()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(card)
        for column, width in enumerate(_WIDTHS):
            self.tree.setColumnWidth(column, width)
        self.tree.header().setStretchLastSection(False)
        self.tree.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)

    def _connect(self) -> None:
        self.group.picked.connect(lambda _key: self._regroup())
        self.search.searched.connect(lambda _text: self._fill())
        self.tree.activated.connect(self._activate)
        find = QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self, self.search.setFocus)
        find.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.look.language_changed.connect(self._fill)

    def show_dealers(self, rows: Sequence[DealerRow]) -> None:
        """Those that the filters of the page leave; what was open stays open."""
        self._rows = rows
        self._group()
        self._fill()

    def _regroup(self) -> None:
        self._open, self._as_opened = None, False
        self._group()
        self._fill()

    def _group(self) -> None:
        key, nothing = str(self.group.key()), spoken(self.look, Text(N_("Unknown")))
        self._tops = (
            by_supply(self._rows)
            if key == SUPPLY
            else by_word(self._rows, lambda one: str(getattr(one, key) or ""), nothing)
        )

    def _fill(self) -> None:
        self._remember()
        words = self.search.text().casefold().split()
        self.model.show_nodes(matching(self._tops, words) if words else self._tops)
        shown = sum(one.party is not None for one in self.model.nodes())
        self.count.say(Text(N_("Rows: {n}"), {"n": self.look.formats.number(shown)}))
        self.tree.setVisible(bool(self.model.tops))
        self._empty.setVisible(not self.model.tops)
        self._unfold(everything=bool(words))
        self._as_opened = bool(self._rows) and not words

    def _unfold(self, *, everything: bool) -> None:
        if everything or (self._open is None and len(self.model.nodes()) <= _OPEN_UP_TO):
            self.tree.expandAll()
        elif self._open is None:
            self.tree.expandToDepth(0)
        else:
            for one in self.model.nodes():
                if one.children and _key_of(one) in self._open:
                    self.tree.setExpanded(self.model.index_of(one), True)

    def _remember(self) -> None:
        if self._as_opened:
            self._open = {
                _key_of(one)
                for one in self.model.nodes()
                if one.children and self.tree.isExpanded(self.model.index_of(one))
            }

    def _activate(self, index: QModelIndex) -> None:
        one = self.model.node(index)
        if one is not None and one.party is not None:
            self.opened.emit(one.party.id)
        elif one is not None:
            self.tree.setExpanded(index, not self.tree.isExpanded(index))


def _key_of(one: Node) -> str:
    return one.party.id if one.party is not None else one.title
