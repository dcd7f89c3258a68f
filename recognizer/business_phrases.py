"""What receipts, invoices, forms, labels and song books say: short rows of words, figures and codes."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from recognizer.wordlists import split_words

Words = Callable[[], str]

TOTALS = (
    "Total", "Subtotal", "Sub-Total", "Net Total", "Grand Total", "Cash", "Change", "Change Due", "Tax",
    "VAT", "GST", "Rounding", "Rounding Adj", "Discount", "Balance", "Amount Due", "Visa", "Tip", "Summe",
    "MwSt.", "Montant", "Rendu", "TVA", "Importe", "IVA", "Totale", "Resto", "Totaal", "Moms",
)  # fmt: skip
LABELS = (
    "Name", "Address", "Date", "Date of Birth", "Tel", "Tel.", "Phone No", "Fax", "E-mail", "Invoice No",
    "Invoice No.", "Receipt #", "Bill No", "Cashier", "Counter", "Table", "Ref", "Ref.", "Your ref", "To",
    "From", "Subject", "Re", "Cc", "Page", "Qty", "Item", "Description", "Unit Price", "Amount", "Account No",
    "Document No", "Member", "Order No", "Signature", "Occupation", "Remarks", "Salesperson", "Net Wt.",
    "Lot", "Best before", "Serial No", "Model", "Datum", "Name, Vorname", "Objet", "Nom", "Fecha", "Nombre",
    "Data",
)  # fmt: skip
HONOURED = (
    "Thank you", "Please come again", "Thank you for shopping with us", "Goods sold are not returnable",
    "Customer copy", "Tax Invoice", "Official Receipt", "Cash Bill", "Confidential", "For internal use only",
    "Please print in block letters", "Do not write below this line", "Continued overleaf", "See reverse",
)  # fmt: skip
CURRENCIES = ("RM", "$", "£", "€", "EUR", "USD", "Rs.", "kr", "DM", "Fr.", "")
MEASURES = split_words("kg g ml L pcs PCS PKT oz lb cm mm BOX EA SR ZRL x X @")
FIRMS = split_words(
    "CO. LTD. INC. GMBH S.A. B.V. TRADING ENTERPRISES MART STORE RESTAURANT HARDWARE PHARMACY"
)


def make_business_phrase(rng: np.random.Generator, word: Words) -> str:
    """A row of a receipt, an invoice, a form, a label, an office page or a song book.

    Args:
        rng: source of randomness.
        word: gives a dictionary word.
    """
    makers = (
        _item_row,
        _item_row,
        _total_row,
        _field,
        _field,
        _stamp_of_time,
        _firm,
        _telephone,
        _notice,
        _song,
    )
    text = str(makers[int(rng.integers(len(makers)))](rng, word))
    return text.upper() if rng.random() < 0.35 else text


def _money(rng: np.random.Generator) -> str:
    whole = int(rng.choice([rng.integers(0, 10), rng.integers(0, 100), rng.integers(0, 10000)]))
    comma = rng.random() < 0.15
    grouped = f"{whole:,}" if rng.random() < 0.6 else str(whole)
    amount = f"{grouped}.{int(rng.integers(0, 100)):02d}"
    return amount.translate(str.maketrans(",.", ".,")) if comma else amount


def _code(rng: np.random.Generator) -> str:
    digits = "".join(str(digit) for digit in rng.integers(0, 10, int(rng.integers(3, 14))))
    letters = "".join(chr(65 + int(at)) for at in rng.integers(0, 26, int(rng.integers(1, 4))))
    return _pick(
        rng,
        (
            digits,
            letters + digits,
            f"{letters}-{digits}",
            f"{digits}-{letters}",
            f"{digits[:3]}/{digits[3:]}",
        ),
    )


def _item_row(rng: np.random.Generator, word: Words) -> str:
    name = " ".join(word() for _ in range(int(rng.integers(1, 4))))
    name = name.upper() if rng.random() < 0.6 else name.title()
    count, price = int(rng.integers(1, 30)), _money(rng)
    forms = (
        f"{count} {name} {price}",
        f"{name} {price}",
        f"{name} {count} x {price} {_money(rng)}",
        f"{_code(rng)} {name}",
        f"{count} {_pick(rng, MEASURES)} {price} {_pick(rng, CURRENCIES)}{_money(rng)}",
        f"{count} @ {price} {_money(rng)} {_pick(rng, ('SR', 'Z', 'T', '*', 'A', ''))}",
        f"{name} {int(rng.integers(5, 1000))}{_pick(rng, MEASURES)}",
    )
    return _pick(rng, forms)


def _total_row(rng: np.random.Generator, word: Words) -> str:
    label, amount = _pick(rng, TOTALS), f"{_pick(rng, CURRENCIES)} {_money(rng)}".strip()
    rate = int(rng.choice([5, 6, 7, 10, 19, 20, 21, 25]))
    forms = (
        f"{label} {amount}",
        f"{label}: {amount}",
        f"{label} {rate}% {amount}",
        f"{label} ({rate}%): {_money(rng)}",
        f"{label} {int(rng.integers(1, 20))} {amount}",
        f"{amount} {_money(rng)} {_money(rng)}",
        f"SR @ {rate}% {_money(rng)} {_money(rng)}",
    )
    return _pick(rng, forms)


def _field(rng: np.random.Generator, word: Words) -> str:
    label = _pick(rng, LABELS)
    value = _pick(
        rng,
        (
            _code(rng),
            word().title(),
            f"{word().title()} {word().title()}",
            _date(rng),
            _money(rng),
            "_" * int(rng.integers(4, 16)),
            "." * int(rng.integers(6, 24)),
            f"{int(rng.integers(1, 40))} of {int(rng.integers(2, 60))}",
        ),
    )
    return f"{label}{_pick(rng, (': ', ':', ' : ', ' '))}{value}"


def _date(rng: np.random.Generator) -> str:
    day, month, year = int(rng.integers(1, 32)), int(rng.integers(1, 13)), int(rng.integers(1900, 2031))
    mark = _pick(rng, "/-.")
    short = _pick(rng, (str(year), f"{year % 100:02d}"))
    name = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")[month - 1]
    return _pick(
        rng,
        (
            f"{day:02d}{mark}{month:02d}{mark}{short}",
            f"{day}{mark}{name}{mark}{short}",
            f"{name} {day}, {year}",
        ),
    )


def _stamp_of_time(rng: np.random.Generator, word: Words) -> str:
    clock = f"{int(rng.integers(0, 24)):02d}:{int(rng.integers(0, 60)):02d}"
    clock += _pick(rng, ("", f":{int(rng.integers(0, 60)):02d}", " PM", " AM", "pm"))
    return _pick(
        rng,
        (f"{_date(rng)} {clock}", f"Date: {_date(rng)} Time: {clock}", f"{clock} {_date(rng)} #{_code(rng)}"),
    )


def _firm(rng: np.random.Generator, word: Words) -> str:
    name = f"{word()} {word()}".title() + f" {_pick(rng, FIRMS)}"
    return _pick(
        rng,
        (
            name,
            f"{name} ({_code(rng)})",
            f"No. {int(rng.integers(1, 400))}, {name}",
            f"{name} & {word().title()}",
        ),
    )


def _telephone(rng: np.random.Generator, word: Words) -> str:
    def block(size: int) -> str:
        return "".join(str(digit) for digit in rng.integers(0, 10, size))

    number = _pick(
        rng,
        (
            f"0{block(1)}-{block(4)} {block(4)}",
            f"({block(3)}) {block(3)}-{block(4)}",
            f"+{block(2)} {block(2)} {block(3)} {block(4)}",
            f"{block(3)}-{block(7)}",
        ),
    )
    label = _pick(rng, ("Tel", "Tel.", "Fax", "Phone", "Hotline", "Mobile"))
    return f"{label}{_pick(rng, (': ', ':', ' '))}{number}"


def _notice(rng: np.random.Generator, word: Words) -> str:
    text = _pick(rng, HONOURED)
    stars = _pick(rng, "*-=") * int(rng.integers(2, 8))
    return _pick(
        rng, (text, f"{stars} {text} {stars}", f"{text}!", f"[ ] {text}", f"({text.lower()})", f"* {text} *")
    )


def _song(rng: np.random.Generator, word: Words) -> str:
    parts = []
    for _ in range(int(rng.integers(2, 7))):
        each = word()
        cut = int(rng.integers(2, max(3, len(each) - 1)))
        parts.append(_pick(rng, (each, f"{each[:cut]}-{each[cut:]}", f"{each[:cut]} - {each[cut:]}")))
    verse = f"{int(rng.integers(1, 9))}. " if rng.random() < 0.3 else ""
    return (verse + " ".join(parts)).capitalize() + _pick(rng, ("", ",", ".", ";", "!"))


def _pick(rng: np.random.Generator, options: tuple[str, ...] | list[str] | str) -> str:
    return options[int(rng.integers(len(options)))]
