"""
The order of a line in which directions meet: the Unicode Bidirectional Algorithm (UAX #9), without explicit controls.

Controls are dropped before (see `certificates.pdf.sheet.tidied`), so a paragraph is one sequence: the rules that are left
are P2 and P3, W1 to W7, N0 to N2, I1, I2, L1 and L2. Each function is one of them, or a few that belong together.
"""

import unicodedata
from bisect import insort
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Final

LTR: Final = 0
RTL: Final = 1
STRONG: Final = frozenset({"L", "R", "AL"})
NEUTRAL: Final = frozenset({"B", "S", "WS", "ON"})
# What a character counts as when neutrals ask for their neighbours' direction.
AS_STRONG: Final = {"L": "L", "R": "R", "EN": "R", "AN": "R"}
# BidiBrackets.txt, each opening one before its closing one.
BRACKETS: Final = (
    "()[]{}༺༻༼༽᚛᚜⁅⁆⁽⁾₍₎⌈⌉⌊⌋〈〉❨❩❪❫❬❭❮❯❰❱❲❳❴❵⟅⟆⟦⟧⟨⟩⟪⟫⟬⟭⟮⟯⦃⦄⦅⦆⦇⦈⦉⦊⦋⦌⦍⦐⦏⦎⦑⦒⦓⦔⦕⦖⦗⦘⧘⧙⧚⧛⧼⧽"
    "⸢⸣⸤⸥⸦⸧⸨⸩⹕⹖⹗⹘⹙⹚⹛⹜〈〉《》「」『』【】〔〕〖〗〘〙〚〛﹙﹚﹛﹜﹝﹞（）［］｛｝｟｠｢｣"
)
CLOSING: Final = dict(zip(BRACKETS[::2], BRACKETS[1::2], strict=True))
BRACKETS_AT_ONCE: Final = 63


def direction(text: str, default: int = LTR) -> int:
    """This is the direction of the first character that has one, else ``default`` (P2 and P3)."""
    kinds = (unicodedata.bidirectional(character) for character in text)
    return next((LTR if kind == "L" else RTL for kind in kinds if kind in STRONG), default)


def levels(text: str, base: int) -> list[int]:
    """This is the embedding level of each character: even from left to right, odd from right to left."""
    if base == LTR and not any(unicodedata.bidirectional(character) in {"R", "AL", "AN"} for character in text):
        return [LTR] * len(text)
    kept = [index for index, character in enumerate(text) if unicodedata.bidirectional(character) != "BN"]
    characters = [text[index] for index in kept]
    original = [unicodedata.bidirectional(character) or "L" for character in characters]
    outside = "R" if base == RTL else "L"
    kinds = _weak(original, outside)
    _brackets(characters, original, kinds, outside)
    _neutral(kinds, outside)
    found = dict(zip(kept, (_implicit(kind, base) for kind in kinds), strict=True))
    _trailing(original, kept, found, base)
    result: list[int] = []
    for index in range(len(text)):
        # What is invisible goes with the character before it.
        result.append(found.get(index, result[-1] if result else base))
    return result


def visual[Item](items: Sequence[Item], item_levels: Sequence[int]) -> list[Item]:
    """This puts items of a line into the order in which they stand, from left to right (L2)."""
    order = list(range(len(items)))
    for level in range(max(item_levels, default=0), 0, -1):
        turned: list[int] = []
        for is_inside, run in groupby(order, key=lambda index: item_levels[index] >= level):
            stretch = list(run)
            turned += reversed(stretch) if is_inside else stretch
        order = turned
    return [items[index] for index in order]


def _weak(original: Sequence[str], outside: str) -> list[str]:
    """W1 to W7."""
    kinds = _marks(original, outside)
    strong = outside
    for index, kind in enumerate(kinds):
        strong = kind if kind in STRONG else strong
        if kind == "EN" and strong == "AL":
            kinds[index] = "AN"
    kinds = ["R" if kind == "AL" else kind for kind in kinds]
    _separators(kinds)
    _terminators(kinds)
    strong = outside
    for index, kind in enumerate(kinds):
        strong = kind if kind in STRONG else strong
        if kind in {"ES", "ET", "CS"}:
            kinds[index] = "ON"
        elif kind == "EN" and strong == "L":
            kinds[index] = "L"
    return kinds


