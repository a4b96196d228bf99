"""Files that mean harm or were saved wrongly: refused with a sentence, in little time and memory."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import pytest

from checklists.editions import load_edition
from checklists.faults import EditionFault, Fault
from tests.editions import FIRE, given_edition

BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{chr(98 + level)}: &{chr(98 + level)} [{', '.join(['*' + chr(97 + level)] * 9)}]\n" for level in range(9)
)
CASES: dict[str, tuple[str | bytes, str]] = {
    "anchors that multiply": (BOMB, "yaml-anchor"),
    "a reference to itself": ("category: &loop [*loop]\n", "yaml-anchor"),
    "a mapping that holds itself": ("category: XF\ntitle: &me {again: *me}\n", "yaml-anchor"),
    "a merge key": ("base: &base {title: x}\ncategory:\n  <<: *base\n", "yaml-anchor"),
    "a tag that would run something": ("category: !!python/object/apply:os.system [reboot]\n", "yaml-anchor"),
    "a tag of its own": ("category: !clause XF\n", "yaml-anchor"),
    "fifty megabytes": (b"# " + b"x" * 50_000_000, "file-too-large"),
    "a byte order mark": (b"\xef\xbb\xbf" + FIRE.encode(), "byte-order-mark"),
    "two bytes a letter": (FIRE.encode("utf-16"), "not-utf8"),
    "an office's old encoding": (FIRE.encode("gb18030"), "not-utf8"),
    "tabs": (FIRE.replace("        lead: fire", "\t\tlead: fire", 1), "yaml-syntax"),
    "a full-width colon": (FIRE.replace("level: L", "level：L", 1), "full-width-colon"),
    "full-width digits": (FIRE.replace("respond: 2 work", "respond: ２ work", 1), "limit"),
    "full-width letters": (FIRE.replace("flags: [P, F]", "flags: [Ｐ, F]", 1), "flag"),
    "full-width commas": (FIRE.replace("flags: [P, F]", "flags: [P，F]", 1), "flag"),
    "a hundred thousand brackets": ("[" * 100_000, "too-deep"),
    "two documents": (FIRE + "---\na: 1\n", "many-documents"),
    "a zero byte": ("category: \0\n", "yaml-syntax"),
    "nothing": ("", "empty-file"),
}


def faults_of(folder: Path) -> tuple[Fault, ...]:
    with pytest.raises(EditionFault) as caught:
        load_edition(folder)
    return caught.value.faults


@pytest.mark.parametrize("case", CASES)
def test_a_file_that_means_harm_or_was_saved_wrongly_is_refused_with_a_sentence_and_a_mend(
    tmp_path: Path, case: str
) -> None:
    content, code = CASES[case]
    made = given_edition(tmp_path, "2027", published=False)
    (made / "xf.yaml").write_bytes(content if isinstance(content, bytes) else content.encode())
    tracemalloc.start()
    faults = faults_of(made)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert code in [fault.code for fault in faults]
    assert peak < 20_000_000
    found = next(fault for fault in faults if fault.code == code)
    assert found.sentence
    assert found.mend
    assert found.in_one_line().startswith(f"{made / 'xf.yaml'}:{found.line}:{found.column}: ")


def test_a_published_edition_that_was_changed_by_one_letter_is_refused(tmp_path: Path) -> None:
    made = given_edition(tmp_path, "2027")
    text = (made / "units.yaml").read_text("utf-8")
    (made / "units.yaml").write_text(text.replace("派出所]", "派出锁]"), "utf-8")
    (fault,) = faults_of(made)
    assert fault.code == "digest-differs"
    assert "已发布的版本不能改" in fault.mend


def test_a_folder_that_is_a_ring_is_refused(tmp_path: Path) -> None:
    ring = tmp_path / "2027"
    ring.symlink_to(ring)
    assert {fault.code for fault in faults_of(ring)} == {"file-not-readable"}
