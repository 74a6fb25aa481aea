"""Numbers and codes people carry: NPI, Medicare id, phone, ZIP, state.

Each reader takes what is typed or printed and gives the one form that is kept, or refuses
with a sentence. Each has a writer where the form kept is not the form shown.
"""

import re
import unicodedata

import phonenumbers

from practicum.lib.refusal import NotUnderstood

_NPI_PREFIX = "80840"  # health applications, United States (ISO/IEC 7812)

# Positions 1-11 of the Medicare id (CMS, "Understanding the MBI format"): letters leave out
# S L O I B Z, which look like figures.
_LETTER = "[AC-HJKMNP-RT-Y]"
_EITHER = "[0-9AC-HJKMNP-RT-Y]"
_MBI = re.compile(f"[1-9]{_LETTER}{_EITHER}[0-9]{_LETTER}{_EITHER}[0-9]{_LETTER}{_LETTER}[0-9][0-9]")

STATES = {
    "AL": "Alabama", "AK": "Alaska", "AZ": "Arizona", "AR": "Arkansas", "CA": "California",
    "CO": "Colorado", "CT": "Connecticut", "DE": "Delaware", "DC": "District of Columbia",
    "FL": "Florida", "GA": "Georgia", "HI": "Hawaii", "ID": "Idaho", "IL": "Illinois",
    "IN": "Indiana", "IA": "Iowa", "KS": "Kansas", "KY": "Kentucky", "LA": "Louisiana",
    "ME": "Maine", "MD": "Maryland", "MA": "Massachusetts", "MI": "Michigan", "MN": "Minnesota",
    "MS": "Mississippi", "MO": "Missouri", "MT": "Montana", "NE": "Nebraska", "NV": "Nevada",
    "NH": "New Hampshire", "NJ": "New Jersey", "NM": "New Mexico", "NY": "New York",
    "NC": "North Carolina", "ND": "North Dakota", "OH": "Ohio", "OK": "Oklahoma", "OR": "Oregon",
    "PA": "Pennsylvania", "RI": "Rhode Island", "SC": "South Carolina", "SD": "South Dakota",
    "TN": "Tennessee", "TX": "Texas", "UT": "Utah", "VT": "Vermont", "VA": "Virginia",
    "WA": "Washington", "WV": "West Virginia", "WI": "Wisconsin", "WY": "Wyoming",
    "AS": "American Samoa", "GU": "Guam", "MP": "Northern Mariana Islands", "PR": "Puerto Rico",
    "VI": "U.S. Virgin Islands", "AA": "Armed Forces Americas", "AE": "Armed Forces Europe",
    "AP": "Armed Forces Pacific", "FM": "Micronesia", "MH": "Marshall Islands", "PW": "Palau",
}  # fmt: skip
_STATE_BY_NAME = {name.casefold(): code for code, name in STATES.items()}
_STATE_BY_NAME |= {"washington dc": "DC", "virgin islands": "VI", "us virgin islands": "VI"}


