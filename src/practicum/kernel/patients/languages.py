"""The languages a practice is asked for most, by their BCP 47 code."""

from __future__ import annotations

LANGUAGES = {
    "en": "English", "es": "Spanish", "zh": "Chinese", "yue": "Cantonese", "vi": "Vietnamese", "ar": "Arabic",
    "fr": "French", "ht": "Haitian Creole", "ko": "Korean", "pt": "Portuguese", "ru": "Russian", "tl": "Tagalog",
    "de": "German", "it": "Italian", "pl": "Polish", "uk": "Ukrainian", "hi": "Hindi", "bn": "Bengali", "ur": "Urdu",
    "fa": "Persian", "ja": "Japanese", "so": "Somali", "am": "Amharic", "sw": "Swahili", "yo": "Yoruba", "ig": "Igbo",
    "gu": "Gujarati", "pa": "Punjabi", "te": "Telugu", "ta": "Tamil", "el": "Greek", "he": "Hebrew", "tr": "Turkish",
    "km": "Khmer", "th": "Thai", "hmn": "Hmong", "ase": "Sign language",
}  # fmt: skip


def said_language(code: str) -> str:
    """The language's name; the code itself when we have none."""
    return LANGUAGES.get(code) or LANGUAGES.get(code.split("-")[0]) or code
