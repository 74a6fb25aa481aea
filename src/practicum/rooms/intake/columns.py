"""The columns an import of patients understands, and the headings they usually have."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from practicum.lib.names import fold

LABELS: Mapping[str, str] = {
    "family_name": "Family name", "given_name": "Given name", "full_name": "Whole name", "middle_name": "Middle name",
    "suffix": "Suffix", "preferred_name": "Goes by", "former_name": "Former family name",
    "birth_date": "Birth date", "sex": "Sex", "phone": "Phone", "other_phone": "Other phone", "email": "E-mail",
    "line1": "Street and number", "line2": "Apartment", "city": "City", "state": "State",
    "postal_code": "ZIP code", "preferred_language": "Language", "preferred_channel": "Reached best by",
    "deceased_date": "Date of death", "number": "Number in the old system",
}  # fmt: skip

ALIASES: Mapping[str, Sequence[str]] = {
    "family_name": ("last name", "last", "surname", "family", "lname", "patient last name", "name last"),
    "given_name": ("first name", "first", "given", "forename", "fname", "patient first name", "name first"),
    "full_name": ("name", "patient", "patient name", "full name"),
    "middle_name": ("middle", "middle name", "mi", "middle initial", "mname"),
    "suffix": ("name suffix", "generation"),
    "preferred_name": ("nickname", "preferred", "goes by", "known as", "alias"),
    "former_name": ("maiden name", "former name", "previous name", "birth name"),
    "birth_date": ("dob", "date of birth", "birthdate", "birthday", "born", "patient dob"),
    "sex": ("gender", "administrative sex", "birth sex", "sex at birth"),
    "phone": ("mobile", "cell", "cell phone", "mobile phone", "phone number", "primary phone", "telephone"),
    "other_phone": ("home phone", "work phone", "phone 2", "secondary phone", "alternate phone", "home"),
    "email": ("e mail", "email address", "e mail address", "mail"),
    "line1": ("address", "street", "address 1", "address line 1", "street address", "addr1"),
    "line2": ("address 2", "address line 2", "apt", "apartment", "unit", "suite", "addr2"),
    "city": ("town",),
    "state": ("province", "region", "st"),
    "postal_code": ("zip", "zip code", "zipcode", "postcode", "postal code"),
    "preferred_language": ("language", "preferred language", "lang"),
    "preferred_channel": ("contact preference", "preferred contact", "preferred contact method", "channel"),
    "deceased_date": ("date of death", "dod", "deceased"),
    "number": ("mrn", "patient id", "id", "chart number", "account number", "patient number", "record number", "chart"),
}  # fmt: skip

SEXES = {
    "f": "female", "female": "female", "woman": "female", "girl": "female", "m": "male", "male": "male", "man": "male",
    "boy": "male", "o": "other", "other": "other", "x": "other", "nonbinary": "other", "u": "unknown", "unknown": "unknown",
    "": "unknown", "unk": "unknown", "not known": "unknown", "undifferentiated": "other", "non binary": "other",
}  # fmt: skip
CHANNELS = {
    "text": "sms", "sms": "sms", "text message": "sms", "mobile": "sms", "email": "email", "e mail": "email",
    "mail": "letter", "letter": "letter", "post": "letter", "phone": "voice", "call": "voice", "voice": "voice",
    "telephone": "voice", "": "voice",
}  # fmt: skip
LANGUAGES = {
    "english": "en", "spanish": "es", "espanol": "es", "chinese": "zh", "mandarin": "zh", "cantonese": "yue",
    "vietnamese": "vi", "arabic": "ar", "french": "fr", "haitian creole": "ht", "creole": "ht", "korean": "ko",
    "portuguese": "pt", "russian": "ru", "tagalog": "tl", "filipino": "tl", "german": "de", "italian": "it",
    "polish": "pl", "ukrainian": "uk", "hindi": "hi", "bengali": "bn", "urdu": "ur", "persian": "fa", "farsi": "fa",
    "japanese": "ja", "somali": "so", "amharic": "am", "american sign language": "ase", "sign language": "ase", "": "en",
}  # fmt: skip


def guess_mapping(headings: Sequence[str]) -> dict[str, str]:
    """Which heading gives which field; a field without a likely heading is left out."""
    known = {
        _key(other): field for field, others in ALIASES.items() for other in (*others, field, LABELS[field])
    }
    found: dict[str, str] = {}
    for heading in headings:
        field = known.get(_key(heading))
        if field and field not in found:
            found[field] = heading
    return found


def _key(heading: str) -> str:
    return fold(heading.replace("_", " ")).replace(" ", "")
