"""OGC API - Features as the standard says it: pages, parameters, time, systems of coordinates, and whose features."""

from __future__ import annotations

import base64
from datetime import date
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from flask import Flask
from sqlalchemy import update

from backend.database import db, transaction
from backend.grids.model import GridVersion
from tests.cases import Desk
from tests.filings import filing, finding
from tests.given import GRIDS, PEOPLE, TOWNS, VILLAGES, County, client_for

CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
CGCS2000 = "http://www.opengis.net/def/crs/EPSG/0/4490"
SENSITIVE = "MD01-02"
MAP_READERS = {"captain", "captain2", "other_captain", "town", "other_town", "centre", "centre2", "auditor"}


@pytest.fixture
def desk(app: Flask, county: County) -> Desk:
    return Desk(app, county)


def ask(desk: Desk, path: str, who: str = "centre", **query: str) -> dict[str, Any]:
    answer = desk.client(who).get(f"/ogc{path}" + (f"?{urlencode(query)}" if query else ""))
    assert answer.status_code == 200, answer.json
    return dict(answer.json)


def codes(desk: Desk, name: str, who: str = "centre", **query: str) -> list[str]:
    """Every code of the collection, page after page along the `next` links."""
    page = ask(desk, f"/collections/{name}/items", who, **query)
    found = [one["properties"]["code"] for one in page["features"]]
    for _ in range(100):
        assert page["numberReturned"] == len(page["features"])
        onward = [link["href"] for link in page["links"] if link["rel"] == "next"]
        if not onward:
            return found
        page = desk.client(who).get(urlsplit(onward[0])._replace(scheme="", netloc="").geturl()).json
        found += [one["properties"]["code"] for one in page["features"]]
    raise AssertionError("pages without end")


def near(desk: Desk, lon: float, lat: float, who: str = "worker", **changes: Any) -> str:
    return desk.file(who, filing(finding(**changes), place={"type": "Point", "coordinates": [lon, lat]}))


def test_the_landing_page_leads_everywhere(desk: Desk) -> None:
    landing = ask(desk, "")
    links = {link["rel"]: link for link in landing["links"]}
    assert links.keys() >= {"self", "service-desc", "conformance", "data"}
    for link in links.values():
        answer = desk.client("centre").get(urlsplit(link["href"]).path)
        assert (answer.status_code, answer.content_type) == (200, link["type"]), link
    assert ask(desk, "/", f="json") == landing


def test_the_classes_said_to_be_kept_are_the_ones_that_clients_look_for(desk: Desk) -> None:
    classes = {one.rpartition("/spec/")[2] for one in ask(desk, "/conformance")["conformsTo"]}
    part1 = {f"ogcapi-features-1/1.0/conf/{name}" for name in ("core", "oas30", "geojson")}
    assert classes == part1 | {"ogcapi-features-2/1.0/conf/crs"}


def test_the_contract_names_every_path_and_parameter(desk: Desk) -> None:
    contract = ask(desk, "/api")
    assert contract["openapi"].startswith("3.0")
    for name in ("grids", "areas", "orders"):
        call = contract["paths"][f"/collections/{name}/items"]["get"]
        named = {one["$ref"].rpartition("/")[2] for one in call["parameters"]}
        assert named == {"f", "limit", "bbox", "bbox-crs", "crs", "datetime", "after"}
        assert f"/collections/{name}/items/{{featureId}}" in contract["paths"]
    assert "/collections/orders/items" not in ask(desk, "/api", "worker")["paths"]


@pytest.mark.parametrize("name", ["grids", "areas", "orders"])
def test_a_collection_describes_itself(desk: Desk, name: str) -> None:
    one = ask(desk, f"/collections/{name}")
    assert one in ask(desk, "/collections")["collections"]
    assert (one["id"], one["itemType"], one["storageCrs"]) == (name, "feature", CRS84)
    assert one["crs"] == [CRS84, CGCS2000]
    assert one["extent"]["spatial"]["bbox"] == [[120.4, 32.5, 120.44, 32.51]]
    assert [link["rel"] for link in one["links"]] == ["self", "items"]


