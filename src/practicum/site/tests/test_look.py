"""The look holds together: readable colours, icons that exist, nothing the content policy would refuse."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[2]
STATIC = PACKAGE / "site/static"
TEMPLATES = sorted(PACKAGE.glob("**/templates/**/*.html"))
ICONS = {line.strip() for line in (STATIC / "icons.txt").read_text().splitlines() if line and line[0] != "#"}
SURFACES = ("canvas", "sheet", "sunken", "raised", "hover", "selected")
PAIRS = [
    *[(ink, ground, 4.5) for ink in ("text", "text-2", "text-3") for ground in SURFACES],
    *[(ink, ground, 4.5) for ink in ("accent-text", "ok", "warn", "bad", "held") for ground in SURFACES],
    *[(ink, f"{ink}-soft", 4.5) for ink in ("ok", "warn", "bad", "held")],
    *[(ink, f"{state}-soft", 4.5) for ink in ("text", "text-2") for state in ("accent", "ok", "warn", "bad", "held")],
    *[(f"s{n}-ink", f"s{n}-soft", 4.5) for n in range(1, 9)],
    ("accent-text", "accent-soft", 4.5), ("on-accent", "accent", 4.5), ("on-accent", "accent-strong", 4.5),
    ("text", "flash", 4.5), ("field-line", "sheet", 3.0), ("accent", "sheet", 3.0), ("accent", "canvas", 3.0),
]  # fmt: skip


def tokens() -> dict[str, tuple[str, str]]:
    """The colours of tokens.css: {name: (light, dark)}."""
    text = (STATIC / "css/tokens.css").read_text()
    found = re.findall(r"--([\w-]+): light-dark\((#\w{6}), (#\w{6})\);", text)
    return {name: (light, dark) for name, light, dark in found}


def luminance(colour: str) -> float:
    """Relative luminance, WCAG 2.2."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio, WCAG 2.2."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_is_reckoned_as_the_guideline_does() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "ground", "least"), PAIRS)
def test_text_can_be_read(ink: str, ground: str, least: float, theme: int) -> None:
    known = tokens()
    assert contrast(known[ink][theme], known[ground][theme]) >= least


def test_every_icon_a_page_names_exists() -> None:
    named = re.compile(
        r"""(?:icon=["']|\b(?:icon|_icon)\(["']|icon_button\(["']|["']icon["']: ["']|rail=["'])([a-z0-9-]+)["']"""
    )
    missing = {
        f"{path.relative_to(PACKAGE)}: {name}"
        for path in [*TEMPLATES, *PACKAGE.glob("**/*.py")]
        if "tests" not in path.parts
        for name in named.findall(path.read_text(encoding="utf-8"))
        if name not in ICONS
    }
    assert not missing


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_templates_carry_no_inline_style_or_script(path: Path) -> None:
    text = re.sub(r"\{#.*?#\}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert not re.search(r"<[^>]*\sstyle\s*=", text), "style= is refused by the content policy"
    assert not re.search(r"<style\b", text)
    assert not re.search(r"<[^>]*\son[a-z]+\s*=\s*[\"']", text), "handlers belong into a script file"
    assert not re.search(r"hx-on", text)
    for tag in re.findall(r"<script\b[^>]*>", text):
        assert "src=" in tag
