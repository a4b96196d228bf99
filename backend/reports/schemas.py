"""The wire: a report as the phone files it, the answer, and reports as they are read."""

from __future__ import annotations

from typing import Any, Final

from marshmallow import fields, post_load, validate

from backend.api import PageQuery, StrictSchema
from backend.grids.schemas import NamedSchema
from backend.photos.declared import EVIDENCE_FROM, KINDS, DeclaredPhoto
from backend.reports.fields import MetresField, MomentField, RawPointField, ShortListField, YesNoField
from backend.reports.filing import Contact, FiledFinding, Filing, digest_of
from geo.coordinates import DATUMS
from geo.fields import PointField

MOST_FINDINGS: Final = 20
MOST_PHOTOS: Final = 9
MOST_CONTACTS: Final = 20
MOST_CHECKED: Final = 500
NOTE_LENGTH: Final = 2_000
MOST_METRES: Final = 40_000_000
PLACE_METHODS: Final = ("gnss", "network", "pin", "grid")


def _text(most: int, **options: Any) -> fields.String:
    too_long = validate.Length(max=most, error=f"这里最多 {most} 个字，请删减后再报。")
    return fields.String(validate=too_long, **options)


def _between(least: float, most: float) -> validate.Range:
    return validate.Range(least, most, error=f"这里要在 {least} 到 {most} 之间。")


def _one_of(*choices: str, **options: Any) -> fields.String:
    return fields.String(validate=validate.OneOf(choices, error="这里的值不在可选范围内，请更新应用。"), **options)


class ContactSchema(StrictSchema):
    """A person to be called; stored encrypted."""

    name = _text(50, required=True)
    phone = _text(30, required=True)
    relation = _text(50, load_default="")
    agreed = YesNoField(required=True)


class DeclaredPhotoSchema(StrictSchema):
    """A photo that will be uploaded; `place` in the report's datum, in WGS-84 where it comes from EXIF."""

    sha256 = fields.String(
        required=True, validate=validate.Regexp(r"[0-9a-f]{64}\Z", error="照片编号不对，请更新应用。")
    )
    kind = _one_of(*KINDS, load_default="reference")
    taken_at = MomentField(load_default=None, allow_none=True)
    place = RawPointField(load_default=None, allow_none=True)
    evidence_from = _one_of(*EVIDENCE_FROM, load_default="none")
    bytes = fields.Integer(strict=True, load_default=None, allow_none=True, validate=_between(1, 2**31))
    media_type = _text(100, load_default=None, allow_none=True)


class FindingSchema(StrictSchema):
    """One matter; `joins` is the code of an open order that it belongs to."""

    id = fields.UUID(required=True)
    clause = _text(40, required=True)
    note = _text(NOTE_LENGTH, load_default="")
    handled_on_spot = YesNoField(load_default=False)
    joins = _text(40, load_default=None, allow_none=True)
    contacts = ShortListField(fields.Nested(ContactSchema), MOST_CONTACTS, load_default=list)
    photos = ShortListField(fields.Nested(DeclaredPhotoSchema), MOST_PHOTOS, load_default=list)


class FilingSchema(StrictSchema):
    """A visit with its findings; loads into a Filing whose `content` is the digest of exactly this body."""

    checklist = _text(40, required=True)
    seen_at = MomentField(required=True)
    place = RawPointField(required=True)
    accuracy_m = MetresField(load_default=None, allow_none=True, validate=_between(0, MOST_METRES))
    datum = _one_of(*DATUMS, load_default="wgs84")
    place_method = _one_of(*PLACE_METHODS, required=True)
    grid_confirmed = _text(24, load_default=None, allow_none=True)
    premises = _text(200, load_default=None, allow_none=True)
    device = fields.UUID(load_default=None, allow_none=True)
    note = _text(NOTE_LENGTH, load_default="")
    findings = ShortListField(fields.Nested(FindingSchema), MOST_FINDINGS, load_default=list)
    checked_ok = ShortListField(_text(40), MOST_CHECKED, load_default=list)

    @post_load(pass_original=True)
    def _filing(self, data: dict[str, Any], original: Any, **kwargs: Any) -> Filing:
        lon, lat = data.pop("place")
        findings = tuple(_finding(finding) for finding in data.pop("findings"))
        checked_ok = tuple(data.pop("checked_ok"))
        content = digest_of(original)
        return Filing(lon=lon, lat=lat, findings=findings, checked_ok=checked_ok, content=content, **data)


