"""The institution's colour as tokens that stay readable in both themes."""

import re

BLACK = (0, 0, 0)
WHITE = (255, 255, 255)
LIGHT_GROUND = WHITE
DARK_GROUND = (15, 20, 19)
LEAST_CONTRAST = 4.5
STEPS = 20

Colour = tuple[int, int, int]


class NotAColour(ValueError):
    """The text is not a colour such as `#0b5a6b`."""


def parse(text: str) -> Colour:
    """`#0b5a6b` as three numbers. Refuses: NotAColour."""
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", text):
        raise NotAColour(text)
    return int(text[1:3], 16), int(text[3:5], 16), int(text[5:7], 16)


def written(colour: Colour) -> str:
    return "#{:02x}{:02x}{:02x}".format(*colour)


def luminance(colour: Colour) -> float:
    """Relative luminance (WCAG 2.2, definition of contrast ratio)."""
    parts = [part / 255 for part in colour]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: Colour, other: Colour) -> float:
    """Contrast ratio of two colours, 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def mixed(colour: Colour, other: Colour, share: float) -> Colour:
    """The colour with a share (0 to 1) of another."""
    red, green, blue = (
        round(own * (1 - share) + its * share) for own, its in zip(colour, other, strict=True)
    )
    return red, green, blue


def readable(colour: Colour, *, on: Colour) -> Colour:
    """The colour, moved towards black or white until words in it can be read on a ground."""
    end = BLACK if luminance(on) > 0.18 else WHITE
    for step in range(STEPS + 1):
        candidate = mixed(colour, end, step / STEPS)
        if contrast(candidate, on) >= LEAST_CONTRAST:
            return candidate
    return end


def tokens(colour: Colour, *, ground: Colour) -> dict[str, str]:
    """The tokens of one theme."""
    soft = mixed(ground, colour, 0.12 if ground == LIGHT_GROUND else 0.25)
    brand = readable(colour, on=ground)
    words = WHITE if contrast(WHITE, brand) >= contrast(BLACK, brand) else BLACK
    return {
        "--brand": written(brand),
        "--brand-strong": written(mixed(brand, BLACK if words == WHITE else WHITE, 0.15)),
        "--brand-ink": written(readable(brand, on=soft)),
        "--brand-soft": written(soft),
        "--on-brand": written(words),
    }


def stylesheet(text: str) -> str:
    """The style sheet that gives every page the institution's colour. Refuses: NotAColour."""
    colour = parse(text)
    light = _rules(tokens(colour, ground=LIGHT_GROUND))
    dark = _rules(tokens(colour, ground=DARK_GROUND))
    auto = f'@media (prefers-color-scheme: dark) {{:root[data-theme="auto"] {{{dark}}}}}'
    return f':root {{{light}}}\n:root[data-theme="dark"] {{{dark}}}\n{auto}\n'


def _rules(values: dict[str, str]) -> str:
    return "".join(f"{name}:{value};" for name, value in values.items())
