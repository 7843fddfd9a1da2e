"""The fields a manual step asks to record, as values come in and as a person reads them."""

from __future__ import annotations

import pytest

from app import i18n
from app.codelists import read_yaml
from app.errors import BadInput
from app.paths import resource
from app.recordfields import check_record, fields


def test_every_field_has_a_kind_and_both_labels() -> None:
    for field in fields().values():
        assert field.kind in ("text", "choice", "date", "list", "yesno"), field.id
        assert field.ko, field.id
        assert field.en, field.id
        assert field.kind != "choice" or field.choices, field.id


@pytest.mark.parametrize(
    ("field", "given", "kept"),
    [
        ("weapon", "blade", "blade"),
        ("injuries", "neck, arm", '["neck", "arm"]'),
        ("witnesses", "이웃\n동생", '["이웃", "동생"]'),
        ("next-contact-on", "2026-12-01", "2026-12-01"),
        ("police-receipt", "  7781 ", "7781"),
        ("weapon", "", ""),
    ],
)
def test_a_value_is_kept_in_one_form(field: str, given: str, kept: str) -> None:
    assert check_record(field, given) == kept


@pytest.mark.parametrize(
    ("field", "given"),
    [("weapon", "feather"), ("next-contact-on", "2027-02-30"), ("police-receipt", "900101-1234567"), ("no-such", "x")],
)
def test_what_does_not_fit_names_its_field(field: str, given: str) -> None:
    with pytest.raises(BadInput) as refused:
        check_record(field, given)
    assert refused.value.field == field


def test_shown_as_words() -> None:
    i18n.set_language("en")
    assert fields()["injuries"].shown('["neck", "arm"]') == "Neck, Arm"
    assert fields()["weapon"].shown("blade") == "Knife or scissors"


def test_every_label_is_a_text_and_every_id_stands_once() -> None:
    """A bare Yes or No in YAML is a truth value, not a word."""
    for field in fields().values():
        labels = [field.ko, field.en, *(word for choice in field.choices for word in choice)]
        assert all(isinstance(one, str) and one for one in labels), field.id
    paths = sorted(resource("record_fields").glob("*.yaml"))
    ids = [item["id"] for path in paths for item in read_yaml(path.read_text("utf-8"))]
    assert sorted(ids) == sorted(fields())
