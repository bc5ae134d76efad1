"""What KPIs that people write are called in a history."""

from types import MappingProxyType
from typing import Final

from app.core.records import Book, FieldWords, RecordWords
from app.core.texts import N_
from app.kpi.definitions import DIRECTION_TITLES, GRAIN_TITLES, UNIT_TITLES
from app.kpi.kpi import OWNERS

RECORDS: Final[Book] = MappingProxyType(
    {
        "own_kpi": RecordWords(
            N_("Own KPI"),
            ("name",),
            {
                "key": FieldWords(N_("Id")),
                "name": FieldWords(N_("Name")),
                "sentence": FieldWords(N_("What it means"), "long"),
                "formula": FieldWords(N_("Formula"), "long"),
                "unit": FieldWords(N_("Unit"), "choice", UNIT_TITLES),
                "direction": FieldWords(N_("Direction"), "choice", DIRECTION_TITLES),
                "owner": FieldWords(N_("Owner department"), "choice", OWNERS),
                "grain": FieldWords(N_("Counted by"), "choice", GRAIN_TITLES),
                "version": FieldWords(N_("Formula version")),
            },
        ),
    }
)