def test_roles_without_a_map_read_the_ground_and_no_orders(desk: Desk) -> None:
    near(desk, 120.403, 32.505)
    for username in PEOPLE:
        named = {one["id"] for one in ask(desk, "/collections", username)["collections"]}
        answer = desk.client(username).get("/ogc/collections/orders/items")
        readers = username in MAP_READERS
        assert named == {"grids", "areas"} | ({"orders"} if readers else set()), username
        assert answer.status_code == (200 if readers else 403), username


def test_every_feature_comes_once_however_small_the_pages_are(desk: Desk) -> None:
    filed = [near(desk, 120.403, 32.505) for _ in range(5)]
    areas = sorted(["320685000000", *TOWNS, *VILLAGES])
    for limit in ("1", "2", "5", "1000", "100000"):
        assert codes(desk, "grids", limit=limit) == sorted(GRIDS), limit
        assert codes(desk, "areas", limit=limit) == areas, limit
        assert codes(desk, "orders", limit=limit) == filed, limit


def test_each_person_reads_the_own_area(desk: Desk) -> None:
    own = near(desk, 120.403, 32.505)
    foreign = near(desk, 120.433, 32.505, "other_worker")
    near(desk, 120.403, 32.505, clause=SENSITIVE)
    ground = {who: codes(desk, "grids", who) for who in ("worker", "captain", "town", "other_town", "auditor")}
    assert ground == {
        "worker": ["320685100201001"],
        "captain": ["320685100201001", "320685100201002", "320685100201901"],
        "town": ["320685100201001", "320685100201002", "320685100201901", "320685100202001"],
        "other_town": ["320685101201001"], "auditor": sorted(GRIDS),
    }  # fmt: skip
    assert codes(desk, "areas", "captain") == ["320685100000", "320685100201"]
    assert codes(desk, "areas", "other_town") == ["320685101000", "320685101201"]
    # Sensitive orders are among nobody's features.
    orders = {who: codes(desk, "orders", who, limit="1") for who in sorted(MAP_READERS)}
    both = [own, foreign]
    assert orders == {
        "captain": [own], "captain2": [], "other_captain": [foreign], "town": [own], "other_town": [foreign],
        "centre": both, "centre2": both, "auditor": both,
    }  # fmt: skip


def test_an_order_says_what_it_is_and_nothing_personal(desk: Desk) -> None:
    code = desk.file(body=filing(finding(note="张三家门口"), premises="1-2-301", note="李四说的"))
    answer = desk.client("auditor").get(f"/ogc/collections/orders/items/{code}")
    one = answer.json
    assert (one["type"], one["id"], one["geometry"]) == (
        "Feature",
        code,
        {"type": "Point", "coordinates": [120.403, 32.505]},
    )
    assert one["properties"].keys() == {
        "code", "clause", "clause_title", "level", "urgent", "state", "state_title", "grid_code", "village_code",
        "town_code", "unit_code", "filed_at", "closed_at",
    }  # fmt: skip
    assert (one["properties"]["state_title"], one["properties"]["grid_code"]) == ("待核实", desk.county.grid)
    for word in ("张", "李四", "301", str(desk.county.id_of("worker"))):
        assert word not in answer.text, word


def test_a_single_feature_is_found_by_its_id_in_the_own_area_only(desk: Desk) -> None:
    code, hidden = near(desk, 120.403, 32.505), near(desk, 120.403, 32.505, clause=SENSITIVE)
    (grid, *_) = ask(desk, "/collections/grids/items")["features"]
    found = ask(desk, f"/collections/grids/items/{grid['id']}")
    assert {key: found[key] for key in grid} == grid
    assert {link["rel"] for link in found["links"]} == {"self", "collection"}
    (area, *_) = ask(desk, "/collections/areas/items")["features"]
    assert ask(desk, f"/collections/areas/items/{area['id']}")["properties"] == area["properties"]
    outside = [
        ("other_town", f"grids/items/{grid['id']}"), ("other_town", f"orders/items/{code}"),
        ("centre", f"orders/items/{hidden}"), ("centre", "grids/items/0"), ("centre", "grids/items/x"),
        ("centre", f"grids/items/{'9' * 40}"), ("centre", "orders/items/1"), ("centre", "roads/items/1"),
        ("centre", "grids/items/%00"), ("centre", "roads/items"), ("centre", "roads"),
    ]  # fmt: skip
    for who, path in outside:
        answer = desk.client(who).get(f"/ogc/collections/{path}")
        assert (answer.status_code, answer.json["type"]) == (404, "not-found"), path


