"""Files as people bring them, and cases with and without a digital type."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from app.desk import Desk
from app.evidence import Brought, Item, Stated

WORDS = "문 앞에 서 있었어요. 어제도 왔어요.\n" * 40


def picture(form: str = "JPEG", size: tuple[int, int] = (320, 200)) -> bytes:
    data = io.BytesIO()
    Image.effect_noise(size, 60).convert("RGB").save(data, form)
    return data.getvalue()


def paper(pages: int = 2) -> bytes:
    import pypdfium2

    found, data = pypdfium2.PdfDocument.new(), io.BytesIO()
    for _page in range(pages):
        found.new_page(595, 842)
    found.save(data)
    return data.getvalue()


def recording() -> bytes:
    return b"RIFF" + (36 + 8000).to_bytes(4, "little") + b"WAVEfmt " + bytes(8020)


def take_in(desk: Desk, case_id: str, source: Path, stated: Stated = Stated.NO_SEXUAL_IMAGE, **brought: Any) -> Item:
    intake = desk.evidence.prepare(case_id, stated).value
    try:
        taken = intake.seal(source)
        return desk.evidence.enter(intake, taken, Brought(brought.pop("title", "문자 내용"), stated, **brought)).value
    except BaseException:
        desk.evidence.abandon(intake)
        raise


@pytest.fixture
def case_id(desk: Desk) -> str:
    opened = desk.cases.open_case("느티").value
    desk.cases.set_incident(opened.id, ("stalking",))
    return opened.id


@pytest.fixture
def digital(desk: Desk) -> str:
    opened = desk.cases.open_case("버들").value
    desk.cases.set_incident(opened.id, ("stalking", "deepfake"))
    return opened.id


@pytest.fixture
def talk(tmp_path: Path) -> Path:
    path = tmp_path / "대화.txt"
    path.write_text(WORDS, "utf-8")
    return path
