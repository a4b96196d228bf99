"""The pages of OGC API - Features around the features themselves: what there is and where."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import quote, urlencode

from backend.overview.ogc_features import Collection, Feature
from backend.overview.ogc_query import CRS84, SYSTEMS

JSON: Final = "application/json"
GEOJSON: Final = "application/geo+json"
OPENAPI: Final = "application/vnd.oai.openapi+json;version=3.0"
CONFORMS_TO: Final = (
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/oas30",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
    "http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs",
)


def landing(base: str, title: str) -> dict[str, Any]:
    """Where everything is."""
    return {
        "title": f"{title}网格通",
        "description": "网格、行政区划和工单的地图数据（OGC API - Features），只读；工单不含个人信息。",
        "links": [
            link(base, "self", JSON, "本页"),
            link(f"{base}/api", "service-desc", OPENAPI, "接口说明"),
            link(f"{base}/conformance", "conformance", JSON, "符合的标准"),
            link(f"{base}/collections", "data", JSON, "数据集"),
        ],
    }


def conformance() -> dict[str, Any]:
    """Which parts of the standard hold here."""
    return {"conformsTo": list(CONFORMS_TO)}


def collections(base: str, readable: list[Collection], extent: list[float] | None) -> dict[str, Any]:
    """The collections that the asking person may read."""
    return {
        "links": [link(f"{base}/collections", "self", JSON, "数据集")],
        "crs": list(SYSTEMS),
        "collections": [collection(base, one, extent) for one in readable],
    }


def collection(base: str, one: Collection, extent: list[float] | None) -> dict[str, Any]:
    """One collection; `extent` is west, south, east, north of the county, where it has grids."""
    here = f"{base}/collections/{one.name}"
    where = {"extent": {"spatial": {"bbox": [extent], "crs": CRS84}}} if extent else {}
    return {
        "id": one.name, "title": one.title, "description": one.description, "itemType": "feature", **where,
        "crs": list(SYSTEMS), "storageCrs": CRS84,
        "links": [link(here, "self", JSON, one.title), link(f"{here}/items", "items", GEOJSON, one.title)],
    }  # fmt: skip


def items(
    base: str, one: Collection, features: list[Feature], asked: Mapping[str, str], after: str | None, stamp: str
) -> dict[str, Any]:
    """A page of features, with the way to the next one."""
    here = f"{base}/collections/{one.name}"
    links = [
        link(_with(f"{here}/items", asked), "self", GEOJSON, one.title), link(here, "collection", JSON, one.title),
    ]  # fmt: skip
    if after:
        links.append(link(_with(f"{here}/items", {**asked, "after": after}), "next", GEOJSON, "下一页"))
    return {
        "type": "FeatureCollection", "timeStamp": stamp, "numberReturned": len(features), "links": links,
        "features": features,
    }  # fmt: skip


def item(base: str, one: Collection, feature: Feature) -> dict[str, Any]:
    """One feature with its links."""
    here = f"{base}/collections/{one.name}"
    name = quote(str(feature["id"]), safe="")
    links = [link(f"{here}/items/{name}", "self", GEOJSON, one.title), link(here, "collection", JSON, one.title)]
    return {**feature, "links": links}


def link(href: str, rel: str, media_type: str, title: str) -> dict[str, str]:
    """One link of a page."""
    return {"href": href, "rel": rel, "type": media_type, "title": title}


def _with(address: str, asked: Mapping[str, str]) -> str:
    return f"{address}?{urlencode(asked)}" if asked else address