def test_a_box_gives_what_it_touches(desk: Desk) -> None:
    own, foreign = near(desk, 120.403, 32.505), near(desk, 120.433, 32.505, "other_worker")
    boxes = {
        "120.402,32.502,120.403,32.503": ([desk.county.grid], []),
        "120.402,32.502,-10,120.404,32.506,500": ([desk.county.grid], [own]),
        "120.403,32.505,120.403,32.505": ([desk.county.grid], [own]),
        "-180,-90,180,90": (sorted(GRIDS), [own, foreign]),
        "120.431,32.502,-170,32.506": ([desk.county.foreign_grid], [foreign]),
        "10,10,11,11": ([], []),
    }
    for box, expected in boxes.items():
        assert (codes(desk, "grids", bbox=box), codes(desk, "orders", bbox=box)) == expected, box
    turned = "32.502,120.402,32.506,120.404"
    assert codes(desk, "grids", **{"bbox": turned, "bbox-crs": CGCS2000}) == [desk.county.grid]
    assert codes(desk, "orders", **{"bbox": turned, "bbox-crs": CGCS2000}) == [own]


def test_the_national_system_has_the_latitude_first_and_says_so(desk: Desk) -> None:
    near(desk, 120.403, 32.505)
    for name in ("grids", "orders"):
        path = f"/ogc/collections/{name}/items?limit=1"
        plain = desk.client("centre").get(path)
        turned = desk.client("centre").get(f"{path}&{urlencode({'crs': CGCS2000})}")
        assert (plain.headers["Content-Crs"], turned.headers["Content-Crs"]) == (f"<{CRS84}>", f"<{CGCS2000}>")
        (one,), (other,) = plain.json["features"], turned.json["features"]
        assert swapped(one["geometry"]["coordinates"]) == other["geometry"]["coordinates"]
        item = desk.client("centre").get(f"/ogc/collections/{name}/items/{one['id']}?{urlencode({'crs': CGCS2000})}")
        assert item.headers["Content-Crs"] == f"<{CGCS2000}>"
        assert item.json["geometry"] == other["geometry"]


def swapped(value: Any) -> Any:
    return value[::-1] if isinstance(value[0], float) else [swapped(each) for each in value]


def test_grids_of_any_day_and_of_any_stretch_of_time(desk: Desk) -> None:
    county = desk.county
    with transaction():
        ended = update(GridVersion).where(GridVersion.grid_code == county.neighbour).values(valid_to=date(2024, 5, 1))
        db.session.execute(ended)
        began = update(GridVersion).where(GridVersion.grid_code == county.foreign_grid)
        db.session.execute(began.values(valid_from=date(2024, 5, 1)))
    without_neighbour = sorted(set(GRIDS) - {county.neighbour})
    without_foreign = sorted(set(GRIDS) - {county.foreign_grid})
    times = {
        "2024-04-30": without_foreign,
        "2024-05-01": without_neighbour,
        "2024-04-30T15:59:59Z": without_foreign,  # a second to midnight in the county
        "2024-04-30T16:00:00Z": without_neighbour,
        "2024-05-01T00:00:00+08:00": without_neighbour,
        "2024-04-01/2024-06-01": sorted(GRIDS),
        "../2024-04-30": without_foreign,
        "/2024-04-30": without_foreign,
        "2024-05-01/..": without_neighbour,
        "2024-05-01T00:00:00.5+08:00/": without_neighbour,
        "../..": sorted(GRIDS),
        "2019-12-31": [],
    }
    assert codes(desk, "grids") == without_neighbour
    for moment, expected in times.items():
        assert codes(desk, "grids", datetime=moment, limit="2") == expected, moment