def _bare(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip()


def _shown(text: str) -> str:
    return " ".join("".join(c for c in text if c.isprintable()).split())[:40]


def luhn_ok(digits: str) -> bool:
    """Tell whether the last figure is the Luhn check of the ones before it."""
    total = 0
    for place, figure in enumerate(reversed(digits)):
        value = int(figure) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def npi_ok(digits: str) -> bool:
    """Tell whether ten figures are an NPI: Luhn over 80840 and the number (CMS, NPI standard)."""
    return len(digits) == 10 and digits.isascii() and digits.isdigit() and luhn_ok(_NPI_PREFIX + digits)


def parse_npi(text: str) -> str:
    """Read a National Provider Identifier; give its ten figures."""
    digits = re.sub(r"[\s-]", "", _bare(text))
    if not re.fullmatch(r"[0-9]{10}", digits):
        raise NotUnderstood(f"“{_shown(text)}” is not an NPI: it has ten figures.")
    if digits[0] not in "12":
        raise NotUnderstood(f"“{_shown(text)}” is not an NPI: it starts with 1 or 2.")
    if not npi_ok(digits):
        raise NotUnderstood(f"“{_shown(text)}” is not an NPI: its last figure does not fit. Look for a slip.")
    return digits


def mbi_ok(text: str) -> bool:
    """Tell whether eleven characters have the pattern of a Medicare id; there is no check digit."""
    return _MBI.fullmatch(text) is not None


def parse_mbi(text: str) -> str:
    """Read a Medicare Beneficiary Identifier, with or without its dashes; give 11 characters."""
    compact = re.sub(r"[\s-]", "", _bare(text)).upper()
    if len(compact) != 11:
        raise NotUnderstood(
            f"“{_shown(text)}” is not a Medicare number: it has 11 characters, like 1EG4-TE5-MK73."
        )
    if not mbi_ok(compact):
        hint = " It never holds the letters S, L, O, I, B or Z." if set(compact) & set("SLOIBZ") else ""
        raise NotUnderstood(f"“{_shown(text)}” does not have the pattern of a Medicare number.{hint}")
    return compact


def format_mbi(mbi: str) -> str:
    """Write a Medicare id as its card prints it: ``1EG4-TE5-MK73``."""
    return f"{mbi[:4]}-{mbi[4:7]}-{mbi[7:]}"


def parse_phone(text: str, *, region: str = "US") -> str:
    """Read a phone number as typed; give it as E.164, ``+12125550123``.

    An extension is refused here, because E.164 has no place for one; keep it beside the number.
    """
    bare = _bare(text)
    try:
        number = phonenumbers.parse(bare[:60], region)
    except phonenumbers.NumberParseException:
        raise NotUnderstood(
            f"“{_shown(text)}” is not a phone number. Type ten figures, or + and the country."
        ) from None
    if number.extension:
        raise NotUnderstood(f"“{_shown(text)}” has an extension. Put the extension in the note.")
    if len(bare) > 60 or not phonenumbers.is_possible_number(number):
        raise NotUnderstood(f"“{_shown(text)}” has too many or too few figures for a phone number.")
    if not (phonenumbers.is_valid_number(number) or _set_aside_for_fiction(number)):
        raise NotUnderstood(f"“{_shown(text)}” is not a number anyone can have. Check the area code.")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _set_aside_for_fiction(number: phonenumbers.PhoneNumber) -> bool:
    """Let 555-0100 to 555-0199 through: no subscriber has them, so demonstrations use them."""
    national = str(number.national_number)
    return number.country_code == 1 and re.fullmatch(r"[2-9][0-8][0-9]55501[0-9]{2}", national) is not None


def format_phone(e164: str, *, region: str = "US") -> str:
    """Write a kept number for people of the region: ``(212) 555-0123``, others internationally."""
    try:
        number = phonenumbers.parse(e164, None)
    except phonenumbers.NumberParseException:
        return e164
    at_home = phonenumbers.country_code_for_region(region) == number.country_code
    form = (
        phonenumbers.PhoneNumberFormat.NATIONAL if at_home else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    )
    return phonenumbers.format_number(number, form)


def parse_zip(text: str) -> str:
    """Read a ZIP code; give ``12345`` or ``12345-6789``."""
    match = re.fullmatch(r"([0-9]{5})(?:[\s-]*([0-9]{4}))?", _bare(text))
    if match is None or match[1] == "00000":
        raise NotUnderstood(f"“{_shown(text)}” is not a ZIP code. Type five figures, or nine.")
    return f"{match[1]}-{match[2]}" if match[2] else match[1]


def parse_state(text: str) -> str:
    """Read a state, district, territory or military region by code or by name; give its two letters."""
    bare = re.sub(r"\s+", " ", re.sub(r"[.,]", "", _bare(text)))
    if bare.upper() in STATES:
        return bare.upper()
    code = _STATE_BY_NAME.get(bare.casefold())
    if code is None:
        raise NotUnderstood(f"“{_shown(text)}” is not a state. Type its two letters or its name.")
    return code
