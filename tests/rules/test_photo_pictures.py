"""What a file really is, what it says of itself, and what is left of that in the copies that people get."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from backend.photos import pictures
from backend.photos.copies import make_full, make_previews, strip_jpeg
from backend.photos.pictures import inspect
from backend.problems import Problem
from tests.pictures import a_phone_photo, a_photo, a_picture, a_png_bomb

KINDS = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp", "HEIF": "image/heic"}
SCRIPTS = {
    "a script": b"#!/bin/sh\nrm -rf /\n",
    "a page": b"<!doctype html><script>alert(1)</script>",
    "a drawing with a script": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "a program": b"MZ\x90\0" + b"\0" * 500,
    "an archive": b"PK\x03\x04" + b"\0" * 500,
    "nothing": b"",
    "a name only": b"\xff\xd8\xff",
    "a script that begins like a photo": b"\xff\xd8\xff\xe0<script>alert(1)</script>",
    "a GIF": b"GIF89a" + b"\0" * 500,
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_picture_is_known_by_its_content(kind: str) -> None:
    picture = inspect(a_photo(1, kind))
    assert (picture.media_type, picture.width, picture.height) == (KINDS[kind], 320, 240)


@pytest.mark.parametrize("name", SCRIPTS)
def test_what_is_no_picture_is_refused(name: str) -> None:
    with pytest.raises(Problem, match="photo-not-a-picture"):
        inspect(SCRIPTS[name])


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("share", [0.3, 0.7, 0.95])
def test_a_truncated_picture_is_refused(kind: str, share: float) -> None:
    content = a_photo(2, kind)
    with pytest.raises(Problem, match="photo-not-a-picture"):
        inspect(content[: int(len(content) * share)])


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(sorted(KINDS)), st.integers(0, 10_000), st.binary(min_size=1, max_size=12))
def test_a_damaged_picture_is_taken_or_refused_and_never_breaks_the_server(kind: str, at: int, damage: bytes) -> None:
    content = bytearray(a_photo(3, kind, (64, 48)))
    at %= len(content)
    content[at : at + len(damage)] = damage
    for look in (inspect, make_previews, make_full):
        try:
            look(bytes(content))
        except Problem as problem:
            assert problem.code in ("photo-not-a-picture", "photo-too-many-pixels")


def test_a_png_bomb_is_refused_by_its_header(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Image.Image, "load", lambda self: pytest.fail("a pixel was decoded"))
    with pytest.raises(Problem, match="photo-too-many-pixels"):
        inspect(a_png_bomb())


def test_the_pixel_limit_itself_is_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "MOST_PIXELS", 320 * 240)
    assert inspect(a_photo()).width == 320
    with pytest.raises(Problem, match="photo-too-many-pixels"):
        inspect(a_photo(size=(321, 240)))


@pytest.mark.parametrize("kind", KINDS)
def test_time_and_place_are_read_as_evidence(kind: str) -> None:
    picture = inspect(a_phone_photo(4, kind))
    assert picture.taken_at == datetime(2026, 11, 20, 0, 30, tzinfo=UTC)
    assert picture.lon == pytest.approx(120.46)
    assert picture.lat == pytest.approx(32.55)


def test_a_time_without_offset_is_the_countys() -> None:
    exif = Image.Exif()
    exif.get_ifd(0x8769)[0x9003] = "2026:11:20 08:30:00"
    assert inspect(a_photo(exif=exif)).taken_at == datetime(2026, 11, 20, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize("written", ["0000:00:00 00:00:00", "yesterday", "", "9999:12:31 23:59:59"])
def test_an_impossible_time_is_no_evidence(written: str) -> None:
    exif = Image.Exif()
    exif.get_ifd(0x8769)[0x9003] = written
    assert inspect(a_photo(exif=exif)).taken_at is None


def test_no_place_is_not_the_place_zero() -> None:
    exif = Image.Exif()
    gps = exif.get_ifd(0x8825)
    gps[1], gps[2], gps[3], gps[4] = "N", (0.0, 0.0, 0.0), "E", (0.0, 0.0, 0.0)
    picture = inspect(a_photo(exif=exif))
    assert (picture.lon, picture.lat) == (None, None)


@pytest.mark.parametrize("kind", KINDS)
def test_no_copy_carries_metadata_and_every_copy_stands_upright(kind: str) -> None:
    content = a_phone_photo(5, kind)
    copies = {**make_previews(content), "full": make_full(content)}
    for copy in copies.values():
        assert b"SECRETMAKER" not in copy and b"Exif" not in copy
        with Image.open(BytesIO(copy)) as image:
            assert not image.getexif()
            assert image.height > image.width


def test_copies_have_their_size() -> None:
    copies = make_previews(a_photo(6, size=(2400, 1800)))
    sizes = {name: Image.open(BytesIO(copy)).size for name, copy in copies.items()}
    assert sizes == {"thumb": (320, 240), "screen": (1600, 1200)}


def test_a_small_picture_is_not_blown_up() -> None:
    assert Image.open(BytesIO(make_previews(a_photo(6, size=(100, 80)))["screen"])).size == (100, 80)


@pytest.mark.parametrize("saving", [{}, {"progressive": True}, {"restart_marker_rows": 1}])
def test_an_upright_jpeg_loses_its_metadata_and_not_one_pixel(saving: dict[str, object]) -> None:
    out = BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "SECRETMAKER"
    a_picture(7).save(out, "JPEG", exif=exif, comment=b"SECRETCOMMENT", icc_profile=b"colour" * 40, **saving)
    hidden = out.getvalue() + b"SECRETTAIL"
    full = make_full(hidden)
    assert b"SECRET" not in full
    with Image.open(BytesIO(full)) as mine, Image.open(BytesIO(hidden)) as theirs:
        assert mine.info["icc_profile"] == b"colour" * 40
        assert mine.tobytes() == theirs.tobytes()


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=400))
def test_segments_that_do_not_add_up_are_left_to_the_encoder(tail: bytes) -> None:
    stripped = strip_jpeg(b"\xff\xd8" + tail)
    assert stripped is None or stripped.endswith(b"\xff\xd9")


def test_a_transparent_picture_is_laid_on_white() -> None:
    out = BytesIO()
    Image.new("RGBA", (50, 50), (0, 0, 0, 0)).save(out, "PNG")
    with Image.open(BytesIO(make_previews(out.getvalue())["thumb"])) as thumb:
        assert min(thumb.convert("L").tobytes()) > 250


def test_the_same_picture_saved_again_looks_alike_and_another_does_not() -> None:
    first, again, other = (inspect(content).phash for content in (a_photo(8), a_photo(8, quality=60), a_photo(9)))
    assert first is not None and again is not None and other is not None
    assert (first ^ again).bit_count() <= 3
    assert ((first ^ other) & (2**64 - 1)).bit_count() > 10
    assert -(2**63) <= first < 2**63


def test_a_wall_has_no_perceptual_hash() -> None:
    out = BytesIO()
    Image.new("RGB", (200, 200), "grey").save(out, "JPEG")
    assert inspect(out.getvalue()).phash is None
