"""Where a matter should go: duty × area → unit, as configuration. Pure; the office proposes, a person dispatches."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml
from marshmallow import RAISE, Schema, ValidationError, fields, post_load, validate, validates_schema

from checklists.checklist import Unit

FILE: Final = Path(__file__).with_name("routing.yaml")


class RoutingFault(Exception):
    """The routing file cannot be used; the message names the place and what to do."""


@dataclass(frozen=True, slots=True)
class Route:
    """One rule. `areas` are prefixes of area codes, none meaning everywhere; `unit` None means the county's desk."""

    duty: str
    areas: tuple[str, ...] = ()
    unit: str | None = None

    def reach(self, area: str) -> int:
        """How closely the rule fits the area: the length of the longest prefix, 0 for everywhere, -1 for not at all."""
        if not self.areas:
            return 0
        return max((len(prefix) for prefix in self.areas if area.startswith(prefix)), default=-1)


@dataclass(frozen=True, slots=True)
class Proposal:
    """Where to send it: the unit, whether the county's desk serves it, and why in one sentence."""

    unit: str
    at_centre: bool
    why: str


class RouteSchema(Schema):
    """One entry of `routes`."""

    class Meta:
        unknown = RAISE

    duty = fields.String(required=True, validate=validate.Regexp(r"[a-z][a-z0-9-]*\Z"))
    areas = fields.List(fields.String(validate=validate.Regexp(r"[0-9]{6,12}\Z")), load_default=list)
    unit = fields.String(load_default=None, validate=validate.Regexp(r"[a-z][a-z0-9-]*\Z"))
    desk = fields.String(load_default=None, validate=validate.Equal("centre"))

    @validates_schema
    def one_target(self, data: Mapping[str, Any], **_: Any) -> None:
        """Exactly one of unit and desk."""
        if (data["unit"] is None) == (data["desk"] is None):
            raise ValidationError("unit 和 desk 要写一个，只写一个。")

    @post_load
    def freeze(self, data: Mapping[str, Any], **_: Any) -> Route:
        """The entry as a Route."""
        return Route(data["duty"], tuple(data["areas"]), data["unit"])


class RoutingSchema(Schema):
    """`routing.yaml`."""

    class Meta:
        unknown = RAISE

    routes = fields.List(fields.Nested(RouteSchema), required=True)


def load_routes(path: Path = FILE) -> tuple[Route, ...]:
    """Every rule of the file. Raises RoutingFault for anything that is not one."""
    try:
        content = yaml.safe_load(path.read_text("utf-8"))
        return tuple(RoutingSchema().load(content)["routes"])
    except (OSError, UnicodeDecodeError, yaml.YAMLError, ValidationError) as error:
        raise RoutingFault(f"{path.name}：{error}") from error


@cache
def current_routes() -> tuple[Route, ...]:
    """The rules that came with the product, read once."""
    return load_routes()


def unknown_codes(routes: Sequence[Route], units: Collection[str]) -> list[str]:
    """Duties and units of the rules that the checklist does not know, sorted."""
    named = {route.duty for route in routes} | {route.unit for route in routes if route.unit}
    return sorted(named - set(units))


def propose(routes: Sequence[Route], units: Mapping[str, Unit], duty: str, area: str) -> Proposal:
    """The unit for a duty at a place; `area` is the narrowest area code known, '' where none is.

    The narrowest rule wins, of equally narrow ones the first; without a rule the duty's own unit. A unit without
    account, and one that the checklist does not know, is served by the county's desk.
    """
    fitting = [route for route in routes if route.duty == duty and route.reach(area) >= 0]
    if not fitting:
        return _served(duty, units, "牵头单位，没有另外的派单规则")
    best = max(fitting, key=lambda route: route.reach(area))
    if best.unit is None:
        return Proposal(duty, True, "派单规则：由县中心承办")
    where = f"地区 {'、'.join(best.areas)}" if best.areas else "全县"
    return _served(best.unit, units, f"派单规则：{where}")


def _served(unit: str, units: Mapping[str, Unit], why: str) -> Proposal:
    known = units.get(unit)
    if known is None:
        return Proposal(unit, True, f"{why}；清单里没有这个单位，先到县中心")
    return Proposal(unit, True, f"{why}；没有账号，由县中心代办") if known.relay else Proposal(unit, False, why)
