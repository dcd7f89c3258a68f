"""Headings, rows of figures, dates, prices, codes, addresses: what stands on pages besides prose."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from recognizer.business_phrases import make_business_phrase
from recognizer.wordlists import SIGN_FORMS, split_words

MONTHS = split_words("""
    January February March April May June July August September October November December Januar Februar
    März Mai Juni Juli Oktober Dezember janvier février mars avril juin juillet août décembre enero febrero
    mayo junio agosto setiembre diciembre gennaio maggio giugno ottobre janeiro março maio Jan. Feb. Aug.
    Sept. Oct. Nov. Dec. januari mei augustus maj juni oktober desember
""")
NAMES = split_words("""
    Smith Müller Dupont García Rossi Silva Jansen Nielsen Hansen Johansson Meyer Lefèvre Núñez Bianchi Vries
    Conceição Sørensen Bjørn Åström MacDonald O'Brien Schäfer Weiß François Muñoz Joaquín Cæsar Händel Zoë
""")
TITLES = split_words("""
    Mr. Mrs. Dr. Prof. Herr Frau M. Mme Sr. Sra. D. Don Sig. St. Rev. Capt. Gen. Fr. Hr. Sir Mlle
""")
ABBREVIATIONS = split_words("""
    etc. i.e. e.g. viz. cf. vol. pp. p. No. fig. ed. ibid. op. cit. z.B. d.h. usw. u.a. Nr. Bd. S. bzw.
    p.ex. c.-à-d. Sté Cie. nº pág. Vd. Sr. a.C. ecc. d.C. bl.a. f.eks. m.fl. t.ex. bijv. enz. A.D. B.C. M.A.
    Ph.D. Ltd. & Co. Inc.
""")
STREETS = split_words("""
    Street Road Avenue Lane straße Allee rue de la Plaza Calle Via gade vej gata Rua Piazza Square Terrace
""")
UNITS = split_words("""
    mm cm km kg g lb. oz. ft. in. miles % °C °F £ $ € § fr. Mk. s. d. cts. kr. L. h. min. Volt HP
