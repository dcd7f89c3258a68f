"""Lines of figures alone: amounts, dates, times, telephone and account numbers, readings, columns, sums."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from recognizer.charset import normalize_text
from recognizer.corpus import Corpus

DIGITS = "0123456789"
SIGNS = ".,-–/:+%()$€£'#*=x"  # that stand in numbers; x is the sign between measures
NUMERIC = " " + DIGITS + SIGNS
BESIDE_LETTERS = 0.25  # of the lines, that hold words besides: numbers are found among letters
LONGEST = 34  # characters of a line of figures
_GROUPINGS = (",", ".", " ", "'", "")
_CURRENCIES = "$€£"
_PHONES = (
    "0# #### ####", "(###) ###-####", "+## ## ### ####", "###-#######", "0##/######", "0## ######",
    "+1 ###-###-####", "0#.##.##.##.##", "0# ## ## ## ##", "1-800-###-####", "(0##) ### ## ##",
)  # fmt: skip
_ACCOUNTS = (
    "#### #### #### ####", "##-##-##", "########", "##########", "############", "###-###-###",
    "### ### ###", "###-##-####", "###/####/###", "##.###.###/####-##", "#-######-######-#",
    "#############", "#####-####", "######", "#### ####", "## #### #### ####",
)  # fmt: skip
_PARTS = (
    "####-###", "##-####", "###.###.##", "#####", "###-##-###", "#.###.###", "##/###", "####.##.##.####",
    "#.#.#", "##.#", "###-##", "# ### ### ###", "#####/##", "#-##-###", "#######-##",
)  # fmt: skip


class NumberCorpus:
    """Lines of numbers to draw, some of them between words, as ``Corpus`` gives lines of text.

    Args:
        corpus: where words come from; None for figures alone.
        beside_letters: share of lines that hold words.
    """

    def __init__(self, corpus: Corpus | None, beside_letters: float = BESIDE_LETTERS) -> None:
        self._corpus = corpus
        self._beside_letters = beside_letters if corpus is not None else 0.0

    def sample_line(self, rng: np.random.Generator, typed: bool = False, language: str | None = None) -> str:
        """One line, normalised.

        Args:
            rng: source of randomness.
            typed: as a typewriter has it: hyphens for dashes.
            language: of the words, where there are any.
        """
        if rng.random() >= self._beside_letters or self._corpus is None:
            line = make_number_line(rng)
            return line.replace("–", "-") if typed else line
        text = self._corpus.sample_line(rng, typed, language)
        if rng.random() < 0.4:
            return text
        words = text.split()[: int(rng.integers(1, 4))]
        parts = [" ".join(words), make_number_line(rng, longest=16)]
        return " ".join(parts if rng.random() < 0.6 else parts[::-1])


def make_number_line(rng: np.random.Generator, longest: int = LONGEST) -> str:
    """A line of figures as forms, bills, tables, meters and labels have them.

    Args:
        rng: source of randomness.
        longest: characters, about.

    Returns:
        Text of ``NUMERIC`` characters, not empty, without spaces at its ends.
    """
    first = _one_number(rng)
    parts = [first]
    if rng.random() < 0.45:
        maker = _MAKERS[int(rng.integers(len(_MAKERS)))] if rng.random() < 0.6 else None
        for _ in range(int(rng.integers(1, 6))):
            following = maker(rng) if maker else _one_number(rng)
            if len(" ".join([*parts, following])) > longest:
                break
            parts.append(following)
    line = " ".join(parts)[:longest].strip()
    return normalize_text(line)


def _one_number(rng: np.random.Generator) -> str:
    text = _MAKERS[int(rng.integers(len(_MAKERS)))](rng)
    draw = rng.random()
    if draw < 0.03:
        return f"({text})"
    if draw < 0.05:
        return f"- {text} -" if rng.random() < 0.5 else f"– {text} –"
    if draw < 0.09:
        return text + _pick(rng, (".", ",", "*", ":", ")", " -", "-"))
    return _pick(rng, ("#", "*", "+", "-", "=", "# ")) + text if draw < 0.12 else text


def _count(rng: np.random.Generator) -> str:
    """A whole number; few digits more often than many."""
    size = int(rng.choice([1, 2, 3, 4, 5, 6, 8], p=[0.2, 0.25, 0.2, 0.15, 0.1, 0.06, 0.04]))
    return _digits(rng, size)


def _amount(rng: np.random.Generator) -> str:
    """Money, its thousands parted in one of the ways there are."""
    whole = int(10 ** rng.uniform(0, 6.5)) - 1
    grouping = _pick(rng, _GROUPINGS)
    point = "," if grouping == "." or (grouping in (" ", "") and rng.random() < 0.35) else "."
    text = f"{whole:,}".replace(",", grouping)
    text += (
        "" if rng.random() < 0.12 else point + _pick(rng, (_digits(rng, 2), _digits(rng, 2), "00", "-", "–"))
    )
    draw = rng.random()
    if draw < 0.45:
        sign = _pick(rng, _CURRENCIES)
        text = _pick(rng, (f"{sign}{text}", f"{sign} {text}", f"{text} {sign}", f"{text}{sign}"))
    elif draw < 0.55:
        text = _pick(rng, (f"-{text}", f"+{text}", f"{text}-", f"({text})", f"*{text}", f"- {text}"))
    return text


def _decimal(rng: np.random.Generator) -> str:
    """A measured value."""
    text = f"{_count(rng)}{_pick(rng, '.,')}{_digits(rng, int(rng.integers(1, 5)))}"
    return _pick(rng, ("", "", "", "-", "+")) + text + _pick(rng, ("", "", "", "%", " %"))


def _date(rng: np.random.Generator) -> str:
    day, month, year = int(rng.integers(1, 32)), int(rng.integers(1, 13)), int(rng.integers(1850, 2035))
    mark = _pick(rng, "/-.")
    short = _pick(rng, (str(year), f"{year % 100:02d}"))
    forms = (
        f"{day:02d}{mark}{month:02d}{mark}{short}",
        f"{day}{mark}{month}{mark}{short}",
        f"{month:02d}{mark}{day:02d}{mark}{short}",
        f"{year}{mark}{month:02d}{mark}{day:02d}",
        f"{day}. {month}. {year}",
        f"{year}{month:02d}{day:02d}",
        f"{year}",
        f"{year}{_pick(rng, '-–/')}{_pick(rng, (str(year + 1), f'{(year + 1) % 100:02d}'))}",
        f"{day:02d} {month:02d} {short}",
        f"{month}/{short}",
    )
    return _pick(rng, forms)


def _time(rng: np.random.Generator) -> str:
    hour, minute, second = (int(rng.integers(0, most)) for most in (24, 60, 60))
    forms = (
        f"{hour:02d}:{minute:02d}",
        f"{hour:02d}:{minute:02d}:{second:02d}",
        f"{hour}:{minute:02d}",
        f"{hour}.{minute:02d}",
        f"{hour:02d}:{minute:02d}{_pick(rng, '-–')}{(hour + 2) % 24:02d}:{minute:02d}",
        f"{minute}'{second:02d}",
    )
    return _pick(rng, forms)


def _telephone(rng: np.random.Generator) -> str:
    return _fill(rng, _pick(rng, _PHONES))


def _account(rng: np.random.Generator) -> str:
    return _fill(rng, _pick(rng, _ACCOUNTS))


def _part(rng: np.random.Generator) -> str:
    return _pick(rng, ("", "", "", "", "#", "*")) + _fill(rng, _pick(rng, _PARTS))


def _reading(rng: np.random.Generator) -> str:
    """What a meter or a scale shows: leading zeros."""
    text = "0" * int(rng.integers(0, 4)) + _digits(rng, int(rng.integers(2, 6)))
    return text + _pick(rng, ("", "", f".{_digits(rng, 1)}", f",{_digits(rng, 3)}", f".{_digits(rng, 2)}"))


def _measures(rng: np.random.Generator) -> str:
    """Sizes and counts of pieces."""
    a, b, c = (str(int(rng.integers(1, most))) for most in (300, 300, 100))
    times = _pick(rng, ("x", " x ", "x"))
    amount = f"{int(rng.integers(0, 300))}.{_digits(rng, 2)}"
    forms = (f"{a}{times}{b}", f"{a}{times}{b}{times}{c}", f"{c} x {amount}", f"{c}x {amount}", f"{c}x{b}")
    return _pick(rng, forms)


def _sum(rng: np.random.Generator) -> str:
    """An exercise or a slip's arithmetic, a share, a scale, a range."""
    a, b = int(rng.integers(0, 500)), int(rng.integers(0, 500))
    forms = (
        f"{a} + {b} = {a + b}",
        f"{a}+{b}={a + b}",
        f"{max(a, b)} - {min(a, b)} = {max(a, b) - min(a, b)}",
        f"{a % 20} x {b % 20} = {(a % 20) * (b % 20)}",
        f"{a}/{b}",
        f"{a % 101}%",
        f"1:{b * 100}",
        f"{min(a, b)}{_pick(rng, '-–')}{max(a, b)}",
        f"({a})",
        f"= {a}.{b % 100:02d}",
        f"{a % 20} 1/{_pick(rng, '2348')}",
    )
    return _pick(rng, forms)


_MAKERS: tuple[Callable[[np.random.Generator], str], ...] = (
    _count, _count, _amount, _amount, _amount, _decimal, _date, _date, _time, _telephone, _account, _part,
    _reading, _measures, _sum,
)  # fmt: skip


def _fill(rng: np.random.Generator, pattern: str) -> str:
    """A pattern with a digit for each ``#``."""
    return "".join(_digits(rng, 1) if sign == "#" else sign for sign in pattern)


def _digits(rng: np.random.Generator, size: int) -> str:
    return "".join(DIGITS[int(at)] for at in rng.integers(0, 10, size))


def _pick(rng: np.random.Generator, options: tuple[str, ...] | str) -> str:
    return options[int(rng.integers(len(options)))]
