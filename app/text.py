"""How words become searchable: NFC at the edge, jamo for names, syllable pairs for notes, initial consonants.

Measured before the design (experience.md, Lists and search): trigrams over decomposed jamo find half-typed
syllables; pairs of syllables find two-syllable words, which a plain trigram index misses.
"""

from __future__ import annotations

import re
import unicodedata

_INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_LEADING = {letter: chr(0x1100 + place) for place, letter in enumerate(_INITIALS)}
_TAIL, _LEAST_DIGITS = 8, 7
_WORD = re.compile(r"[0-9a-z가-힣ㄱ-ㅎ]+")
_SYLLABLE = re.compile(r"[가-힣]")


def nfc(text: str) -> str:
    """Text as it is stored: composed, without halves of letters and control characters other than line breaks and tabs."""
    composed = unicodedata.normalize("NFC", text)
    return "".join(c for c in composed if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs"))


def folded(text: str) -> str:
    """Text as it is compared: composed, case-folded, spaces made one."""
    return " ".join(nfc(text).casefold().split())


def jamo(text: str) -> str:
    """Folded text with every syllable taken apart; a lone consonant counts as a syllable's beginning."""
    return "".join(_LEADING.get(c, c) for c in unicodedata.normalize("NFD", folded(text)))


def phone_tail(phone: str | None) -> str:
    """The end of a number that is compared: the same with and without prefix or country; empty where too short."""
    number = digits(phone or "")
    return number[-_TAIL:] if len(number) >= _LEAST_DIGITS else ""


def initials(text: str) -> str:
    """The initial consonants (초성) of the Hangul syllables in the text."""
    return "".join(_INITIALS[(ord(c) - 0xAC00) // 588] for c in nfc(text) if "가" <= c <= "힣")


def is_initials(text: str) -> bool:
    return bool(text) and all(c in _INITIALS for c in text)


def digits(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKC", text) if c.isascii() and c.isdigit())


def grams(text: str) -> str:
    """The words of a note as tokens: each Hangul run as overlapping pairs, everything else whole."""
    return " ".join(token for word in _WORD.findall(folded(text)) for token in _tokens(word))


def gram_query(text: str) -> str:
    """An FTS5 expression that finds every word of the text, in any order; empty where nothing can be found."""
    phrases = []
    for word in _WORD.findall(folded(text)):
        tokens = _tokens(word)
        star = " *" if len(tokens) == 1 and not _is_pair(word) else ""
        phrases.append(f'"{" ".join(tokens)}"{star}')
    return " AND ".join(dict.fromkeys(phrases))


def half_typed(text: str) -> str:
    """The text without what may still be typed at its end: a lone consonant, a final consonant, an open syllable."""
    whole = folded(text)
    if whole and whole[-1] in _INITIALS:
        return whole[:-1].rstrip()
    if whole and "가" <= whole[-1] <= "힣" and (final := (ord(whole[-1]) - 0xAC00) % 28):
        return whole[:-1] + chr(ord(whole[-1]) - final)
    return whole[:-1] if len(whole) > 1 and "가" <= whole[-1] <= "힣" else ""


def _is_pair(word: str) -> bool:
    """Whether a word is a whole token: no longer one begins with it, so asking for its beginning would only cost more."""
    return len(word) == 2 and _SYLLABLE.search(word) is not None


def _tokens(word: str) -> list[str]:
    if not _SYLLABLE.search(word) or len(word) == 1:
        return [word]
    return [word[i : i + 2] for i in range(len(word) - 1)]