def _marks(original: Sequence[str], outside: str) -> list[str]:
    """W1: a mark is of the kind of what it stands on."""
    kinds: list[str] = []
    for kind in original:
        before = kinds[-1] if kinds else outside
        kinds.append(before if kind == "NSM" else kind)
    return kinds


def _separators(kinds: list[str]) -> None:
    """W4: one separator between two numbers of a kind is part of them."""
    for index in range(1, len(kinds) - 1):
        before, kind, after = kinds[index - 1 : index + 2]
        if before == after and ((kind == "ES" and before == "EN") or (kind == "CS" and before in {"EN", "AN"})):
            kinds[index] = before


def _terminators(kinds: list[str]) -> None:
    """W5: signs of currency, per cent and degree beside a number are part of it."""
    start = 0
    for kind, run in groupby(list(kinds)):
        end = start + len(list(run))
        if kind == "ET" and "EN" in (*kinds[max(start - 1, 0) : start], *kinds[end : end + 1]):
            kinds[start:end] = ["EN"] * (end - start)
        start = end


def _pairs(characters: Sequence[str], kinds: Sequence[str]) -> list[tuple[int, int]]:
    """BD16: the brackets that belong together, in the order of the opening ones."""
    opened: list[tuple[str, int]] = []
    pairs: list[tuple[int, int]] = []
    for index, character in enumerate(characters):
        # Angle brackets have two codes; NFC makes them one.
        bracket = unicodedata.normalize("NFC", character)
        if kinds[index] != "ON":
            continue
        if bracket in CLOSING:
            if len(opened) == BRACKETS_AT_ONCE:
                return []
            opened.append((CLOSING[bracket], index))
        elif match := next((depth for depth in reversed(range(len(opened))) if opened[depth][0] == bracket), -1) + 1:
            insort(pairs, (opened[match - 1][1], index))
            del opened[match - 1 :]
    return pairs


def _brackets(characters: Sequence[str], original: Sequence[str], kinds: list[str], outside: str) -> None:
    """N0: both brackets of a pair get one direction."""
    for start, end in _pairs(characters, kinds):
        inside = {AS_STRONG[kind] for kind in kinds[start + 1 : end] if kind in AS_STRONG}
        if not inside:
            continue
        before = next((AS_STRONG[kind] for kind in reversed(kinds[:start]) if kind in AS_STRONG), outside)
        chosen = outside if outside in inside else before
        for bracket in (start, end):
            kinds[bracket] = chosen
            _follow(original, kinds, bracket)


def _follow(original: Sequence[str], kinds: list[str], bracket: int) -> None:
    """A mark on a bracket turns with it."""
    for index in range(bracket + 1, len(kinds)):
        if original[index] != "NSM":
            return
        kinds[index] = kinds[bracket]


def _neutral(kinds: list[str], outside: str) -> None:
    """N1 and N2: between two of one direction all goes that way, else the way of the line."""
    start = 0
    for is_neutral, run in groupby(list(kinds), key=NEUTRAL.__contains__):
        end = start + len(list(run))
        if is_neutral:
            before = AS_STRONG[kinds[start - 1]] if start else outside
            after = AS_STRONG[kinds[end]] if end < len(kinds) else outside
            kinds[start:end] = [before if before == after else outside] * (end - start)
        start = end


def _implicit(kind: str, base: int) -> int:
    """I1 and I2."""
    if base == LTR:
        return {"L": 0, "R": 1}.get(kind, 2)
    return 1 if kind == "R" else 2


def _trailing(original: Iterable[str], kept: Sequence[int], found: dict[int, int], base: int) -> None:
    """L1: separators, and white space before them or at the end, go the way of the line."""
    is_trailing = True
    for kind, index in zip(reversed(list(original)), reversed(kept), strict=True):
        if kind in {"B", "S"} or (is_trailing and kind == "WS"):
            found[index] = base
        is_trailing = kind in {"B", "S"} or (is_trailing and kind == "WS")
