"""The OpenAPI 3.0 document at /ogc/api: what GDAL, QGIS and people read before they ask."""

from __future__ import annotations

from typing import Any, Final

from backend.overview.ogc_documents import GEOJSON, JSON
from backend.overview.ogc_features import Collection
from backend.overview.ogc_query import CRS84, FEW, MOST, SYSTEMS

LINKS: Final = {"type": "array", "items": {"$ref": "#/components/schemas/link"}}
SCHEMAS: Final[dict[str, Any]] = {
    "link": {
        "type": "object",
        "required": ["href", "rel"],
        "properties": {name: {"type": "string"} for name in ("href", "rel", "type", "title")},
    },
    "feature": {
        "type": "object",
        "required": ["type", "id", "geometry", "properties"],
        "properties": {
            "type": {"type": "string", "enum": ["Feature"]},
            "id": {"oneOf": [{"type": "string"}, {"type": "integer"}]},
            "geometry": {"type": "object", "nullable": True},
            "properties": {"type": "object"},
            "links": LINKS,
        },
    },
    "featureCollection": {
        "type": "object",
        "required": ["type", "features"],
        "properties": {
            "type": {"type": "string", "enum": ["FeatureCollection"]},
            "timeStamp": {"type": "string", "format": "date-time"},
            "numberReturned": {"type": "integer", "minimum": 0},
            "links": LINKS,
            "features": {"type": "array", "items": {"$ref": "#/components/schemas/feature"}},
        },
    },
    "problem": {
        "type": "object",
        "required": ["type", "title", "status"],
        "properties": {
            "type": {"type": "string"},
            "title": {"type": "string"},
            "status": {"type": "integer"},
            "errors": {"type": "array", "items": {"type": "object"}},
        },
    },
}


def _asked(name: str, description: str, schema: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"name": name, "in": "query", "description": description, "required": False, "schema": schema, **more}


SYSTEM: Final = {"type": "string", "format": "uri", "enum": list(SYSTEMS), "default": CRS84}
PARAMETERS: Final[dict[str, Any]] = {
    "f": _asked("f", "格式，只有 json。", {"type": "string", "enum": ["json"], "default": "json"}),
    "limit": _asked(
        "limit", "一页最多几个。", {"type": "integer", "minimum": 1, "maximum": MOST, "default": FEW},
        style="form", explode=False,
    ),
    "bbox": _asked(
        "bbox", "范围：CRS84 时为西,南,东,北；EPSG:4490 时为南,西,北,东。",
        {"type": "array", "items": {"type": "number"}, "minItems": 4, "maxItems": 6}, style="form", explode=False,
    ),
    "bbox-crs": _asked("bbox-crs", "bbox 的坐标系。", SYSTEM),
    "crs": _asked("crs", "坐标系；EPSG:4490 时纬度在前。", SYSTEM),
    "datetime": _asked(
        "datetime", "时刻、日期，或用斜杠分开的起止，“..”表示不限。", {"type": "string"}, style="form", explode=False
    ),
    "after": _asked("after", "翻页标记，取自 next 链接。", {"type": "string"}),
}  # fmt: skip


def contract(base: str, readable: list[Collection]) -> dict[str, Any]:
    """The whole document, with the collections that the asking person may read."""
    paths = {
        "/": _call("首页", "landing", JSON, ["f"]),
        "/conformance": _call("符合的标准", "conformance", JSON, ["f"]),
        "/api": _call("接口说明", "contract", JSON, ["f"]),
        "/collections": _call("数据集", "collections", JSON, ["f"]),
    }
    for one in readable:
        here = f"/collections/{one.name}"
        paths[here] = _call(one.title, f"{one.name}.describe", JSON, ["f"])
        paths[f"{here}/items"] = _call(
            one.description, f"{one.name}.items", GEOJSON, list(PARAMETERS), "featureCollection"
        )
        paths[f"{here}/items/{{featureId}}"] = _call(
            one.title, f"{one.name}.item", GEOJSON, ["f", "crs"], "feature", needs_id=True
        )
    return {
        "openapi": "3.0.3",
        "info": {"title": "网格通 OGC API - Features", "version": "1", "description": "只读。"},
        "servers": [{"url": base}],
        "security": [{"basic": []}, {"bearer": []}],
        "paths": paths,
        "components": {
            "schemas": SCHEMAS,
            "parameters": PARAMETERS,
            "securitySchemes": {
                "basic": {"type": "http", "scheme": "basic", "description": "密码处填访问令牌，用户名任意。"},
                "bearer": {"type": "http", "scheme": "bearer", "description": "访问令牌。"},
            },
        },
    }


def _call(
    summary: str, name: str, media_type: str, asked: list[str], schema: str = "", *, needs_id: bool = False
) -> dict[str, Any]:
    shape: dict[str, Any] = {"$ref": f"#/components/schemas/{schema}"} if schema else {"type": "object"}
    parameters: list[dict[str, Any]] = [{"$ref": f"#/components/parameters/{each}"} for each in asked]
    if needs_id:
        parameters.append({"name": "featureId", "in": "path", "required": True, "schema": {"type": "string"}})
    refused = {"content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/problem"}}}}
    return {
        "get": {
            "summary": summary,
            "operationId": name,
            "parameters": parameters,
            "responses": {
                "200": {"description": "有结果", "content": {media_type: {"schema": shape}}},
                "400": {"description": "参数不对", **refused},
                "401": {"description": "没有登录，也没有有效的访问令牌", **refused},
                "404": {"description": "没有，或者不在查看范围内", **refused},
            },
        }
    }
