"""What finds a client: search terms of names, phones and papers, and the order of those found.

The module turns terms into keyed blind tokens, so a search sees terms only as equal or not. A
stored name gives the beginnings of its skeletons, in every spelling of its family, and whatever
typing it letter by letter asks for; a typed word gives one term at most, and a client is found when
all terms typed are among theirs.
"""

import re
from collections.abc import Hashable, Iterable, Sequence
from itertools import permutations
from typing import TypeVar

from rapidfuzz.distance import JaroWinkler, Levenshtein

from nafa.clients.calc.sounds import family_of, fold, relatives, skeleton, sound, words_of

SHORTEST_PREFIX, LONGEST_PREFIX = 2, 6
SOUND_PREFIXES = (2, 3)
PHONE_DIGITS = (9, 8, 7)
SHORTEST_NUMBER = 6
MOST_WORDS = 5
SHORT_SOUND = 4
DIFFERENT_FAMILIES = 0.3
EXTRA_WORD_COST = 0.04
SHORT_NAMES = frozenset({"ba", "bo", "da", "ja", "ka", "li", "lo", "si", "so"})
Key = TypeVar("Key", bound=Hashable)


def search_terms(
    *,
    name: str,
    birth_year: int | None = None,
    phones: Iterable[str] = (),
    documents: Iterable[str] = (),
) -> frozenset[str]:
    """Every term under which a client is found."""
    terms: set[str] = set()
    for word in {*words_of(name), *(word for word in fold(name).split() if len(word) > 1)}:
        for spelling in relatives(word):
            terms |= _name_terms(spelling)
        for length in range(1, len(word) + 1):
            terms |= _typed_term(word[:length])
    if birth_year is not None:
        terms.add(f"y:{birth_year}")
    for phone in phones:
        terms |= _phone_terms(digits_of(phone))
    for document in documents:
        terms |= _document_terms(document)
    return frozenset(terms)


def query_terms(text: str) -> frozenset[str]:
    """What was typed, one term a word. Numbers are years, phones or papers; none is empty."""
    compact = re.sub(r"[\s.\-/()]", "", text)
    if re.fullmatch(r"\+?\d{6,}", compact):
        return frozenset({_number_term(compact)})
    terms: set[str] = set()
    names: list[str] = []
    for word in text.split():
        if re.fullmatch(r"(19|20)\d\d", word):
            terms.add(f"y:{word}")
        elif re.search(r"\d", word):
            terms.add(_number_term(word))
        else:
            names.append(word)
    for word in words_of(" ".join(names)):
        terms |= _typed_term(word)
    return frozenset(terms)


def digits_of(phone: str) -> str:
    """The digits of a phone number."""
    return re.sub(r"\D", "", phone)


def normal_document(number: str) -> str:
    """The number of a paper without blanks and signs, in capitals."""
    return re.sub(r"[^0-9A-Z]", "", number.upper())


def rank(text: str, candidates: Sequence[tuple[Key, str]]) -> list[Key]:
    """The candidates' keys, the likest name first; equals keep the order of their names."""
    typed = words_of(text)
    if not typed:
        return [key for key, _ in candidates]
    scored = [(-_typed_likeness(typed, words_of(name)), name, key) for key, name in candidates]
    scored.sort(key=lambda row: row[:2])
    return [key for _, _, key in scored]


def name_likeness(one: str, other: str) -> float:
    """How alike two names are, from 0 to 1, whatever the order of words. 0.9 is hardly chance."""
    return max(
        _words_likeness(mine, theirs)
        for mine in _joinings(words_of(one))
        for theirs in _joinings(words_of(other))
    )


def word_likeness(one: str, other: str) -> float:
    """How alike two folded words are. Two known names that differ are different, however near."""
    if one == other:
        return 1.0
    families = family_of(one), family_of(other)
    if None not in families:
        return 1.0 if families[0] == families[1] else DIFFERENT_FAMILIES
    heard = _sound_likeness(*(sound(word).removesuffix("e") for word in (one, other)))
    bones = JaroWinkler.similarity(skeleton(one), skeleton(other))
    return float(0.6 * heard + 0.4 * bones)