def test_orders_by_the_time_of_their_filing(desk: Desk) -> None:
    code = near(desk, 120.403, 32.505)
    filed = ask(desk, f"/collections/orders/items/{code}")["properties"]["filed_at"]
    assert codes(desk, "orders", datetime=filed) == [code]
    assert codes(desk, "orders", datetime=f"{filed}/..") == [code]
    assert codes(desk, "orders", datetime=f"../{filed}") == [code]
    assert codes(desk, "orders", datetime="../2020-01-01") == []


def test_whatever_the_standard_does_not_know_is_refused_with_400(desk: Desk) -> None:
    items = (
        "colour=red", "offset=10", "limit=0", "limit=-1", "limit=x", "limit=1.5", f"limit={'9' * 30}x", "limit=",
        "bbox=1,2,3", "bbox=a,b,c,d", "bbox=1,2,3,4,5", "bbox=nan,0,1,1", "bbox=0,1,1,0", "bbox=0,-91,1,0",
        "bbox=-181,0,1,1", "bbox=1e999,0,1,1", "bbox=", "bbox-crs=x", "crs=EPSG:4490", "crs=", "f=html", "f=",
        "datetime=x", "datetime=2026-13-01", "datetime=..", "datetime=2026", "datetime=2026-01-01T00:00:00",
        "datetime=2026-02-01/2026-01-01", "datetime=1/2/3", "datetime=0001-01-01T00:00:00%2B14:00",
        "datetime=9999-12-31T23:59:59-14:00", "after=x", "after=e30", "after=WzEsIDJd", "limit=1&limit=2",
        "f=json&f=json", "after=WyIzMjA2ODUxMDAyMDEwMDIiLCAiMjAyMC0xMy0wMSJd",
    )  # fmt: skip
    for name, query in [(name, query) for name in ("grids", "areas", "orders") for query in items]:
        answer = desk.client("centre").get(f"/ogc/collections/{name}/items?{query}")
        assert (answer.status_code, answer.json["type"]) == (400, "ogc-query"), (name, query)
        assert answer.json["errors"], query
    for path in ("", "/conformance", "/api", "/collections", "/collections/grids", "/collections/grids/items/1"):
        answer = desk.client("centre").get(f"/ogc{path}?limit=1")
        assert (answer.status_code, answer.json["type"]) == (400, "ogc-query"), path


def test_a_limit_above_the_most_is_taken_as_the_most(desk: Desk) -> None:
    assert ask(desk, "/collections/grids/items", limit="999999999")["numberReturned"] == len(GRIDS)


def test_features_are_sent_again_only_after_they_changed(desk: Desk) -> None:
    near(desk, 120.403, 32.505)
    client = desk.client("centre")
    for name in ("grids", "areas", "orders"):
        answer = client.get(f"/ogc/collections/{name}/items")
        assert (answer.content_type, answer.headers["Cache-Control"]) == ("application/geo+json", "private, no-cache")
        held = client.get(f"/ogc/collections/{name}/items", headers={"If-None-Match": answer.headers["ETag"]})
        assert held.status_code == 304, name
        other = desk.client("town").get(
            f"/ogc/collections/{name}/items", headers={"If-None-Match": answer.headers["ETag"]}
        )
        assert other.status_code == 200, name
    mark = client.get("/ogc/collections/orders/items").headers["ETag"]
    near(desk, 120.403, 32.505)
    assert client.get("/ogc/collections/orders/items", headers={"If-None-Match": mark}).status_code == 200


def test_nothing_below_ogc_is_a_page_of_the_phone_app(app: Flask, county: County) -> None:
    client = client_for(app, county.people["centre"])
    for path in ("/ogc/x", "/ogc/collections/grids/x", "/ogc/api/x"):
        answer = client.get(path)
        assert (answer.status_code, answer.json["type"]) == (404, "not-found"), path
    assert client.post("/ogc/collections/grids/items", headers={"X-Requested-With": "grid-pwa"}).status_code == 405


def test_a_cursor_that_no_server_wrote_is_refused(desk: Desk) -> None:
    half = base64.urlsafe_b64encode(b'["\\ud800", "2026-01-01"]').decode().rstrip("=")
    for name in ("grids", "areas"):
        answer = desk.client("centre").get(f"/ogc/collections/{name}/items?after={half}")
        assert (answer.status_code, answer.json["type"]) == (400, "ogc-query")
