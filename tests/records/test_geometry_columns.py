"""What queries may say about places and areas means in PostGIS what its docstring says."""

from __future__ import annotations

import random
from typing import Any

import pytest
from alembic.autogenerate.api import AutogenContext
from alembic.migration import MigrationContext
from flask import Flask
from shapely.geometry import Polygon, box, mapping
from sqlalchemy import Select, Text, select, text

from backend.database import db
from backend.grids.model import GridVersion
from geo import columns
from geo.coordinates import distance_m
from geo.migrations import include_object, render_item
from geo.partition import divide
from geo.predicates import covers
from geo.shapes import as_multipolygon, to_ewkt
from tests.given import County

SQUARE = box(120, 32, 121, 33)


def one(value: Any) -> Any:
    return db.session.scalar(select(value))


def test_metres_in_the_database_are_metres_on_the_phone(app: Flask) -> None:
    near, far = (120.46, 32.55), (120.61, 32.49)
    measured = one(columns.metres_to(columns.point(*near), columns.point(*far)))
    assert measured == pytest.approx(distance_m(near, far), rel=1e-4)
    assert one(columns.metres_to(columns.from_ewkt(to_ewkt(SQUARE)), columns.point(120.5, 32.5))) == 0


@pytest.mark.parametrize(("metres", "reached"), [(93.5, False), (94.5, True), (5_000, True)])
def test_within_metres_is_decided_on_the_ellipsoid(app: Flask, metres: float, reached: bool) -> None:
    # A thousandth of a degree of longitude at 32.5° N is 93.98 m.
    square = columns.from_ewkt(to_ewkt(SQUARE))
    assert one(columns.within_m(square, 119.999, 32.5, metres)) is reached


def test_a_place_comes_back_as_it_went_in(app: Flask) -> None:
    place = columns.from_ewkt(columns.point_ewkt(120.4600001, 32.5500002))
    assert (one(columns.lon_of(place)), one(columns.lat_of(place))) == (120.4600001, 32.5500002)


@pytest.mark.parametrize("question", ["overlaps_box", "within_m"])
def test_each_question_finds_its_grids_through_the_index(county: County, question: str) -> None:
    place = county.inside[county.grid]
    frame = columns.box(*place, place[0] + 1e-6, place[1] + 1e-6)
    condition = {
        "overlaps_box": columns.overlaps_box(GridVersion.geom, frame),
        "within_m": columns.within_m(GridVersion.geom, *place, 5),
    }[question]
    query = select(GridVersion.grid_code).where(condition)
    assert set(db.session.scalars(query)) == {county.grid}
    assert "ix_grid_version_geom" in plan(query)


def plan(query: Select[Any]) -> str:
    """How the query would run on a table too large to read whole."""
    db.session.execute(text("SET LOCAL enable_seqscan = off"))
    compiled = query.compile(db.engine)
    explained = db.session.connection().exec_driver_sql(f"EXPLAIN {compiled}", compiled.params)  # type: ignore[arg-type]
    return "\n".join(row[0] for row in explained)


def test_phone_and_database_agree_about_every_corner_and_any_other_place(app: Flask) -> None:
    outline = Polygon([(120.2, 32.36), (120.6, 32.4), (120.97, 32.65), (120.5, 32.71), (120.3, 32.6)])
    grids = list(divide(outline, 2, 2, 3, seed=4).grids())
    rng = random.Random(4)
    spots = [(round(rng.uniform(120.1, 121), 7), round(rng.uniform(32.3, 32.8), 7)) for _ in range(300)]
    spots += [(lon, lat) for grid in grids for lon, lat in grid.exterior.coords]
    asked = text("""
        SELECT array(SELECT s.at - 1 FROM unnest(CAST(:spots AS text[])) WITH ORDINALITY s (spot, at)
                     WHERE ST_Covers(ST_GeomFromEWKT(:grid), ST_GeomFromEWKT(s.spot)))
    """)
    for grid in grids:
        area = as_multipolygon(grid)
        answer = db.session.scalar(asked, {"grid": to_ewkt(area), "spots": [columns.point_ewkt(*s) for s in spots]})
        coordinates = mapping(area)["coordinates"]
        assert answer == [at for at, spot in enumerate(spots) if covers(coordinates, *spot)]


def test_a_migration_names_the_geometry_type_and_leaves_postgis_alone() -> None:
    context = AutogenContext(MigrationContext.configure(dialect_name="postgresql"))
    written = render_item("type", columns.multipolygon_type(), context)
    assert written == 'Geometry("MULTIPOLYGON", srid=4326, spatial_index=False)'
    assert context.imports == {"from geoalchemy2 import Geometry"}
    assert render_item("type", Text(), context) is False
    assert not include_object(None, "spatial_ref_sys", "table", True, None)
    assert include_object(None, "grid_version", "table", True, None)
