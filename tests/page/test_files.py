"""Attachments: what a photo gives away is told, a bare copy goes beside the original, a cut line costs one piece."""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image

from app.wire import content, pieces
from tests.page import hands
from tests.page.conftest import Site

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

Open = Callable[..., "Page"]
PIECE, MIB = pieces.PLAIN, 1_048_576
BOUNDARIES = (0, 1, PIECE - 1, PIECE, PIECE + 1, MIB - 1, MIB, MIB + 1)


def upload(name: str, data: bytes, kind: str = "application/pdf") -> Any:
    return {"name": name, "mimeType": kind, "buffer": data}


def to_files(page: Page, *files: Any) -> None:
    hands.to_text(page, "victim")
    page.locator("#text").fill("파일이 있습니다")
    hands.press(page, "다음")
    page.locator("#files").set_input_files(list(files))
    page.locator(".files li").nth(len(files) - 1).wait_for()


def photo(kind: str = "JPEG") -> bytes:
    exif = Image.Exif()
    exif[0x010F], exif[0x0110], exif[0x0132] = "Acme", "Phone 7", "2026:11:20 21:15:00"
    exif[0x8825] = {1: "N", 2: (37.0, 33.0, 59.4), 3: "E", 4: (126.0, 58.0, 40.8)}
    held = io.BytesIO()
    Image.new("RGB", (64, 48), (10, 120, 110)).save(held, kind, exif=exif)
    return held.getvalue()


def number_of(site: Site) -> int:
    return site.centre.arrived()[-1].number


def test_files_of_every_boundary_size_arrive_whole(open_page: Open, site: Site) -> None:
    page = open_page()
    sent = {f"{size}.pdf": os.urandom(size) for size in BOUNDARIES}
    to_files(page, *(upload(name, data) for name, data in sent.items()))
    hands.press(page, "다음")
    hands.send(page)
    page.get_by_text("파일도 모두 보냈습니다.").wait_for(timeout=30_000)
    told, number = site.centre.newest()[1], number_of(site)
    assert {one.name: site.centre.file(number, one) for one in told.files} == sent
    assert site.centre.arrived()[-1].have == sum(pieces.count(size) for size in BOUNDARIES)


@pytest.mark.slow
def test_eighty_files_arrive_and_one_more_is_told(open_page: Open, site: Site) -> None:
    page = open_page()
    sent = {f"{n}.txt": os.urandom(n) for n in range(content.MOST_FILES)}
    to_files(page, *(upload(name, data, "text/plain") for name, data in sent.items()))
    page.locator("#files").set_input_files([upload("81.txt", b"x", "text/plain")])
    page.get_by_text("모두 80개까지 덧붙일 수 있어").wait_for()
    hands.press(page, "다음")
    hands.send(page)
    page.get_by_text("파일도 모두 보냈습니다.").wait_for(timeout=120_000)
    told, number = site.centre.newest()[1], number_of(site)
    assert {one.name: site.centre.file(number, one) for one in told.files} == sent


def test_a_line_cut_after_each_piece_goes_on_where_it_stopped(open_page: Open, site: Site) -> None:
    page, data = open_page(), os.urandom(3 * PIECE + 5)
    puts: list[str] = []

    def some(route: Route) -> None:
        puts.append(route.request.url.rsplit("/", 1)[1])
        if len(puts) > 1:
            route.fulfill(status=500)
        else:
            route.continue_()

    to_files(page, upload("long.pdf", data))
    hands.press(page, "다음")
    page.route("**/chunks/*", some)
    hands.send(page)
    for stop in range(1, 4):
        page.get_by_role("button", name="이어서 보내기").wait_for()
        assert site.centre.arrived()[-1].have == stop
        puts.clear()
        hands.press(page, "이어서 보내기")
    page.get_by_text("파일도 모두 보냈습니다.").wait_for()
    assert puts == ["3"], "only what was missing went out"
    told = site.centre.newest()[1]
    assert site.centre.file(number_of(site), told.files[0]) == data


def test_a_file_cut_on_an_earlier_visit_is_chosen_again_and_only_the_rest_is_sent(open_page: Open, site: Site) -> None:
    page, data = open_page(), os.urandom(2 * PIECE)
    to_files(page, upload("later.pdf", data))
    hands.press(page, "다음")
    code = " ".join(hands.code(page))
    page.route("**/chunks/1", lambda route: route.fulfill(status=500))
    hands.send(page)
    page.get_by_role("button", name="이어서 보내기").wait_for()

    back = open_page()
    hands.come_back(back, code)
    back.get_by_text("지난번에 파일이 다 오지 못했습니다.").wait_for()
    back.locator("#again").set_input_files([upload("renamed.pdf", data)])
    back.get_by_text("파일도 모두 보냈습니다.").wait_for()
    assert site.centre.file(number_of(site), site.centre.newest()[1].files[0]) == data


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_what_a_photo_gives_away_is_told_and_a_bare_copy_goes_beside_it(open_page: Open, site: Site, kind: str) -> None:
    page, data = open_page(), photo(kind)
    to_files(page, upload(f"home.{kind.lower()}", data, f"image/{kind.lower()}"))
    said = page.locator(".files li").filter(has_text="복사본").inner_text()
    for words in ("37.566, 126.978", "2026:11:20", "Acme Phone 7"):
        assert words in said
    hands.press(page, "다음")
    hands.send(page)
    page.get_by_text("파일도 모두 보냈습니다.").wait_for()
    told, number = site.centre.newest()[1], number_of(site)
    original, view = told.files
    assert (original.role, view.role, view.of) == ("original", "view", 0)
    assert site.centre.file(number, original) == data, "the original is evidence and stays as it is"
    bare = Image.open(io.BytesIO(site.centre.file(number, view)))
    assert (bare.format, bare.size, dict(bare.getexif())) == ("JPEG", (64, 48), {})


def test_a_file_that_is_no_picture_gets_no_copy_and_can_be_taken_out(open_page: Open, site: Site) -> None:
    page = open_page()
    to_files(page, upload("broken.jpg", b"\xff\xd8 no picture", "image/jpeg"), upload("notes.pdf", b"%PDF"))
    page.get_by_text("이 기기에서는 복사본을 만들 수 없어 원본만 잠가서 보냅니다.").wait_for()
    page.get_by_role("button", name="notes.pdf 빼기").click()
    hands.press(page, "다음")
    hands.send(page)
    page.get_by_text("파일도 모두 보냈습니다.").wait_for()
    assert [one.name for one in site.centre.newest()[1].files] == ["broken.jpg"]


def test_files_are_added_later_in_a_thread(open_page: Open, site: Site) -> None:
    page = open_page()
    hands.report(page, "victim", "파일은 나중에")
    hands.press(page, "보낸 글 보기")
    page.get_by_label("답장 쓰기").fill("여기 있습니다")
    page.locator("#files").set_input_files([upload("later.txt", b"hello", "text/plain")])
    page.get_by_text("later.txt").wait_for()
    hands.press(page, "잠가서 보내기")
    page.get_by_text("파일도 모두 보냈습니다.").wait_for()
    told = site.centre.newest()[1]
    assert told.text == "여기 있습니다"
    assert site.centre.file(number_of(site), told.files[0]) == b"hello"
