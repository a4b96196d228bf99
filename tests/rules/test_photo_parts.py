"""Part files: one request at a time, across processes, and never stuck behind a phone that is gone."""

from __future__ import annotations

import multiprocessing
import os
import time
from contextlib import ExitStack
from pathlib import Path
from uuid import UUID

import pytest

from backend.photos import parts
from backend.photos.parts import PartFiles, row_is_locked
from backend.problems import Problem

UPLOAD = UUID("7d5a2f3e-5f0b-4e0c-9c39-2d1f6f0f7a11")


@pytest.fixture
def files(tmp_path: Path) -> PartFiles:
    return PartFiles(tmp_path / "uploads")


def test_bytes_are_kept_from_one_request_to_the_next(files: PartFiles) -> None:
    with files.locked(UPLOAD, row_is_locked) as part:
        part.cut(0)
        part.write(b"abcdef")
    with files.locked(UPLOAD, row_is_locked) as part:
        part.cut(4)
        part.write(b"XY")
        assert part.content() == b"abcdXY"


def test_a_second_request_waits_outside(files: PartFiles) -> None:
    with (
        files.locked(UPLOAD, row_is_locked),
        pytest.raises(Problem, match="upload-locked"),
        files.locked(UPLOAD, row_is_locked),
    ):
        pass


def test_a_second_process_waits_outside(files: PartFiles) -> None:
    context = multiprocessing.get_context("spawn")
    with files.locked(UPLOAD, row_is_locked):
        answers = context.Queue()
        process = context.Process(target=_try, args=(files.folder, answers))
        process.start()
        assert answers.get(timeout=60) == "upload-locked"
        process.join()


def _try(folder: Path, answers: multiprocessing.Queue[str]) -> None:
    try:
        with PartFiles(folder).locked(UPLOAD, row_is_locked):
            answers.put("locked")
    except Problem as problem:
        answers.put(problem.code)


def test_a_stalled_request_is_superseded_and_finds_out(files: PartFiles) -> None:
    with files.locked(UPLOAD, row_is_locked) as old:
        old.cut(0)
        old.write(b"abc")
        long_ago = time.time() - parts.STALLED - 1
        os.utime(old.path, (long_ago, long_ago))
        with files.locked(UPLOAD, row_is_locked) as new:
            assert (old.is_current, new.is_current) == (False, True)
            assert new.content() == b"abc"
            old.write(b"late")
            old.remove()
            assert new.content() == b"abc"
            with pytest.raises(Problem, match="upload-locked"), files.locked(UPLOAD, row_is_locked):
                pass


def test_a_removed_file_begins_anew(files: PartFiles) -> None:
    with files.locked(UPLOAD, row_is_locked) as part:
        part.write(b"abc")
        part.remove()
        assert not part.is_current
    assert files.size(UPLOAD) == 0
    with files.locked(UPLOAD, row_is_locked) as part:
        assert part.size == 0


def test_only_files_that_nobody_touched_for_long_are_stray(files: PartFiles) -> None:
    with files.locked(UPLOAD, row_is_locked) as part:
        part.write(b"abc")
    assert list(files.stray(3600)) == []
    os.utime(part.path, (1, 1))
    assert list(files.stray(3600)) == [part.path]


def test_of_two_that_supersede_at_once_only_one_does(files: PartFiles) -> None:
    with files.locked(UPLOAD, row_is_locked) as old:
        os.utime(old.path, (1, 1))

        def overtaken() -> None:
            # While this request waits for the row, another takes over.
            stack.enter_context(files.locked(UPLOAD, row_is_locked))

        with ExitStack() as stack, pytest.raises(Problem, match="upload-locked"), files.locked(UPLOAD, overtaken):
            pass
