"""A measured figure, its goal, and the control: the same measure where nobody took care."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

VAR = Path(__file__).resolve().parent.parent / "var"


@dataclass(frozen=True)
class Figure:
    """``goal`` is the most (or with ``at_least`` the least) that is allowed; None: for reading."""

    name: str
    figure: float
    unit: str
    goal: float | None
    control: float | None
    at_least: bool = False

    @property
    def holds(self) -> bool:
        return self.goal is None or self._meets(self.figure)

    @property
    def can_fail(self) -> bool:
        """Whether the control misses the goal, as it must for the figure to mean anything."""
        return self.goal is None or self.control is None or not self._meets(self.control)

    def _meets(self, value: float) -> bool:
        goal = self.goal or 0.0
        return value >= goal if self.at_least else value <= goal


def write(name: str, figures: Sequence[Figure]) -> None:
    """Write ``var/NAME.json``."""
    path = VAR / f"{name}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = [asdict(figure) | {"holds": figure.holds} for figure in figures]
    path.write_text(json.dumps(rows, indent=1) + "\n")


def show(figures: Sequence[Figure]) -> None:
    width = max(len(figure.name) for figure in figures)
    print(f"{'':<{width}}  {'figure':>10} {'goal':>8} {'control':>10}  unit")
    for figure in figures:
        goal = "" if figure.goal is None else f"{figure.goal:g}"
        control = "" if figure.control is None else f"{figure.control:,.2f}"
        verdict = "" if figure.holds else "  MISSED"
        verdict += "" if figure.can_fail else "  CONTROL DOES NOT MISS"
        print(
            f"{figure.name:<{width}}  {figure.figure:>10,.2f} {goal:>8} {control:>10}"
            f"  {figure.unit}{verdict}"
        )
