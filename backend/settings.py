"""Settings: the only reader of the process environment. Refuses to start on a bad value."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent


class BadSetting(Exception):
    """A variable of the environment has a value with which the server must not start."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that differs between two installations; sizes in bytes, times in seconds.

    `push_contact` is whom a push service may write to; `push_loopback` lets tests push to this machine over http.
    """

    database_url: str
    migration_database_url: str
    data_dir: Path
    photos_url: str
    county: str = "320685"
    checklist: str = "2026"
    port: int = 8000
    behind_tls: bool = False
    json_body_limit: int = 256 * 1024
    photo_limit: int = 20 * 1024 * 1024
    upload_hours: int = 72
    session_days: int = 30
    who_cache_seconds: float = 5.0
    grid_code_pattern: str = r"\d{15}"
    micro_code_pattern: str = r"\d{17,18}"
    grid_tolerance_m: float = 1.0
    grid_least_m2: float = 100.0
    grid_file_limit: int = 100 * 1024 * 1024
    checklists_dir: Path | None = None
    push_contact: str = "mailto:wangge@example.org"
    push_loopback: bool = False
    basemap: str = "none"
    basemap_url: str = ""
    basemap_datum: str = "wgs84"
    basemap_attribution: str = ""
    basemap_approval: str = ""
    tianditu_key: str = ""
    reward_phone: str = ""

    @property
    def basemap_hosts(self) -> tuple[str, ...]:
        """The only outside hosts that a browser may ask: those of 天地图 where it is the basemap, else none."""
        return tuple(f"https://t{n}.tianditu.gov.cn" for n in range(8)) if self.basemap == "tianditu" else ()

    @property
    def schema(self) -> str:
        """The one schema that holds every table of this county."""
        return f"county_{self.county}"

    @property
    def keys_dir(self) -> Path:
        return self.data_dir / "keys"

    @property
    def own_checklists(self) -> Path:
        """Where the county's own editions lie, beside those that come with the product."""
        return self.checklists_dir or self.data_dir / "checklists"

    @property
    def cookie_name(self) -> str:
        return f"wangge_{self.county}"

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Settings:
        """Read and check; raises BadSetting with the variable's name and what to do."""
        env = os.environ if environment is None else environment
        url = _database_url(env, "DATABASE_URL")
        data_dir = Path(env.get("DATA_DIR") or ROOT / "var" / "data").resolve()
        return cls(
            database_url=url,
            migration_database_url=_database_url(env, "MIGRATION_DATABASE_URL", default=url),
            data_dir=data_dir,
            photos_url=env.get("PHOTOS_URL") or (data_dir / "photos").as_uri(),
            county=_matching(env, "COUNTY", "320685", r"\d{6}", "六位县级区划代码，例如 320685"),
            checklist=_matching(env, "CHECKLIST", "2026", r"[0-9A-Za-z.-]+", "checklists/ 里的版本目录名"),
            port=_whole_number(env, "PORT", 8000, 1, 65535),
            checklists_dir=Path(env["CHECKLISTS_DIR"]).resolve() if env.get("CHECKLISTS_DIR") else None,
            behind_tls=_matching(env, "BEHIND_TLS", "0", r"[01]", "0 或 1") == "1",
            grid_code_pattern=_pattern(env, "GRID_CODE_PATTERN", r"\d{15}"),
            micro_code_pattern=_pattern(env, "MICRO_CODE_PATTERN", r"\d{17,18}"),
            grid_tolerance_m=_number(env, "GRID_TOLERANCE_M", 1.0, 0.02, 50.0),
            grid_least_m2=_number(env, "GRID_LEAST_M2", 100.0, 0.0, 1_000_000.0),
            push_contact=_matching(
                env,
                "PUSH_CONTACT",
                "mailto:wangge@example.org",
                r"(mailto:|https://)[!-~]+",
                "mailto: 或 https: 开头的联系地址",
            ),
            push_loopback=_matching(env, "PUSH_LOOPBACK", "0", r"[01]", "0 或 1") == "1",
            reward_phone=_matching(env, "REWARD_PHONE", "", r"[0-9+ ()-]{0,30}", "公示异议电话，例如 0513-12345678"),
            **_basemap(env),
        )


def _basemap(env: Mapping[str, str]) -> dict[str, Any]:
    kind = _matching(env, "BASEMAP", "none", r"none|pmtiles|tianditu", "none、pmtiles 或 tianditu")
    # Whose map it is has to be shown, and of 天地图 the approval number (审图号) too: without them no map.
    needed = {"pmtiles": ("BASEMAP_ATTRIBUTION",), "tianditu": ("TIANDITU_KEY", "BASEMAP_APPROVAL")}.get(kind, ())
    for name in needed:
        if not env.get(name):
            raise BadSetting(f"BASEMAP={kind} 时还要设置 {name}。")
    place = r"(file:///|s3://)[!-~]+/[^/?]+(\?[!-~]*)?|"
    return {
        "basemap": kind,
        "basemap_url": _matching(env, "BASEMAP_URL", "", place, "file:///目录/文件.pmtiles 或 s3://桶名/文件.pmtiles"),
        "basemap_datum": _matching(env, "BASEMAP_DATUM", "wgs84", r"wgs84|gcj02", "wgs84 或 gcj02"),
        "basemap_attribution": env.get("BASEMAP_ATTRIBUTION") or ("天地图" if kind == "tianditu" else ""),
        "basemap_approval": env.get("BASEMAP_APPROVAL") or "",
        "tianditu_key": _matching(env, "TIANDITU_KEY", "", r"[0-9A-Za-z]*", "天地图的密钥，只有字母和数字"),
    }


def _database_url(env: Mapping[str, str], name: str, default: str | None = None) -> str:
    value = env.get(name) or default
    if not value:
        raise BadSetting(
            f"没有设置 {name}。用 script/server 启动会自动准备数据库；"
            "自备数据库时请写成 postgresql+psycopg://用户@主机/库名。"
        )
    if value.startswith("postgresql://"):
        value = "postgresql+psycopg://" + value.removeprefix("postgresql://")
    if not value.startswith("postgresql+psycopg://"):
        raise BadSetting(f"{name} 要写成 postgresql+psycopg://用户@主机/库名。")
    return value


def _matching(env: Mapping[str, str], name: str, default: str, pattern: str, wanted: str) -> str:
    value = env.get(name) or default
    if not re.fullmatch(pattern, value):
        raise BadSetting(f"{name}={value!r} 不对：要写{wanted}。")
    return value


def _whole_number(env: Mapping[str, str], name: str, default: int, least: int, most: int) -> int:
    value = env.get(name) or str(default)
    if not value.isascii() or not value.isdigit() or not least <= int(value) <= most:
        raise BadSetting(f"{name}={value!r} 不对：要写 {least} 到 {most} 之间的整数。")
    return int(value)


def _number(env: Mapping[str, str], name: str, default: float, least: float, most: float) -> float:
    value = env.get(name) or str(default)
    if not re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,6})?", value) or not least <= float(value) <= most:
        raise BadSetting(f"{name}={value!r} 不对：要写 {least:g} 到 {most:g} 之间的数。")
    return float(value)


def _pattern(env: Mapping[str, str], name: str, default: str) -> str:
    value = env.get(name) or default
    try:
        re.compile(value)
    except re.error as error:
        raise BadSetting(f"{name}={value!r} 不对：要写正则表达式，例如 \\d{{15}}。") from error
    return value