""")

Words = Callable[[], str]
Slices = Callable[[int], str]


def make_phrase(rng: np.random.Generator, word: Words, prose: Slices) -> str:
    """A line that is not running text.

    Args:
        rng: source of randomness.
        word: gives a dictionary word.
        prose: gives running text of about the length asked for.
    """
    makers = (
        _heading,
        _contents_row,
        _list_item,
        _figures,
        _address,
        _dated,
        _speech,
        _codes,
        _salad,
        _signed,
        _spaced,
        _business,
    )
    weights = np.array([3, 2, 2.5, 3, 2, 2, 3, 1.5, 3, 1.5, 0.5, 9])
    return str(makers[int(rng.choice(len(makers), p=weights / weights.sum()))](rng, word, prose))


def make_rare_token(rng: np.random.Generator, sign: str, near: str) -> str:
    """A token that shows a sign as print uses it, such as ``£12`` or ``§ 4``; the sign itself if unknown."""
    form = _pick(rng, SIGN_FORMS.get(sign, ("{w}" + sign.replace("{", "{{").replace("}", "}}"),)))
    return form.format(n=_number(rng), w=near.strip(".,;:!?\"'()") or "item")


def _number(rng: np.random.Generator) -> str:
    digits = int(rng.choice([1, 2, 2, 3, 3, 4, 4, 5, 6]))
    value = int(rng.integers(10 ** (digits - 1) if digits > 1 else 0, 10**digits))
    draw = rng.random()
    if digits > 3 and draw < 0.4:
        return f"{value:,}".replace(",", _pick(rng, (",", ".", " ", "'", ",")))
    return f"{value}{_pick(rng, '.,')}{int(rng.integers(0, 100)):02d}" if draw > 0.85 else str(value)


def _year(rng: np.random.Generator) -> str:
    return str(int(rng.integers(1480, 2031)))


def _heading(rng: np.random.Generator, word: Words, prose: Slices) -> str:
    text = prose(int(rng.integers(10, 45))).strip(" ,;:-")
    prefix = _pick(
        rng, ("", "", "", "CHAPTER {r}. ", "{r}. ", "{n}. ", "§ {n}. ", "KAPITEL {r}. ", "{n} ", "Cap. {r}. ")
    )
    suffix = _pick(rng, ("", "", ".", " {n}", " — {n}", ":"))
    text = text.upper() if rng.random() < 0.65 else text.title()
    return (
        _pick(rng, (prefix + text + suffix, f"— {rng.integers(1, 900)} —", text))
        .replace("{r}", _roman(rng))
        .replace("{n}", str(int(rng.integers(1, 400))))
    )


def _contents_row(rng: np.random.Generator, word: Words, prose: Slices) -> str:
    dot = _pick(rng, (".", ".", " .", ". ", "·", "-", "_"))
    title = prose(int(rng.integers(8, 36))).strip()
    return f"{title} {dot * int(rng.integers(3, 22))} {int(rng.integers(1, 700))}"


def _list_item(rng: np.random.Generator, word: Words, prose: Slices) -> str:
    number = int(rng.integers(1, 60))
    letter = "abcdefghijk"[int(rng.integers(11))]
    marks = (
        "•",
        "-",
        "*",
        "–",
        "—",
        f"{number}.",
        f"{number})",
        f"({number})",
        f"({letter})",
        f"{letter})",
        f"{_roman(rng)}.",
    )
    return f"{_pick(rng, marks)} {prose(int(rng.integers(12, 70)))}"


def _figures(rng: np.random.Generator, word: Words, prose: Slices) -> str:
    tokens = []
    for _ in range(int(rng.integers(2, 9))):
        number = _number(rng)
        forms = (
            number,
            number,
            number,
            f"{number} {_pick(rng, UNITS)}",
            f"{_pick(rng, '£$€')}{number}",
            f"{number}%",
            word(),
        )
        tokens.append(
            _pick(
                rng, (*forms, f"{number}-{_number(rng)}", f"{number}/{_number(rng)}", f"({number})", "-", "”")
            )
        )
    return " ".join(tokens)


def _address(rng: np.random.Generator, word: Words, prose: Slices) -> str:
    initial = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[int(rng.integers(26))]
    name = f"{_pick(rng, TITLES)} {initial}. {_pick(rng, NAMES)}"
    place = f"{word().capitalize()} {_pick(rng, STREETS)} {int(rng.integers(1, 400))}"
    city = f"{int(rng.integers(1000, 99999))} {word().capitalize()}"
    return _pick(
        rng,
        (f"{name}, {place}", f"{place}, {city}", f"{name}, {city}.", f"{name} & {_pick(rng, NAMES)}"),
    )


def _dated(rng: np.random.Generator, word: Words, prose: Slices) -> str:
    day, month, year = int(rng.integers(1, 32)), _pick(rng, MONTHS), _year(rng)
    number = int(rng.integers(1, 13))
    forms = (
        f"{word().capitalize()}, {day}. {month} {year}.",
        f"{month} {day}, {year}",
        f"{word().capitalize()}, den {day}.{number}.{year}",
        f"{day}/{number}/{year[2:]} {int(rng.integers(0, 24))}:{int(rng.integers(0, 60)):02d} {word()}",
        f"{word().capitalize()}, le {day} {month} {year}",
        f"{day}.{_roman(rng)}.{year}. {prose(20)}",
        f"{year}-{number:02d}-{day:02d} {prose(25)}",
        f"{prose(20)} ({year}-{_year(rng)})",
    )
    return _pick(rng, forms)


def _speech(rng: np.random.Generator, word: Words, prose: Slices) -> str:
    said = prose(int(rng.integers(10, 40))).strip(" ,.;:")
    rest = prose(int(rng.integers(8, 30))).strip()
    stop = _pick(rng, (",", ",", "!", "?", ".", "..."))
    forms = (
        '"{said}{stop}" {rest}',
        '{rest} "{said}{stop}"',
        "'{said}{stop}' {rest}",
        "- {said}{stop} {rest}",
        "¿{said}? {rest}",
        "¡{said}! {rest}",
    )
    return _pick(rng, forms).format(said=said, stop=stop, rest=rest)


def _codes(rng: np.random.Generator, word: Words, prose: Slices) -> str:
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789abcdefghijklmnopqrstuvwxyz-/._:"
    tokens = [
        "".join(_pick(rng, alphabet) for _ in range(int(rng.integers(2, 11))))
        for _ in range(int(rng.integers(2, 6)))
    ]
    forms = (
        " ".join(tokens),
        f"{word()}={tokens[0]}; {word()}_{word()}({tokens[1]})",
        f"http://www.{word()}.org/{word()}",
    )
    return _pick(
        rng,
        (
            *forms,
            f"{word()}@{word()}.com, Tel. +{_number(rng)} {_number(rng)}",
            f"Ref.: {' '.join(tokens[:2]).upper()}",
        ),
    )


def _salad(rng: np.random.Generator, word: Words, prose: Slices) -> str:
    tokens = []
    for _ in range(int(rng.integers(2, 9))):
        each = _pick(rng, (word(), word(), word().capitalize(), word().upper(), _pick(rng, ABBREVIATIONS)))
        tokens.append(each + _pick(rng, ("", "", "", "", ",", ".", ";", ":", "!", "?", ")", "-" + word())))
    return " ".join(tokens)


def _signed(rng: np.random.Generator, word: Words, prose: Slices) -> str:
    return " ".join(
        make_rare_token(rng, sign, word()) for sign in rng.choice(list(SIGN_FORMS), int(rng.integers(2, 6)))
    )


def _spaced(rng: np.random.Generator, word: Words, prose: Slices) -> str:
    """Letterspaced emphasis, as typewriters have it."""
    return f"{prose(int(rng.integers(5, 25)))} {' '.join(word())} {prose(int(rng.integers(5, 25)))}"


def _business(rng: np.random.Generator, word: Words, prose: Slices) -> str:
    return make_business_phrase(rng, word)


def _roman(rng: np.random.Generator) -> str:
    value, text = int(rng.integers(1, 60)), ""
    for amount, digits in ((50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")):
        while value >= amount:
            text, value = text + digits, value - amount
    return text


def _pick(rng: np.random.Generator, options: tuple[str, ...] | list[str] | str) -> str:
    return options[int(rng.integers(len(options)))]
