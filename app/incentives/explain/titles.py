"""What figures and products that a policy names are called."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType


@dataclass(frozen=True)
class Titles:
    """Names by id; what has none is called by its id."""

    kpis: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """Msgids."""
    products: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    percents: frozenset[str] = frozenset()
    """Figures that are shares of 1 and written as per cent."""

    def kpi(self, id_: str) -> str:
        """A figure's msgid."""
        return self.kpis.get(id_, id_)

    def product(self, id_: str) -> str:
        """A product's name."""
        return self.products.get(id_, id_)
