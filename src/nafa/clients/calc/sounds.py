"""How a name sounds, whoever wrote it down: Latin spellings of West African and Arabic names.

`fold` takes away case, accents and apostrophes. `sound` respells a word so that Ndiaye and Njay,
Cheikh and Sheik, Thierno and Cerno come close. `skeleton` keeps what scribes agree on: the first
letter's class and the consonants after it.
"""

import re
import unicodedata
from functools import cache, lru_cache

from nafa.clients.calc.name_families import FAMILIES

LETTERS = str.maketrans(
    {"ç": "s", "ñ": "ny", "œ": "e", "æ": "e", "ɓ": "b", "ɗ": "d", "ŋ": "ng", "ƴ": "y", "ß": "ss"}
)
APOSTROPHES = re.compile(r"['’ʼ`´‘ʿʾ]")
NOT_LETTERS = re.compile(r"[^a-z]+")
JOINED = frozenset({"al", "el", "ben", "bin", "ibn", "abdul", "abdoul", "oluwa", "chukwu"})
RULES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"^h", ""),
        (r"^(ou|u|o)(?=[aeiy])", "w"),
        (r"tch|th?i(?=[aeou])|th?y(?=[aeou])", "č"),
        (r"dj|d[iy](?=[aeou])", "j"),
        (r"ph", "f"),
        (r"sh|ch", "s"),
        (r"([bdgkt])h", r"\1"),
        (r"gu(?=[eiy])", "g"),
        (r"gn|ny(?=[aeiou])", "n"),
        (r"ng$", "n"),
        (r"qu?|cq?k?(?![eiy])", "k"),
        (r"c(?=[eiy])", "s"),
        (r"x", "ks"),
        (r"z", "s"),
        (r"oo|ou", "u"),
        (r"owe?$", "o"),
        (r"ee", "i"),
        (r"a[iy]|e[iy]|ae", "e"),
        (r"ie$|y", "i"),
        (r"h", ""),
        (r"(.)\1+", r"\1"),
    )
)


def fold(name: str) -> str:
    """Small letters without accents, words apart by one space: `N'Diaye` becomes `ndiaye`."""
    text = unicodedata.normalize("NFC", name).casefold().translate(LETTERS)
    text = APOSTROPHES.sub("", text)
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return NOT_LETTERS.sub(" ", plain).strip()


def words_of(name: str) -> tuple[str, ...]:
    """The folded words, particles joined to what they belong to: `El Masri` is one word."""
    words: list[str] = []
    open_start = ""
    for word in fold(name).split():
        joined = open_start + word
        if word in JOINED or (len(word) == 1 and word in "ndm"):
            open_start = joined
            continue
        words.append(joined)
        open_start = ""
    if open_start:
        words.append(open_start)
    return tuple(words)


@lru_cache(maxsize=65536)
def sound(word: str) -> str:
    """The word respelt as it sounds."""
    for pattern, replacement in RULES:
        word = pattern.sub(replacement, word)
    return word


@lru_cache(maxsize=65536)
def skeleton(word: str) -> str:
    """The first letter (one sign for every vowel) and the consonants; y and w are vowels later."""
    heard = sound(word)
    if not heard:
        return ""
    first = "a" if heard[0] in "aeiou" else heard[0]
    rest = re.sub(r"[aeiouyw]", "", heard[1:])
    return re.sub(r"(.)\1+", r"\1", first + rest)


def family_of(word: str) -> int | None:
    """The number of the family of spellings a word belongs to, by spelling or by sound."""
    spelt, heard = _families()
    return spelt.get(word, heard.get(sound(word)))


def relatives(word: str) -> frozenset[str]:
    """Every spelling of the word's family; the word alone when it has none."""
    number = family_of(word)
    return frozenset({word}) if number is None else frozenset({word, *FAMILIES[number].split()})


@cache
def _families() -> tuple[dict[str, int], dict[str, int]]:
    """Families by spelling, and by sound where only one family sounds so."""
    spelt: dict[str, int] = {}
    heard: dict[str, int] = {}
    shared: set[str] = set()
    for number, family in enumerate(FAMILIES):
        for word in family.split():
            spelt[word] = number
            if heard.setdefault(sound(word), number) != number:
                shared.add(sound(word))
    return spelt, {key: number for key, number in heard.items() if key not in shared}
