"""The law of closed months: whatever comes later, what was printed stays, and with what was posted it is the whole."""

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from app.core.period import day_of, month_of, shift
from app.kpi import closing
from app.kpi.cells import rebuild
from tests.app.kpi.facts import Store, fresh_store
from tests.examples import examples
from tests.laws.test_cells import FIRST_DAY, SOME_STEP, START, apply

_TABLES = {"cell": "start", "cell_bin": "start", "cell_list": "as_of"}
STEPS = st.lists(
    st.one_of(
        SOME_STEP,
        SOME_STEP,
        st.tuples(st.just("close"), st.none()),
        st.tuples(st.just("reopen"), st.none()),
        st.tuples(st.just("rebuild"), st.none()),
    ),
    min_size=3,
    max_size=9,
)


class Closed:
    """A store whose months are closed one after the other, as the commands do it."""

    def __init__(self, store: Store) -> None:
        self.store, self.months = store, 0
        self.printed: dict[str, list[tuple[Any, ...]]] = {}

    @property
    def until(self) -> int | None:
        return None if not self.months else self._month(self.months - 1).last_day

    def _month(self, number: int) -> Any:
        return shift(month_of(day_of(FIRST_DAY)), number)

    def _run(self, sql: str) -> Any:
        return self.store.session.connection().execute(text(sql))

    def close(self) -> None:
        month, connection = self._month(self.months), self.store.session.connection()
        closing.freeze(connection, closing.ALL_BEFORE if not self.months else month.first_day, month.last_day)
        closing.lift(connection)
        self._run(f"""INSERT INTO closing(id, ref, scope, removed, calendar, period, first_on, last_on, state, known_tx,
            cells_sha256, reason, stamps, extra) VALUES ('{month}', '{month}', 'region', 0, 'natural', '{month}',
            {month.first_day}, {month.last_day}, 'closed', 0, '', '', '{{}}', '{{}}')""")
        closing.settle(connection)
        self.months += 1
        self.printed = self.now()

    def reopen(self) -> None:
        if not self.months:
            return
        self.months -= 1
        month, connection = self._month(self.months), self.store.session.connection()
        closing.lift(connection)
        self._run(f"DELETE FROM closing WHERE period = '{month}'")
        closing.release(connection, month.first_day)
        closing.settle(connection)
        self.printed = self.now()

    def now(self) -> dict[str, list[tuple[Any, ...]]]:
        return {
            name: sorted(map(tuple, self._run(f"SELECT * FROM {name} WHERE {day} <= {self.until}")), key=str)
            for name, day in _TABLES.items()
            if self.until is not None
        }

    def totals(self) -> list[tuple[Any, ...]]:
        """Each measure's sum over all time, for each dealer and group."""
        names = [f"coalesce(sum({name}), 0)" for name in ("n", *(f"v{number}" for number in range(1, 14)))]
        keys = "pack, span, group_n, dealer_n, kind"
        rows = self._run(f"SELECT {keys}, {', '.join(names)} FROM cell GROUP BY {keys}")
        return sorted(tuple(row) for row in rows if any(row[5:]))


def take(closed: Closed, step: str, what: Any, done: set[Any]) -> None:
    if step == "rebuild":
        rebuild(closed.store.session)
    elif step in {"close", "reopen"}:
        getattr(closed, step)()
    else:
        apply(closed.store, step, what, done)


@settings(
    max_examples=examples(40), deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
@given(START, STEPS)
def test_printed_figures_stay_and_add_up_with_what_was_posted(
    start: dict[str, list[dict[str, Any]]], steps: list[tuple[str, Any]]
) -> None:
    with fresh_store() as store:
        for code in ("D1", "D2"):
            store.dealer(code)
        store.product("P1", group="G1")
        store.product("P2", group="G2", must_stock=1)
        closed, done = Closed(store), set[Any]()
        apply(store, "load", list(start.items()), done)
        for step, what in [*steps[:1], ("close", None), *steps[1:]]:
            take(closed, step, what, done)
            assert closed.now() == closed.printed, "what was printed stays"
            assert store.wrong() == {}, "kept by differences it is what a rebuild says, late sums too"
            printed = closed.totals()
            closing.lift(store.session.connection())
            assert closed.totals() == printed, "printed and posted add up to what the facts say"
            closing.settle(store.session.connection())
