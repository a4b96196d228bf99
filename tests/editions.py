"""A small list of a county's own, whole enough to be published, and what tests change about it."""

from __future__ import annotations

from pathlib import Path

from checklists.writing import publish

EDITION = """\
# 试验用的小清单。
edition: "{name}"
title: 小清单
status: draft
items: 2
clauses: 3
categories: [CZ, XF]
note: 试验用的小清单，不是任何城市的官方清单。
"""
UNITS = """\
units:
  - code: police
    title: 公安派出所
    aliases: [派出所]
  - code: fire
    title: 消防救援
    aliases: [消防]
  - code: property
    title: 物业
    relay: true
"""
RENTED = """\
# 出租房屋
category: CZ
title: 出租房屋
items:
  - code: CZ01
    title: 出租登记
    clauses:
      - code: CZ01-01
        title: 出租未登记备案
        help: 房子租出去了，房东还没有登记备案的算。
        counts: 整租、分间租都算。
        counts_not: 亲友借住、不收租金的不算。
        lead: police
        level: N
        level_reason: 一时没有危险。
        respond: 1 work_day
        handle: 5 work_day
        pays: yes
        tariff: CZ
"""
FIRE = """\
# 消防安全，两条。
category: XF
title: 消防安全
items:
  - code: XF01
    title: 疏散通道
    clauses:
      - code: XF01-01
        title: 楼道堆物
        help: 走廊、楼梯放了纸箱、旧家具的算。
        counts: 楼梯转角堆着纸箱。
        counts_not: 门口的脚垫不算。
        photos: [near 1, far 1, before 1, after 1]
        on_the_spot: 请住户当场搬走。
        nicknames: [杂物, 堆物]
        lead: fire
        support: [property]
        level: L
        level_reason: 着火时挡路。
        respond: 2 work_hour
        handle: 1 work_day
        flags: [P, F]
        pays: yes
        tariff: XF

      # 这一条先打电话
      - code: XF01-02
        title: 安全出口锁闭
        help: 疏散门上锁、推不开的算。
        counts: 疏散门挂着链锁。
        counts_not: 里面一推就开的不算。
        at_once: 先打119，再告诉物业。
        lead: fire
        level: M
        level_reason: 着火时出不去。
        respond: 15 urgent_minute
        handle: 24 urgent_hour
        flags: [T]
        pays: no
"""


def given_edition(folder: Path, name: str, *changes: tuple[str, str, str], published: bool = True) -> Path:
    """The small list below `folder` under that name, changed (file, was, becomes), published with its digest."""
    made = folder / name
    made.mkdir(parents=True)
    written = {"edition": EDITION.replace("{name}", name), "units": UNITS, "cz": RENTED, "xf": FIRE}
    for file, was, becomes in changes:
        assert was in written[file], was
        written[file] = written[file].replace(was, becomes, 1)
    for file, text in written.items():
        (made / f"{file}.yaml").write_text(text, encoding="utf-8")
    if published:
        publish(made)
    return made
