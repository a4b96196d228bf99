"""Documents are true."""

from __future__ import annotations

import os
import re

import pytest
from flask import Flask

from backend.orders.picture import picture
from backend.settings import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_picture_of_the_lifecycle_is_drawn_from_its_table() -> None:
    drawn = re.search(r"<!-- lifecycle:begin -->\n```mermaid\n(.*?)\n```\n<!-- lifecycle:end -->", README, re.DOTALL)
    assert drawn, "the README has lost its picture"
    assert drawn[1].strip() == picture().strip()


@pytest.mark.parametrize("command", ["script/server", "script/test", "script/setup", "script/database", ".ci/run"])
def test_a_command_of_the_readme_can_be_run(command: str) -> None:
    assert os.access(ROOT / command, os.X_OK)


@pytest.mark.parametrize("folder", sorted(set(re.findall(r"^\| `([a-z]+)/` \|", README, re.MULTILINE))))
def test_a_folder_of_the_readme_exists(folder: str) -> None:
    assert (ROOT / folder).is_dir()


@pytest.mark.parametrize(
    "group",
    [
        "people",
        "grids",
        "areas",
        "divisions",
        "checklists",
        "receipts",
        "orders",
        "audit",
        "rewards",
        "overview",
        "demo",
        "openapi",
    ],
)
def test_every_command_group_tells_what_it_does(migrated_app: Flask, group: str) -> None:
    result = migrated_app.test_cli_runner().invoke(args=[group, "--help"])
    assert result.exit_code == 0
    assert re.search(r"Commands:\n  \w+", result.output)
