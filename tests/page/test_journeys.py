"""Each door from the first screen to an answer read back, and what a thread says of itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from app.wire import key_id, receipt_code
from tests.page import hands
from tests.page.conftest import Site

if TYPE_CHECKING:
    from playwright.sync_api import Page

Open = Callable[..., "Page"]


@pytest.mark.parametrize(("door", "role"), [("victim", "intake"), ("third", "intake"), ("public", "public")])
def test_a_report_goes_out_sealed_and_its_answer_is_read_with_the_code(
    open_page: Open, site: Site, door: str, role: str
) -> None:
    page = open_page()
    code = hands.report(page, door, f"{door}: 어제 저녁에 있었던 일입니다.")
    sealed, told = site.centre.newest()
    assert (told.kind, told.door, told.lang) == ("report", door, "ko")
    assert told.text == f"{door}: 어제 저녁에 있었던 일입니다."
    assert (told.handover is not None) == (door == "third")
    assert sealed.header.mailbox == site.centre.thread(code).mailbox
    assert told.reply_key == site.centre.thread(code).reply_key
    assert len(sealed.header.keys) == 2
    site.centre.reply((sealed, told), "읽었습니다.\n\n고맙습니다.")

    back = open_page()
    hands.come_back(back, f"  {code}  ")
    back.get_by_text("읽었습니다.").wait_for()
    assert back.get_by_text("빠지거나 바뀐 글이 없습니다.").is_visible()
    lines = back.locator(".line").all_inner_texts()
    assert len(lines) == 2
    assert "어제 저녁에 있었던 일입니다." in lines[0]


def test_writing_again_closing_and_taking_everything_back(open_page: Open, site: Site) -> None:
    page = open_page()
    code = hands.report(page, "victim", "처음 글")
    first = site.centre.newest()
    one = site.centre.reply(first, "첫 답장")
    hands.press(page, "보낸 글 보기")
    page.get_by_text("첫 답장").wait_for()
    page.get_by_label("답장 쓰기").fill("두 번째 글")
    hands.press(page, "잠가서 보내기")
    page.locator(".line").nth(2).wait_for()
    sealed, told = site.centre.newest()
    assert (sealed.header.seq, sealed.header.prev, told.kind) == (2, first[0].sha256, "message")
    assert told.seen.seq == 1
    site.centre.reply((sealed, first[1]), "마칩니다", before=one, kind="closed")

    back = open_page()
    hands.come_back(back, code)
    back.get_by_text("상담소가 이 이야기를 마쳤습니다.").wait_for()
    assert back.locator(".said").all_inner_texts() == ["처음 글", "첫 답장", "두 번째 글", "마칩니다"]
    hands.press(back, "보낸 이야기를 지우고 싶어요")
    hands.press(back, "지우기")
    hands.heading(back, "지웠습니다")
    left = [entry for entry in site.centre.arrived() if entry.mailbox == sealed.header.mailbox]
    assert [entry.seq for entry in left] == [3], "only the word that it was taken back"
    assert site.centre.newest()[1].kind == "withdraw"
    hands.press(back, "처음 화면으로")
    hands.come_back(back, code)
    back.get_by_text("이 낱말로 열리는 글이 없습니다.").wait_for()


def test_after_an_answer_that_names_a_key_the_page_seals_to_nobody_else(open_page: Open, site: Site) -> None:
    page, own = open_page(), X25519PrivateKey.generate()
    site.centre.apart.append(own)
    hands.report(page, "victim", "상담원이 그랬습니다")
    first = site.centre.newest()
    site.centre.reply(first, "이제부터 다른 열쇠로 잠급니다", keys=(own.public_key().public_bytes_raw(),))
    hands.press(page, "보낸 글 보기")
    page.get_by_text("이제부터 다른 열쇠로 잠급니다").wait_for()
    page.get_by_label("답장 쓰기").fill("알겠습니다")
    hands.press(page, "잠가서 보내기")
    page.locator(".line").nth(2).wait_for()
    assert page.get_by_text("빠지거나 바뀐 글이 없습니다.").is_visible()
    sealed, told = site.centre.newest()
    assert sealed.header.keys == (key_id(own.public_key().public_bytes_raw()),)
    assert told.text == "알겠습니다"
    assert sealed.open(sealed.header.keys[0], own).proves(first[1].reply_key)


def test_a_third_person_hands_a_second_code_on_and_never_reads_what_follows(open_page: Open, site: Site) -> None:
    page = open_page()
    own = hands.report(page, "third", "옆집에서 소리가 납니다")
    second = " ".join(hands.code(page))
    report = site.centre.newest()
    assert second != own
    assert report[1].handover is not None
    assert report[1].handover.mailbox == site.centre.thread(second).mailbox

    victim = open_page()
    hands.come_back(victim, second)
    hands.press(victim, "건네받은 낱말로 시작하기")
    hands.heading(victim, "이제 당신의 이야기입니다")
    victim.get_by_label("하고 싶은 말").fill("제가 그 사람입니다")
    hands.press(victim, "잠가서 보내기")
    hands.heading(victim, "이 낱말 여덟 개로 다시 만납니다")
    theirs = " ".join(hands.code(victim))
    assert theirs not in (own, second), "whoever handed the second code may have kept it"
    hands.send(victim)
    assert victim.locator(".words-grid").count() == 0, "nothing is to be handed on from here"
    sealed, told = site.centre.newest()
    assert (told.kind, told.door, told.text) == ("report", "victim", "제가 그 사람입니다")
    assert told.handover == report[1].handover, "the centre learns whose conversation goes on"
    assert sealed.header.mailbox == site.centre.thread(theirs).mailbox
    site.centre.reply((sealed, told), "당신께만 드리는 답장")

    hands.press(page, "보낸 글 보기")
    page.get_by_text("옆집에서 소리가 납니다").wait_for()
    assert page.get_by_text("당신께만 드리는 답장").count() == 0
    kept = open_page()
    hands.come_back(kept, second)
    kept.get_by_text("이 낱말로 열리는 글이 없습니다.").wait_for()
    assert kept.get_by_text("당신께만 드리는 답장").count() == 0
    again = open_page()
    hands.come_back(again, theirs)
    again.get_by_text("당신께만 드리는 답장").wait_for()
    assert again.locator("input[type=file]").count() == 0


def test_a_code_that_the_centre_gave_opens_what_it_wrote_there_first(open_page: Open, site: Site) -> None:
    code = receipt_code.new()
    site.centre.write_first(code, "전화로 말씀하신 일을 이어서 적습니다.")
    page = open_page()
    hands.come_back(page, code)
    page.get_by_text("전화로 말씀하신 일을 이어서 적습니다.").wait_for()
    page.get_by_label("하고 싶은 말").fill("고맙습니다, 이어 갑니다")
    hands.press(page, "잠가서 보내기")
    page.get_by_text("고맙습니다, 이어 갑니다").wait_for()
    assert page.get_by_text("빠지거나 바뀐 글이 없습니다.").is_visible()
    sealed, told = site.centre.newest()
    assert (told.kind, told.seen.seq, sealed.header.seq) == ("takeover", 1, 1)
    assert sealed.header.mailbox == site.centre.thread(code).mailbox


def test_digits_instead_of_words_and_a_slip_of_the_pen(open_page: Open, site: Site) -> None:
    page = open_page()
    hands.to_code(page, "victim", "숫자로")
    hands.press(page, "낱말 대신 숫자로 받기")
    hands.heading(page, "이 숫자로 다시 만납니다")
    groups = hands.code(page)
    assert len("".join(groups)) == receipt_code.DIGITS
    hands.confirm(page)
    page.locator("form input").first.fill("0000x")
    hands.press(page, "잠가서 보내기")
    page.get_by_text("다시 보고 적어 주세요").wait_for()
    assert page.locator("form input").first.input_value() == "0000x"
    hands.send(page)
    mailbox = site.centre.newest()[0].header.mailbox
    assert mailbox == site.centre.thread("".join(groups)).mailbox


def test_a_code_typed_wrongly_is_told_by_its_place_and_kept(open_page: Open) -> None:
    page = open_page()
    typed = "가격 가끔 모르는말 가능 가득 가르침 가뭄 가방"
    hands.come_back(page, typed)
    page.get_by_text("3번째 낱말을 다시 보고 적어 주세요.").wait_for()
    assert page.locator("#code").input_value() == typed
    page.locator("#code").fill("가격 가끔")
    hands.press(page, "열기")
    page.get_by_text("낱말 여덟 개나 숫자 26개가 필요합니다.").wait_for()


def test_the_third_door_never_asks_a_name_and_the_image_path_takes_no_file(open_page: Open) -> None:
    page = open_page()
    hands.enter_door(page, "third")
    hands.press(page, "다음")
    hands.heading(page, "무엇을 보거나 들으셨나요?")
    assert page.locator("input[type=text]").count() == 0
    assert page.get_by_text("이름은 적지 마세요").is_visible()
    assert page.locator("#urls").is_hidden()
    page.get_by_text("사진이나 영상으로 괴롭힘").click()
    assert page.locator("#urls").is_visible()
    hands.press(page, "다음")
    hands.heading(page, "어떻게 알게 되셨나요?")
    assert page.locator("input[type=file]").count() == 0
    assert page.get_by_text("이 이야기에서는 사진과 영상을 받지 않습니다.").is_visible()


def test_an_image_report_has_no_file_button_in_its_thread(open_page: Open, site: Site) -> None:
    page = open_page()
    hands.to_text(page, "victim")
    page.get_by_text("사진이나 영상으로 괴롭힘").click()
    page.locator("#urls").fill("https://example.invalid/post/1")
    hands.press(page, "다음")
    hands.press(page, "다음")
    hands.send(page)
    told = site.centre.newest()[1]
    assert told.answers == {"kinds": ("images",), "urls": "https://example.invalid/post/1"}
    hands.press(page, "보낸 글 보기")
    page.get_by_label("답장 쓰기").wait_for()
    assert page.locator("input[type=file]").count() == 0


def test_what_was_chosen_comes_back_when_going_back_and_nothing_at_all_is_not_sent(open_page: Open) -> None:
    page = open_page()
    hands.enter_door(page, "victim")
    for _step in range(2):
        hands.press(page, "다음")
    hands.heading(page, "무엇이 도움이 될까요?")
    hands.press(page, "다음")
    page.get_by_text("아직 적거나 고른 것이 없습니다.").wait_for()
    page.get_by_text("병원과 치료").click()
    hands.press(page, "이전")
    page.locator("#text").fill("적어 둔 말")
    hands.press(page, "다음")
    assert page.get_by_role("checkbox", name="병원과 치료").is_checked()
    hands.press(page, "이전")
    assert page.locator("#text").input_value() == "적어 둔 말"
