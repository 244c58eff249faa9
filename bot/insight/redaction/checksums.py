"""Numbers that tell by themselves whether they are what they look like. Pure."""

from __future__ import annotations


def digits_of(words: str) -> str:
    """Keep the digits, in whichever script they are written, as those we know."""
    return "".join(str(int(sign)) for sign in words if sign.isdecimal())


def is_nhs_number(words: str) -> bool:
    """Ten digits, the last a check by weights 10 to 2, modulo 11 (NHS Data Dictionary, "NHS number")."""
    digits = digits_of(words)
    if len(digits) != 10 or len(set(digits)) == 1:
        return False
    rest = 11 - sum(int(digit) * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False)) % 11
    return rest % 11 == int(digits[-1]) and rest != 10


def is_card_number(words: str) -> bool:
    """13 to 19 digits that pass Luhn's check (ISO/IEC 7812-1)."""
    digits = digits_of(words)
    if not 13 <= len(digits) <= 19 or len(set(digits)) == 1:
        return False
    doubled = (
        int(digit) if place % 2 == 0 else sum(map(int, str(2 * int(digit))))
        for place, digit in enumerate(reversed(digits))
    )
    return sum(doubled) % 10 == 0


def is_iban(words: str) -> bool:
    """Country, check digits and account, which leave 1 modulo 97 (ISO 13616)."""
    joined = "".join(words.split()).casefold()
    if not 15 <= len(joined) <= 34:
        return False
    return int("".join(str(int(sign, 36)) for sign in joined[4:] + joined[:4])) % 97 == 1


def is_ni_number(words: str) -> bool:
    """A prefix that is given out (HMRC, NIM39110): not D, F, I, Q, U, V in it, no O second, not BG, GB, KN and so on.

    QQ, which stands in examples, is taken too.
    """
    prefix = words[:2].upper()
    if prefix == "QQ":
        return True
    given_out = not set(prefix) & set("DFIQUV") and prefix[1] != "O"
    return given_out and prefix not in {"BG", "GB", "KN", "NK", "NT", "TN", "ZZ"}