def _finding(data: dict[str, Any]) -> FiledFinding:
    contacts = tuple(Contact(**contact) for contact in data.pop("contacts"))
    return FiledFinding(contacts=contacts, photos=tuple(_photo(photo) for photo in data.pop("photos")), **data)


def _photo(data: dict[str, Any]) -> DeclaredPhoto:
    lon, lat = data.pop("place") or (None, None)
    return DeclaredPhoto(lon=lon, lat=lat, **data)


class FoundGridSchema(NamedSchema):
    """The grid of a report and how it was found."""

    method = _one_of("covers", "confirmed", "share", "own", "nearest", required=True)


class AcceptedFindingSchema(StrictSchema):
    """A filed finding: its order, and the photos that the server still waits for."""

    id = fields.UUID(required=True)
    order = fields.String(required=True, allow_none=True)
    photos_missing = fields.List(fields.String(), required=True)


class AcceptedSchema(StrictSchema):
    """What the phone is told; `receipt` is a signed proof of the filing."""

    id = fields.UUID(required=True)
    received_at = fields.AwareDateTime(required=True)
    grid = fields.Nested(FoundGridSchema, required=True, allow_none=True)
    findings = fields.List(fields.Nested(AcceptedFindingSchema), required=True)
    receipt = fields.String(required=True)


class ReportsQuery(PageQuery):
    """`mine=true`: only what the asking person filed; `grid`: only of this grid."""

    mine = fields.Boolean(load_default=False)
    grid = _text(24, load_default=None)


class MaskedContactSchema(StrictSchema):
    """A contact as it may be read by everybody who sees the report."""

    name = fields.String(required=True, metadata={"example": "张*"})
    phone = fields.String(required=True, metadata={"example": "138****8001"})
    relation = fields.String(required=True)
    agreed = fields.Boolean(required=True)


class FiledPhotoSchema(StrictSchema):
    """A photo that a finding names; `whole`: it has arrived."""

    sha256 = fields.String(required=True)
    kind = fields.String(required=True)
    taken_at = fields.AwareDateTime(required=True, allow_none=True)
    place = PointField(required=True, allow_none=True)
    whole = fields.Boolean(required=True)
    withdrawn = fields.Boolean(required=True)


class DoubtSchema(StrictSchema):
    """Something to look at twice; `title` says it to a person."""

    kind = fields.String(required=True)
    title = fields.String(required=True)
    facts = fields.Dict(keys=fields.String(), required=True, metadata={"additionalProperties": True})


class FiledFindingSchema(StrictSchema):
    """A finding as filed, whatever its order was corrected to later. Doubts are shown to those who verify."""

    id = fields.UUID(required=True)
    clause = fields.String(required=True)
    note = fields.String(required=True)
    handled_on_spot = fields.Boolean(required=True)
    joins = fields.String(required=True, allow_none=True)
    order = fields.String(required=True, allow_none=True)
    photos = fields.List(fields.Nested(FiledPhotoSchema), required=True)
    photos_missing = fields.List(fields.String(), required=True)
    contacts = fields.List(fields.Nested(MaskedContactSchema), required=True)
    doubts = fields.List(fields.Nested(DoubtSchema), required=True)


class ReporterSchema(StrictSchema):
    """Who filed; the name masked where one must not know it."""

    name = fields.String(required=True)
    mine = fields.Boolean(required=True)


class ReportSchema(StrictSchema):
    """A visit as filed; `place` in WGS-84, `datum` that of the place as it was sent."""

    id = fields.UUID(required=True)
    checklist = fields.String(required=True)
    seen_at = fields.AwareDateTime(required=True)
    received_at = fields.AwareDateTime(required=True)
    place = PointField(required=True)
    accuracy_m = fields.Float(required=True, allow_none=True)
    place_method = fields.String(required=True)
    datum = fields.String(required=True)
    grid = fields.Nested(FoundGridSchema, required=True, allow_none=True)
    village = fields.Nested(NamedSchema, required=True, allow_none=True)
    town = fields.Nested(NamedSchema, required=True, allow_none=True)
    premises = fields.String(required=True, allow_none=True)
    note = fields.String(required=True)
    checked_ok = fields.List(fields.String(), required=True)
    reporter = fields.Nested(ReporterSchema, required=True)
    findings = fields.List(fields.Nested(FiledFindingSchema), required=True)


class ReportPageSchema(StrictSchema):
    """A page of reports, newest first."""

    items = fields.List(fields.Nested(ReportSchema), required=True)
    next = fields.String(required=True, allow_none=True)
