"""Boards of the kit with invented texts, after the pictures of the look; shown by nobody but the tests."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.i18n import language
from ui.kit.banner import Banner, UndoBanner, Verb
from ui.kit.bars import signed
from ui.kit.buttons import Button, FindButton
from ui.kit.call_bar import CallBar
from ui.kit.card import Card, Facts, Panel
from ui.kit.chips import ChipButton, RiskChip, Tag
from ui.kit.choice_strip import ChoiceStrip
from ui.kit.dialogs import Dialog
from ui.kit.empty import EmptyState, ErrorState
from ui.kit.flow import Flow
from ui.kit.form import Form, LineEdit, Picker
from ui.kit.jump_bar import Jump, JumpBar
from ui.kit.label import FieldName, IconLabel, Label, SectionHead
from ui.kit.mirror import Mirror
from ui.kit.mirror_cells import GutterLabel, Side
from ui.kit.notes_edit import NoteLine, NotesEdit
from ui.kit.page import Column, Page, PageHead
from ui.kit.palette import Answer, Command, CommandPalette
from ui.kit.path import PathList, PathStep
from ui.kit.rail import Rail, RailItem
from ui.kit.rows import Head, Row, Rows
from ui.kit.sections import Section, SectionList
from ui.kit.status_line import StatusItem, StatusLine
from ui.kit.strip import Notice, SafeContact, SafeContactStrip, unset_contact
from ui.kit.table import Column as TableColumn
from ui.kit.table import Table
from ui.kit.tabs import Tabs
from ui.kit.timeline import Day, Entry, Timeline
from ui.manual.ways import Fork, Ways


def t(korean: str, english: str) -> str:
    return korean if language() == "ko" else english


def rail(chosen: str) -> Rail:
    places = (
        ("today", "calendar", t("오늘", "Today")),
        ("contacts", "phone", t("연락", "Contacts")),
        ("cases", "folder", t("사례", "Cases")),
        ("manual", "book", t("매뉴얼", "Manual")),
        ("inbox", "inbox", t("접수함", "Inbox")),
        ("training", "cap", t("교육", "Classes")),
        ("survey", "clipboard", t("설문", "Survey")),
        ("counts", "bars", t("통계", "Counts")),
        ("office", "sliders", t("사무", "Office")),
    )
    made = Rail([RailItem(i, icon, word, f"Alt+{n}") for n, (i, icon, word) in enumerate(places, start=1)])
    made.set_chosen(chosen)
    made.set_badge("inbox", 2)
    return made


def status() -> StatusLine:
    line = StatusLine()
    line.set_chip(t("연습 상담소", "Practice centre"))
    line.set_items(
        [
            StatusItem(t("연결 없음", "No connection"), "cloud-off"),
            StatusItem(t("보낼 것 2", "2 waiting to send"), "send", "outbox"),
            StatusItem(t("마지막 백업 오늘 08:40", "Last backup today 08:40"), "shield-check", "backup"),
        ]
    )
    line.set_who(t("가온 · 상담실 2", "Gaon · Room 2"))
    line.set_lock(t("잠금까지 12:41", "Locks in 12:41"))
    return line


def window(chosen: str, page: QWidget, width: int = 1366, height: int = 768) -> QWidget:
    whole = QWidget()
    whole.resize(width, height)
    row = QHBoxLayout(whole)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(0)
    side = rail(chosen)
    side.fit(width)
    row.addWidget(side)
    column = QVBoxLayout()
    column.setSpacing(0)
    column.addWidget(page, 1)
    column.addWidget(status())
    row.addLayout(column, 1)
    return whole


def components() -> QWidget:
    board = QWidget()
    board.resize(1366, 900)
    columns = QHBoxLayout(board)
    columns.setContentsMargins(32, 28, 32, 28)
    columns.setSpacing(40)
    for made in (_left_board(), _right_board()):
        columns.addLayout(made, 1)
    return board


def _left_board() -> QVBoxLayout:
    left = QVBoxLayout()
    left.setSpacing(10)
    for px, weight in ((28, 700), (22, 700), (18, 650), (15, 400), (14, 400), (13, 400), (12, 400)):
        left.addWidget(Label(t("지금의 안전부터 보겠습니다", "Your safety comes first"), px, weight))
    left.addWidget(SectionHead(t("단추", "Buttons")))
    row = Flow(gap=14, line_gap=14)
    row.addWidget(Button(t("보내기", "Send"), "primary", "Ctrl+Enter", "send"))
    row.addWidget(Button(t("잠시 두기", "Park"), "secondary", "F3", "pause"))
    row.addWidget(Button(t("요약 PDF", "Summary PDF"), "quiet", "Ctrl+P", "file"))
    row.addWidget(Button(t("모두 지우기", "Erase all"), "danger"))
    off = Button(t("지금은 못 씀", "Not now"))
    off.setEnabled(False)
    row.addWidget(off)
    row.addWidget(Button(t("연락 마치기", "Finish the contact"), "primary", "Ctrl+Enter", tall=True))
    left.addLayout(row)
    left.addWidget(SectionHead(t("알림", "Banners"), 3))
    left.addWidget(
        Banner(
            "danger",
            t("쓰지 못했습니다", "It was not written"),
            t("무엇이 안 되었고, 무엇은 그대로이고, 무엇을 하면 되는지.", "What failed, what is intact, what to do."),
            [Verb("retry", t("다시 쓰기", "Write again"), "Ctrl+R")],
        )
    )
    left.addWidget(
        Banner(
            "caution",
            t("법 카드의 확인일이 지났습니다", "A law card is past its check date"),
            t("180일이 지났습니다. 쓰기 전에 다시 확인해 주세요.", "180 days passed. Check before using it."),
        )
    )
    left.addWidget(
        UndoBanner(t("되돌릴 수 있습니다", "This can be undone"), t("할 일 하나를 마쳤습니다.", "A task was done."))
    )
    left.addWidget(Tabs([("a", t("적는 곳", "Notes")), ("b", t("시간순", "Timeline"))], t("곁 칸", "Side")))
    left.addStretch(1)
    return left


def _right_board() -> QVBoxLayout:
    right = QVBoxLayout()
    right.setSpacing(12)
    risks = Flow(gap=14)
    for level in ("urgent", "high", "caution", "watch"):
        risks.addWidget(RiskChip(level))
    right.addLayout(risks)
    tags = Flow(gap=8)
    tags.addWidget(Tag(t("집에 옴", "Came home"), "high"))
    tags.addWidget(Tag(t("매뉴얼 A1–A5", "Manual A1–A5")))
    tags.addWidget(Tag(t("통화 중 12:48", "On a call 12:48"), "outline", "phone"))
    tags.addWidget(Tag(t("번호 확인 전", "Number not yet verified"), "caution", "info"))
    tags.addWidget(ChipButton("112", "phone"))
    right.addLayout(tags)
    form = Form()
    form.add("who", t("칸 1", "Field one"), LineEdit(t("보통", "Plain")), "A")
    form.add("bad", t("칸 3", "Field three"), LineEdit(t("틀림", "Wrong")), "C", t("도움", "Help"))
    form.set_error(
        "bad", t("왜 안 되는지와 할 일을 한 문장으로 씁니다.", "One sentence says why and what to do."), False
    )
    form.add(
        "seat",
        t("이 컴퓨터", "This computer"),
        Picker([("a", t("상담실 2", "Room 2"))], "desktop", t("열쇠 확인됨", "Key found")),
        "S",
    )
    kinds = [
        ("self", t("본인", "Herself")),
        ("family", t("가족", "Family")),
        ("friend", t("친구·지인", "Friend")),
        ("police", t("경찰", "Police")),
    ]
    strip = ChoiceStrip(kinds, t("연락한 사람", "Caller"))
    strip.set_value("family")
    form.add("caller", t("연락한 사람", "Caller"), strip, "R")
    right.addWidget(form)
    rows = Rows(t("줄", "Rows"), height=48, fit=True)
    rows.show_rows(
        [
            Row("1", t("느티나무", "Zelkova"), second=t("보통", "plain"), risk="watch"),
            Row("2", t("파란우산", "Blue Umbrella"), second=t("고르고 글쇠가 있는 줄", "chosen"), risk="high"),
            Row("3", t("달맞이", "Moonrise"), second=t("보통", "plain"), risk="urgent"),
            Row("4", t("물안개", "River Mist"), second=t("보통", "plain"), risk="caution"),
        ]
    )
    rows.choose("2")
    right.addWidget(rows)
    right.addWidget(Notice(t("다시 걸 때는 12:00–13:00에만", "Call back only 12:00–13:00"), "phone-off", "high"))
    right.addStretch(1)
    return right


def contact() -> QWidget:
    page = QWidget()
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    column.addWidget(call_bar())
    body = QHBoxLayout()
    body.setContentsMargins(32, 20, 32, 16)
    body.setSpacing(28)
    form = Form(14)
    form.setFixedWidth(300)
    for field, name, key, words, value in _CONTACT_FIELDS:
        strip = ChoiceStrip([(str(n), t(*word)) for n, word in enumerate(words)], t(*name))
        strip.set_value(str(value))
        form.add(field, t(*name), strip, key)
    form.add("alias", t("부를 이름", "Name to use"), LineEdit(t("파란우산", "Blue Umbrella")), "A")
    card = Card()
    card.body.addWidget(
        Facts(
            [
                (t("번호", "Number"), "010-0000-1234"),
                (t("문자 · 메신저", "Messages"), t("안 됨", "no")),
                (t("우리는", "We are"), t("‘구립 도서관’", "“the library”")),
            ]
        )
    )
    form.add_widget(card)
    form.end()
    body.addWidget(form)
    body.addLayout(_note_column(), 1)
    side = Column(t("곁 칸", "Side"), 276)
    side.add(SectionHead(t("비슷한 기록", "Similar records"), 2, large=False))
    doubles = Rows(t("비슷한 기록", "Similar records"), height=62, fit=True)
    doubles.show_rows(
        [
            Row(
                "a",
                t("파란우산", "Blue Umbrella"),
                "26-B-0147",
                t("부를 이름과 전화 끝자리가 같음", "same name and digits"),
            ),
            Row("b", "파란○○", "25-A-0311", t("부를 이름의 첫 두 글자가 같음", "same first letters")),
        ]
    )
    side.add(doubles)
    side.end()
    body.addWidget(side)
    column.addLayout(body, 1)
    return window("contacts", page)


_CONTACT_FIELDS = (
    (
        "channel",
        ("어떻게", "How"),
        "H",
        (("전화", "Phone"), ("방문", "Visit"), ("문자", "Message"), ("온라인", "Online")),
        0,
    ),
    (
        "caller",
        ("연락한 사람", "Who calls"),
        "R",
        (
            ("본인", "Herself"),
            ("가족", "Family"),
            ("친구·지인", "Friend"),
            ("경찰", "Police"),
            ("직장", "Work"),
            ("기타", "Other"),
        ),
        1,
    ),
    (
        "kind",
        ("무슨 연락", "What kind"),
        "K",
        (
            ("상담", "Counselling"),
            ("정보 문의", "Information"),
            ("말 없음", "Silent"),
            ("잘못 걸림", "Wrong number"),
            ("장난", "Prank"),
        ),
        0,
    ),
)


def call_bar() -> CallBar:
    bar = CallBar()
    bar.set_call(t("통화 중", "On a call"), t("10:02에 걸려 옴", "rang at 10:02"))
    bar.set_timer("12:48")
    bar.set_person(
        t("파란우산", "Blue Umbrella"),
        t("새 연락 · 초안", "new contact · draft"),
        t("전화한 사람은 가족(언니)입니다", "Her sister is calling"),
    )
    bar.add_act(Button(t("잠시 두기", "Park"), "secondary", "F3", "pause"))
    bar.add_act(Button(t("매뉴얼 열기", "Open the manual"), "secondary", "F4", "book"))
    bar.add_act(Button(t("연락 마치기", "Finish the contact"), "primary", "Ctrl+Enter"))
    return bar


def notes() -> NotesEdit:
    pad = NotesEdit(t("적는 곳", "Notes"), now=lambda: "10:16")
    pad.set_lines(
        [
            NoteLine(
                "10:04",
                t(
                    "동생이 어젯밤부터 연락이 안 되다가 오늘 아침에 문자 한 줄만 옴.",
                    "No word since last night, one line this morning.",
                ),
            ),
            NoteLine(
                "10:06",
                t(
                    "“집 앞에 또 와 있었대요.” 지난주부터 세 번째. 현관 번호를 아는 것 같다고 함.",
                    "“He was at the door again.” The third time.",
                ),
            ),
            NoteLine(
                "10:09",
                t(
                    "헤어지자고 말한 것은 2주 전. 그 뒤로 하루에 전화 스무 통쯤.",
                    "She left two weeks ago. Twenty calls a day.",
                ),
            ),
            NoteLine(
                "10:14",
                t(
                    "언니가 오늘 저녁에 동생 집으로 가기로 함. 본인에게 먼저 물어보고 가시도록 말씀드림",
                    "The sister goes there tonight; asked her to ask first.",
                ),
            ),
        ]
    )
    return pad


def _note_column() -> QVBoxLayout:
    column = QVBoxLayout()
    column.setSpacing(8)
    head = QHBoxLayout()
    pad = notes()
    head.addWidget(FieldName(t("적는 곳", "Notes"), "N", pad, large=True))
    head.addStretch(1)
    head.addWidget(IconLabel("lock", t("암호화해 저장함 10:14:32", "Saved encrypted 10:14:32")))
    column.addLayout(head)
    column.addWidget(pad, 1)
    column.addWidget(SectionHead(t("들은 위험 신호", "Warning signs heard"), large=False, note="Ctrl Shift 1–7"))
    words = [
        t("무기", "Weapon"),
        t("목 조름", "Choking"),
        t("가둠", "Locked in"),
        t("살해 협박", "Threat to kill"),
        t("집에 옴", "Came home"),
        t("따라옴", "Followed"),
        t("자살 말", "Suicide"),
    ]
    signs = ChoiceStrip(
        [(str(n), word) for n, word in enumerate(words)], t("들은 위험 신호", "Warning signs"), multi=True
    )
    signs.set_values(("4", "5"))
    column.addWidget(signs)
    return column


def case() -> QWidget:
    head = PageHead(
        t("파란우산", "Blue Umbrella"),
        t("교제폭력, 따라다님 · 지원 중 · 담당 가온", "Dating violence · in support · Gaon"),
        "26-B-0147",
        26,
    )
    head.add_beside(RiskChip("high"))
    head.add_act(Button(t("요약 PDF", "Summary PDF"), "quiet", "Ctrl+P", "file"))
    head.add_act(Button(t("연락 시작", "Start a contact"), "secondary", "F2", "phone"))
    head.add_act(Button(t("매뉴얼 이어서", "Go on in the manual"), "primary", "F4", "book"))
    page = Page(head)
    strip = SafeContactStrip()
    strip.set_contact(
        SafeContact(
            "limited",
            t("지금은 전화하지 마세요", "Do not call now"),
            t("평일 12:00–13:00에만", "weekdays 12:00–13:00 only"),
            (
                (t("문자", "messages"), t("안 됨", "no")),
                (t("우리는", "we are"), t("‘구립 도서관’", "“the library”")),
                (t("암호말", "code word"), t("가려짐", "masked")),
                (t("알리면 안 됨", "must not know"), t("2명", "2 people")),
            ),
        )
    )
    page.add_below_head(strip)
    sections = SectionList(t("사례의 칸", "Sections"))
    sections.show_sections([Section(i, t(ko, en), i, n) for i, ko, en, n in _SECTIONS])
    sections.choose("clock")
    sections.setFixedWidth(180)
    page.body.setContentsMargins(20, 12, 32, 16)
    page.body.addWidget(sections, 0, Qt.AlignmentFlag.AlignTop)
    page.body.addWidget(timeline(), 1)
    page.body.addWidget(_case_side())
    return window("cases", page)


_SECTIONS = (
    ("eye", "한눈에", "At a glance", ""),
    ("clock", "시간순", "Timeline", "18"),
    ("people", "사람과 사건", "People and incidents", "2"),
    ("shield", "안전 계획", "Safety plan", "1"),
    ("check", "동의", "Consent", "3/4"),
    ("file", "문서", "Papers", "6"),
)


def timeline() -> Timeline:
    made = Timeline(t("시간순", "Timeline"))
    made.show_entries(
        [
            Day(t("오늘 · 11월 24일 화요일", "Today · Tuesday 24 November")),
            Entry(
                "1",
                "10:02",
                "phone",
                t("통화 중 12:48", "On a call 12:48"),
                t(
                    "동생이 어젯밤부터 연락이 안 되다가 오늘 아침에 문자 한 줄만 옴. “집 앞에 또 와 있었대요.”",
                    "One line this morning. “He was at the door again.”",
                ),
                t("가족(언니) · 초안", "family · draft"),
                ((t("집에 옴", "Came home"), "high"), (t("따라옴", "Followed"), "high")),
                running=True,
            ),
            Day(t("11월 20일 금요일", "Friday 20 November")),
            Entry(
                "2",
                "15:10",
                "shield",
                t("안전 계획을 고쳤습니다", "The safety plan was changed"),
                t(
                    "출근길을 바꾸고 경비실에 미리 말해 두었습니다. 사본은 드리지 않고 센터에 둡니다.",
                    "Another way to work; the copy stays here.",
                ),
                t("가온", "Gaon"),
            ),
            Entry(
                "3",
                "14:30",
                "phone",
                t("전화 상담 38분", "Counselling by phone, 38 min"),
                t(
                    "회사 앞에서 두 번 기다린 일을 순서대로 들었습니다. “소리만 나도 숨이 막혀요.” 잠은 하루 네 시간쯤. 그날의 순서를 다시 적고, 다음에 만날 때 볼 것을 정했습니다.",
                    "Heard in order how he waited twice. “A sound is enough.” Sleeps four hours; we wrote the order of the day down again and agreed what to look at next time we meet.",
                ),
                t("본인 · 가온", "herself · Gaon"),
                ((t("매뉴얼 A1–A5", "Manual A1–A5"), "plain"),),
            ),
        ]
    )
    return made


def _case_side() -> Column:
    side = Column(t("다음", "Next"), 296)
    side.add(SectionHead(t("다음에 할 일", "To do next"), 3, large=False))
    tasks = Rows(t("다음에 할 일", "To do next"), height=56, fit=True)
    tasks.show_rows(
        [
            Row(
                "1",
                t("점심때 본인에게 전화", "Call her at lunch"),
                second=t("오늘 12:00–13:00 · ‘구립 도서관’", "today 12:00–13:00"),
                second_tone="high",
                check=False,
            ),
            Row(
                "2",
                t("어젯밤 일로 위험도 다시 묻기", "Ask the risk again"),
                second=t("오늘 · 모름 2개", "today · 2 unknown"),
                check=False,
            ),
            Row(
                "3",
                t("진단서 사본 받을 곳 정하기", "Where to get the copy"),
                second=t("목요일 · 가온", "Thursday · Gaon"),
                check=True,
            ),
        ]
    )
    side.add(tasks)
    side.add(SectionHead(t("동의", "Consent"), "3/4", large=False))
    card = Card()
    card.body.addWidget(
        Facts(
            [(t("기록과 보관", "Records"), t("서면", "written")), (t("통계에 셈", "Counts"), t("서면", "written"))],
            spread=True,
        )
    )
    side.add(card)
    side.end()
    return side


JUMPS = (
    ("EMG", "F5", "bolt", ("지금 위험", "Danger now"), True),
    ("SUI", "F6", "ring", ("자살·자해", "Suicide"), True),
    ("MED", "F7", "cross", ("몸·의료", "Injury"), True),
    ("MIN", "F8", "child", ("미성년", "Minor"), False),
    ("PRIV", "F9", "ear", ("엿듣는 사람", "Overheard"), False),
)


def jumps(stacked: bool = False) -> JumpBar:
    return JumpBar([Jump(i, key, icon, t(*word), danger) for i, key, icon, word, danger in JUMPS], stacked)


def sides() -> tuple[Side, Side]:
    victim = Side(
        t(
            "지금 다친 곳이 있나요? 무기, 가둠, 위협이 있었나요?",
            "Are you hurt now? Was there a weapon, a locked door, a threat?",
        ),
        (
            t("먼저 지금의 안전부터 보겠습니다.", "First let us look at your safety."),
            t("어려우면 네, 아니요만 하셔도 괜찮아요.", "Yes and no are enough if talking is hard."),
            t("전화가 끊기면 어떻게 할지 정해 둘까요?", "Shall we agree what to do if the line drops?"),
        ),
        (
            t("“왜 바로 신고하지 않았어요?”", "“Why did you not report at once?”"),
            t("한꺼번에 여러 가지를 묻기", "Several questions at once"),
            t("듣는 사람이 있는데 이어서 묻기", "Going on while somebody listens"),
        ),
        (
            t("다친 곳과 아픈 곳을 묻고 적습니다", "Ask where it hurts and write it down"),
            t("목을 졸린 적이 있는지 따로 묻습니다", "Ask about choking on its own"),
            t("문을 잠글 수 있는지, 나갈 길을 봅니다", "Look at doors and ways out"),
            t("혼자인지, 아이가 있는지 확인합니다", "Alone, or with a child"),
        ),
    )
    police = Side(
        t(
            "두 사람을 떼어 놓았나요? 무기와 휴대전화는 어디 있나요?",
            "Are the two apart? Where are the weapon and the phone?",
        ),
        (
            t("서로 보이지도 들리지도 않게 해 주세요.", "Keep them out of sight and hearing."),
            t("목의 자국과 목소리 변화를 봐 주세요.", "Look at the neck and the voice."),
            t("현행범인지, 체포하는지 알려 주세요.", "Tell us whether he is arrested."),
        ),
        (
            t("마주 앉혀 놓고 묻기", "Questioning them face to face"),
            t("현장이 안전해지기 전에 “처벌 원하세요?”", "“Do you want him punished?” before it is safe"),
            t("다툼으로만 적고 돌려보내기", "Writing it off as a quarrel"),
        ),
        (
            t("떼어 놓기: 눈과 귀가 닿지 않는 곳으로", "Apart: out of sight, out of hearing"),
            t("무기와 휴대전화를 먼저 확보", "Secure weapon and phone"),
            t("목격자와 이웃의 말을 따로 듣기", "Hear witnesses one by one"),
            t("112 접수 번호를 받아 적기", "Note the 112 number"),
        ),
        t("경찰은 지금 현장을 나누고 목격자를 찾습니다.", "The police now separate them and look for witnesses."),
    )
    return victim, police


def forks(compact: bool = False, tinted: bool = False) -> Ways:
    made = Ways(compact, ctrl_enter=not tinted)
    made.show_ways(
        [
            Fork("weapon", t("무기 · 가둠 · 살해 말", "Weapon · locked in"), "EMG", "bolt", True),
            Fork("hurt", t("목 졸림 · 머리 · 임신", "Choked · head · pregnant"), "MED", "cross", True),
            Fork("last", t("“이번이 마지막”", "“This is the last time”"), "SUI", "ring", True),
            Fork("none", t("해당 없음", "None of these"), t("A3 동의와 한계", "A3 Consent"), default=True),
        ]
    )
    return made


def manual(height: int = 768) -> QWidget:
    page = QWidget()
    columns = QHBoxLayout(page)
    columns.setContentsMargins(0, 0, 0, 0)
    columns.setSpacing(0)
    main = QVBoxLayout()
    main.setContentsMargins(32, 12, 20, 16)
    main.setSpacing(12)
    head = QHBoxLayout()
    words = QVBoxLayout()
    words.setSpacing(0)
    words.addWidget(Label(t("교제폭력 매뉴얼 · 13단계 중 2", "Dating violence · step 2 of 13"), 12, 400, "text2"))
    words.addWidget(Label(t("A2  지금의 위험", "A2  Danger now"), 22, 700))
    head.addLayout(words)
    head.addStretch(1)
    view = ChoiceStrip(
        [("both", t("나란히", "Both")), ("victim", t("피해자", "Victim")), ("police", t("경찰", "Police"))],
        t("보기", "View"),
        digits=False,
        height=34,
    )
    view.set_value("both")
    view.setFixedWidth(230)
    head.addWidget(view, 0, Qt.AlignmentFlag.AlignVCenter)
    head.addWidget(Button(t("되돌아가기", "Back"), "quiet", "Ctrl+Left", "arrow-left"))
    head.addWidget(Button(t("멈춰 두기", "Pause"), "secondary", "F3", "pause"))
    main.addLayout(head)
    middle = QHBoxLayout()
    middle.setSpacing(14)
    path = PathList(t("단계", "Steps"), compact=height < 740)
    path.setFixedWidth(138)
    names = (
        "안전한 통로",
        "지금의 위험",
        "동의와 한계",
        "듣고 믿기",
        "폭력의 모습",
        "위험 살피기",
        "원하는 것",
        "안전 계획",
        "증거",
        "법과 보호",
        "연계",
        "다시 연락",
        "마침",
    )
    path.show_path(
        [PathStep(f"A{n}", str(n), t(name, f"Step {n}"), n == 1) for n, name in enumerate(names, start=1)], "A2"
    )
    middle.addWidget(path)
    middle.addLayout(_manual_middle(height), 1)
    main.addLayout(middle, 1)
    columns.addLayout(main, 1)
    columns.addWidget(_manual_side())
    return window("manual", page, height=height)


def _manual_middle(height: int) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setSpacing(12)
    column.addWidget(jumps())
    mirror = Mirror()
    mirror.set_compact(height < 740)
    mirror.show_sides(*sides(), done_victim=(0,))
    column.addWidget(mirror, 1)
    links = QHBoxLayout()
    links.setSpacing(0)
    gutter = GutterLabel("link", t("연결", "Links"))
    gutter.set_line(14)
    links.addWidget(gutter)
    chips = Flow(gap=8)
    for text, icon, tone in (
        ("112", "phone", "link"),
        ("119", "phone", "link"),
        (t("02-1366 · 24시간", "02-1366 · 24 h"), "phone", "link"),
        (t("해바라기 · 번호 확인 전", "Sunflower · not yet verified"), "info", "caution"),
        (t("법 카드 · 긴급응급조치", "Law card"), "file", "link"),
    ):
        chips.addWidget(ChipButton(text, icon, tone))  # type: ignore[arg-type]  # the three words are tones
    links.addLayout(chips, 1)
    column.addLayout(links)
    ways = QHBoxLayout()
    ways.setSpacing(0)
    gutter = GutterLabel("fork", t("갈림길", "Forks"))
    ways.addWidget(gutter)
    ways.addWidget(forks(), 1)
    column.addLayout(ways)
    return column


def _manual_side() -> Panel:
    side = Panel()
    side.setFixedWidth(326)
    column = QVBoxLayout(side)
    column.setContentsMargins(20, 14, 28, 16)
    column.setSpacing(10)
    head = QHBoxLayout()
    head.addWidget(Label(t("파란우산", "Blue Umbrella"), 18, 700))
    head.addWidget(Label("26-B-0147", 12, 400, "text2"))
    head.addStretch(1)
    head.addWidget(RiskChip("high"))
    column.addLayout(head)
    column.addWidget(Notice(t("다시 걸 때는 12:00–13:00에만", "Call back only 12:00–13:00"), "phone-off", "high"))
    column.addWidget(
        Tabs(
            [
                ("notes", t("적는 곳", "Notes")),
                ("time", t("시간순", "Timeline")),
                ("safe", t("안전 연락", "Safe contact")),
            ],
            t("사례", "Case"),
        )
    )
    column.addWidget(notes(), 1)
    column.addWidget(IconLabel("lock", t("암호화해 저장함 10:16:04", "Saved encrypted 10:16:04")))
    return side


def docked() -> QWidget:
    page = QWidget()
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    column.addWidget(call_bar())
    body = QHBoxLayout()
    body.setContentsMargins(32, 18, 0, 0)
    body.setSpacing(28)
    body.addLayout(_note_column(), 1)
    dock = Panel("surface")
    dock.setFixedWidth(424)
    inside = QVBoxLayout(dock)
    inside.setContentsMargins(24, 16, 24, 14)
    inside.setSpacing(10)
    inside.addWidget(Label(t("A2  지금의 위험", "A2  Danger now"), 18, 700))
    inside.addWidget(jumps(stacked=True))
    mirror = Mirror(docked=True)
    mirror.show_sides(*sides())
    inside.addWidget(mirror, 1)
    inside.addWidget(forks(compact=True, tinted=True))
    body.addWidget(dock)
    column.addLayout(body, 1)
    return window("contacts", page)


@dataclass(frozen=True, slots=True)
class _Count:
    kind: str
    age: str
    real: int
    noise: int
    first: bool


def counts() -> QWidget:
    head = PageHead(
        t("보낼 숫자 확인", "Check the counts to send"),
        t("2026년 3분기 · 아직 아무것도 나가지 않았습니다", "Third quarter of 2026 · nothing has left yet"),
    )
    head.add_act(Button(t("인쇄", "Print"), "quiet", "Ctrl+P", "file"))
    page = Page(head)
    sections = SectionList(t("표", "Tables"))
    sections.show_sections(
        [
            Section("a", t("피해 유형 × 나이", "Type × age"), count="56"),
            Section("b", t("피해 유형 × 관계", "Type × relation"), count="64"),
        ]
    )
    sections.choose("a")
    sections.setFixedWidth(212)
    page.body.addWidget(sections, 0, Qt.AlignmentFlag.AlignTop)
    table = Table(
        t("피해 유형 × 나이", "Type × age"),
        [
            TableColumn("kind", t("피해 유형", "Type"), lambda r: r.kind, 104, strong=lambda r: r.first),
            TableColumn("age", t("나이", "Age"), lambda r: r.age, 110, tone="text2"),
            TableColumn("real", t("실제 변화", "Change"), lambda r: signed(r.real), 90, "right"),
            TableColumn("noise", t("더한 잡음", "Noise added"), lambda r: r.noise, kind="bar"),
            TableColumn("out", t("나가는 값", "Leaves"), lambda r: signed(r.real + r.noise), 120, "right", tint=True),
        ],
        fit=True,
    )
    table.set_biggest(7)
    kinds = (t("교제폭력", "Dating"), t("스토킹", "Stalking"), t("디지털성범죄", "Digital"))
    table.show_all(
        [_Count(kinds[n // 4], t(f"{n % 4 + 2}0대", f"{n % 4 + 2}0s"), n % 5, n % 9 - 4, n % 4 == 0) for n in range(12)]
    )
    page.body.addWidget(table, 1, Qt.AlignmentFlag.AlignTop)
    side = Column(t("봉투", "Envelope"), 320)
    card = Card()
    card.body.addWidget(IconLabel("lock", t("나가는 봉투", "The envelope"), 14, 500, icon_size=18))
    card.body.addWidget(
        Facts(
            [(t("받는 곳", "Goes to"), t("시험 수집소", "Trial collector")), (t("크기", "Size"), "4,096")],
            name_width=64,
        )
    )
    side.add(card)
    tint = Card("accent", spacing=2)
    tint.body.addWidget(
        Label(
            t("이름, 사례번호, 날짜, 글은 들어 있지 않습니다", "No names, numbers, dates or texts"),
            13,
            650,
            "accent",
            wrap=True,
        )
    )
    tint.body.addWidget(
        Label(
            t(
                "잡음은 닫을 때 한 번만 더했고, 다시 보내도 같은 바이트입니다.",
                "Noise was added once; sending again sends the same bytes.",
            ),
            12,
            400,
            "text2",
            wrap=True,
        )
    )
    side.add(tint)
    side.end()
    acts = QHBoxLayout()
    acts.addWidget(Button(t("보류", "Hold"), "secondary", "Ctrl+H", tall=True))
    acts.addWidget(Button(t("보내기", "Send"), "primary", "Ctrl+Enter", "send", tall=True), 1)
    side.add(acts)
    page.body.addWidget(side)
    return window("counts", page)


def today(width: int = 1366, height: int = 768) -> QWidget:
    head = PageHead(
        t("11월 24일 화요일", "Tuesday 24 November"),
        t("가온 님, 오늘 약속은 네 건입니다.", "Gaon, you have four appointments today."),
    )
    head.add_act(FindButton(t("찾기 또는 명령", "Find or command")))
    head.add_act(Button(t("연락 받기", "Take a contact"), "primary", "F2", "phone"))
    page = Page(head)
    left = Column(t("약속", "Appointments"), spacing=8)
    left.add(SectionHead(t("약속", "Appointments"), 4, "calendar"))
    rows = Rows(t("약속", "Appointments"), fit=True)
    rows.show_rows(
        [
            Row(
                "1",
                t("느티나무", "Zelkova"),
                "26-B-0131",
                t("상담실 1 · 두 번째 만남", "Room 1"),
                "09:30",
                "10:20",
                state=t("마침", "Done"),
                state_icon="check",
                done=True,
            ),
            Row(
                "2",
                t("파란우산", "Blue Umbrella"),
                "26-B-0147",
                t("전화 상담", "By telephone"),
                "10:00",
                "10:50",
                risk="high",
                tag=t("통화 중 12:48", "On a call 12:48"),
                tag_icon="phone",
            ),
            Row(
                "3",
                t("달맞이", "Moonrise"),
                "26-A-0098",
                t("법원 동행 · 서관 출입구로", "Court with her"),
                "14:00",
                "16:00",
                risk="urgent",
            ),
            Row(
                "4",
                t("물안개", "River Mist"),
                "26-B-0152",
                t("상담실 2 · 안전 계획 다시 보기", "Room 2"),
                "17:00",
                "17:50",
                risk="watch",
            ),
        ]
    )
    rows.choose("2")
    left.add(rows)
    left.add(SectionHead(t("전화하기로 한 사람", "Call-backs promised"), 2, "phone"))
    backs = Rows(t("전화하기로 한 사람", "Call-backs"), fit=True)
    backs.show_rows(
        [
            Row(
                "5",
                t("새벽별", "Dawn Star"),
                "26-A-0103",
                t("문자 안 됨 · ‘도서관’이라고 말하기", "No messages"),
                icon="phone-off",
                icon_tone="high",
                state=t("12:00–13:00에만 전화", "Call only 12:00–13:00"),
                state_tone="high",
            ),
            Row(
                "6",
                t("솔방울", "Pine Cone"),
                "26-B-0149",
                t("18시까지", "Until 18:00"),
                icon="phone",
                icon_tone="accent",
                state=t("지금 전화할 수 있음", "You can call now"),
                state_tone="accent",
            ),
            Row(
                "7",
                t("이름 없음", "No name"),
                "1127-4",
                t("다시 걸려 오기를 기다립니다", "We wait for the next call"),
                icon="phone-off",
                icon_tone="text3",
                state=t("안전한 연락이 정해지지 않음", "No safe contact is set"),
            ),
        ]
    )
    left.add(backs)
    left.end()
    page.body.addWidget(left, 1)
    side = Column(t("넘겨받을 일", "Handed over"), 440, spacing=8)
    side.add(SectionHead(t("기한", "Deadlines"), 2, "flag"))
    due = Rows(t("기한", "Deadlines"), height=56, lead=88, fit=True)
    due.show_rows(
        [
            Row(
                "8",
                t("잠정조치 연장 신청", "Extend the measure"),
                second=t("달맞이 · 끝나는 날 11월 30일", "Moonrise"),
                lead=t("내일", "Tomorrow"),
                lead_tone="high",
            ),
            Row(
                "9",
                t("스마트워치 반납 확인", "Watch handed back?"),
                second=t("느티나무", "Zelkova"),
                lead=t("3일 뒤", "In 3 days"),
                lead_tone="text2",
            ),
        ]
    )
    side.add(due)
    side.add(SectionHead(t("새 접수", "New reports"), 2, "inbox"))
    new = Rows(t("새 접수", "New reports"), height=56, fit=True)
    new.show_rows(
        [
            Head(t("어제", "Yesterday")),
            Row(
                "10",
                t("본인 신고 · 디지털성범죄", "From the person"),
                second=t("오늘 07:52 · 봉인됨", "sealed"),
                unread=True,
            ),
            Row("11", t("제3자 신고 · 직장", "Third person"), second=t("어제 18:20", "yesterday"), unread=False),
        ]
    )
    side.add(new)
    side.end()
    page.body.addWidget(side)
    return window("today", page, width, height)


def empty() -> QWidget:
    head = PageHead(t("접수함", "Inbox"), t("새로 온 신고가 여기에 모입니다", "New reports gather here"), beside=True)
    page = Page(head)
    page.body.addWidget(
        EmptyState(
            t("기다리는 신고가 없습니다", "No report is waiting"),
            t("마지막으로 확인한 때는 오늘 08:40입니다. 연결되면 저절로 다시 확인합니다.", "Last checked today 08:40."),
            [
                Verb("usb", t("USB로 받은 신고 열기", "Open reports from USB"), "Ctrl+O", icon="usb"),
                Verb("old", t("지난 신고 보기", "Past reports"), "Ctrl+G"),
            ],
        )
    )
    return window("inbox", page)


def error() -> QWidget:
    page = Page(PageHead(t("백업", "Backup")))
    page.show_banner(
        Banner(
            "danger",
            t("USB에 자리가 모자라 백업을 쓰지 못했습니다", "The backup did not fit on the USB stick"),
            t("오늘 08:40의 백업과 그 뒤의 기록은 그대로 있습니다.", "Your records are intact."),
            [
                Verb("other", t("다른 곳 고르기", "Choose another place"), "Ctrl+O"),
                Verb("again", t("다시 쓰기", "Write again"), "Ctrl+R"),
            ],
        )
    )
    strip = SafeContactStrip()
    strip.set_contact(unset_contact())
    page.add_below_head(strip)
    page.body.addWidget(
        ErrorState(
            t("목록을 읽지 못했습니다", "The list was not read"),
            t("기록은 그대로 있습니다. 다시 열어 주세요.", "Your records are intact. Open it again."),
            [Verb("again", t("다시 열기", "Open again"))],
        )
    )
    return window("office", page)


def dialog() -> QWidget:
    whole = today()
    made = Dialog(
        whole,
        t("이 열쇠를 지울까요?", "Erase this key?"),
        t("지우면 되돌릴 수 없습니다. 기록은 그대로 있습니다.", "It cannot be undone. Records are intact."),
        [
            Verb("erase", t("열쇠 지우기", "Erase the key"), kind="danger"),
            Verb("keep", t("그대로 두기", "Keep it"), "Esc", safe=True),
        ],
    )
    whole.setProperty("overlay", made)
    return whole


def palette() -> QWidget:
    whole = case()
    made = CommandPalette(whole, commands(), find)
    whole.setProperty("overlay", made)
    return whole


def commands() -> list[Command]:
    do, go = t("할 일", "Do"), t("어디로", "Go")
    return [
        Command(
            "call",
            do,
            t("파란우산에게 전화 준비", "Prepare a call"),
            t("12:00부터 걸 수 있습니다", "from 12:00"),
            "phone",
            "F2",
        ),
        Command(
            "manual", do, t("파란우산 매뉴얼 이어서", "Go on in the manual"), t("A2 지금의 위험", "A2"), "book", "F4"
        ),
        Command("today", go, t("오늘", "Today"), icon="calendar", key="Alt+1"),
        Command("lock", go, t("지금 잠그기", "Lock now"), icon="lock", key="Ctrl+L"),
    ]


def find(query: str, answer: Answer) -> None:
    cases = t("사례", "Cases")
    answer(
        [
            Command("c1", cases, t("파란우산", "Blue Umbrella"), "26-B-0147 · " + t("높음", "High"), "folder"),
            Command("c2", cases, "파란○○", "25-A-0311", "folder"),
        ]
    )


BOARDS: dict[str, Callable[[], QWidget]] = {
    "components": components,
    "contact": contact,
    "case": case,
    "manual": manual,
    "manual-690": lambda: manual(690),
    "docked": docked,
    "counts": counts,
    "today": today,
    "today-1920": lambda: today(1920, 1080),
    "empty": empty,
    "error": error,
    "dialog": dialog,
    "palette": palette,
}