def _sound_likeness(one: str, other: str) -> float:
    """Short sounds are alike letter by letter only: Mbaye and Mbow share their beginning."""
    if min(len(one), len(other)) <= SHORT_SOUND:
        return float(Levenshtein.normalized_similarity(one, other))
    return float(JaroWinkler.similarity(one, other))


def _name_terms(word: str) -> set[str]:
    bones, heard = skeleton(word), sound(word)
    longest = min(len(bones), LONGEST_PREFIX)
    terms = {f"k:{bones[:length]}" for length in range(SHORTEST_PREFIX, longest + 1)}
    terms |= {f"s:{heard[:length]}" for length in SOUND_PREFIXES if len(heard) >= length}
    if heard in SHORT_NAMES:
        terms.add(f"w:{heard}")
    return terms


def _typed_term(word: str) -> set[str]:
    bones, heard = skeleton(word), sound(word)
    if heard in SHORT_NAMES:
        return {f"w:{heard}"}
    if len(bones) >= SHORTEST_PREFIX:
        return {f"k:{bones[:LONGEST_PREFIX]}"}
    return {f"s:{heard[: SOUND_PREFIXES[-1]]}"} if len(heard) >= SOUND_PREFIXES[0] else set()


def _phone_terms(digits: str) -> set[str]:
    """Beginnings of the number as dialled at home: with 9, 8 or 7 digits, from the sixth on."""
    endings = {digits[-length:] for length in PHONE_DIGITS if len(digits) >= length}
    return {
        f"d:{ending[:length]}"
        for ending in endings
        for length in range(SHORTEST_NUMBER, len(ending) + 1)
    }


def _document_terms(number: str) -> set[str]:
    normal = normal_document(number)
    return {_number_term(normal), f"d:{normal}"} if normal else set()


def _number_term(typed: str) -> str:
    normal = normal_document(typed)
    return f"d:{normal[-PHONE_DIGITS[0] :] if normal.isdigit() else normal}"


def _joinings(words: tuple[str, ...]) -> list[tuple[str, ...]]:
    """The words, and the words with one neighbouring pair written as one."""
    words = words[:MOST_WORDS]
    pairs = range(len(words) - 1) if len(words) > 1 else range(0)
    joined = [(*words[:at], words[at] + words[at + 1], *words[at + 2 :]) for at in pairs]
    return [words, *(row for row in joined if len(row) > 1)]


def _words_likeness(mine: tuple[str, ...], theirs: tuple[str, ...]) -> float:
    few, many = sorted((mine, theirs), key=len)
    if not few:
        return 0.0
    scores = {(one, other): word_likeness(one, other) for one in few for other in many}
    best = 0.0
    for order in permutations(many, len(few)):
        row = [scores[pair] for pair in zip(few, order, strict=True)]
        best = max(best, 0.6 * min(row) + 0.4 * sum(row) / len(row))
    alone = 0.1 if len(few) == 1 < len(many) else 0.0
    return max(best - EXTRA_WORD_COST * (len(many) - len(few)) - alone, 0.0)


def _typed_likeness(typed: tuple[str, ...], name: tuple[str, ...]) -> float:
    """Like the name so far typed: each typed word against the likest word's beginning."""
    whole = [max((word_likeness(word, other) for other in name), default=0.0) for word in typed]
    begun = [max((_begins(word, other) for other in name), default=0.0) for word in typed]
    return sum(map(max, whole, begun)) / len(typed) - 0.01 * max(len(name) - len(typed), 0)


def _begins(typed: str, word: str) -> float:
    heard = sound(typed)
    return 0.97 * float(JaroWinkler.similarity(heard, sound(word)[: len(heard)]))
