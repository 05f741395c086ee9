"""A telephone number as a link, however it is written."""

import re
import unicodedata

# The letters on a telephone's keys (ITU-T E.161).
LETTERS = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "22233344455566677778889999")


def telephone_uri(written: str) -> str:
    """``[800] 380-2308`` → ``tel:8003802308``, or "" where there is nothing to dial.

    A trunk zero in brackets after a country code is left out, letters are
    dialled as on the keys, and what follows "ext." becomes an extension:
    https://www.rfc-editor.org/rfc/rfc3966
    """
    text = unicodedata.normalize("NFKC", written).upper().strip()
    number, _, extension = _parted(text)
    number = re.sub(r"^[^+0-9]+", "", number)  # "Tel.", or the bracket of "(+44)"
    if number.startswith(("+", "00")):
        number = re.sub(r"\(\s*0\s*\)", "", number)
    digits = re.sub(r"[^0-9]", "", number.translate(LETTERS))
    plus = "+" if number.startswith("+") else ""
    if not digits:
        return ""
    ext = re.sub(r"[^0-9]", "", extension)
    return f"tel:{plus}{digits}" + (f";ext={ext}" if ext else "")


def _parted(text: str) -> tuple[str, str, str]:
    match = re.search(r"\s*(?:;?EXT\.?|EXTENSION|(?<![A-Z])X|#)\s*=?\s*(?=\d+$)", text)
    return (text[: match.start()], match[0], text[match.end() :]) if match else (text, "", "")
