"""Tables as people send them: CSV read tolerantly with what was odd said, CSV written safely.

Reading never raises: what cannot be read comes back as an error with its line. The whole of a
cell is kept as text; meaning is given to it by whoever asked for the table.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from practicum.lib.names import fold

_DELIMITERS = ",;\t|"
_MOST_CELL = 20_000


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the line it starts on, and its cells by the name of their column."""

    line: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class TableError:
    """Why a row, or the whole table (line 0), cannot be taken."""

    line: int
    column: str
    sentence: str

    def __str__(self) -> str:
        """Say it in one line."""
        places = [f"line {self.line}"] if self.line else []
        return ": ".join([*places, *([self.column] if self.column else []), self.sentence])


@dataclass(frozen=True, slots=True)
class Table:
    """What a file held; ``columns`` are the names found, in the order of the file."""

    columns: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    errors: tuple[TableError, ...] = ()
    odd: tuple[str, ...] = ()
    encoding: str = "utf-8"
    delimiter: str = ","


def read_table(
    raw: bytes,
    *,
    aliases: Mapping[str, Sequence[str]],
    required: Sequence[str] = (),
    most_rows: int = 500_000,
) -> Table:
    """Read a table whose first row names its columns.

    ``aliases`` maps each column's name to the headings it may have; the name itself always
    counts, and case, accents and punctuation never do. Columns not in it are passed over and said.
    """
    odd: list[str] = []
    text, encoding = decode(raw, odd)
    if "\x00" in text:
        odd.append("The file holds NUL characters; they were left out.")
        text = text.replace("\x00", "")
    delimiter = _sniff(text)
    lines = _records(text, delimiter)
    heading = next(
        (cells for _, cells in lines if not isinstance(cells, str) and any(c.strip() for c in cells)), None
    )
    if heading is None:
        return Table(
            errors=(TableError(0, "", "The file holds no rows."),), odd=tuple(odd), encoding=encoding
        )
    names, errors = _columns(heading, aliases, odd)
    missing = [name for name in required if name not in names]
    if missing:
        found = ", ".join(h.strip()[:30] for h in heading if h.strip()) or "none"
        errors.append(
            TableError(0, "", f"The columns {', '.join(missing)} are missing. Columns found: {found[:300]}.")
        )
    rows = [] if errors else list(_rows(lines, names, errors, odd, most_rows))
    columns = tuple(name for name in names if name)
    return Table(columns, tuple(rows), tuple(errors), tuple(odd), encoding, delimiter)


def decode(raw: bytes, odd: list[str]) -> tuple[str, str]:
    """Turn a file into text: by its mark, as UTF-8, or by a guess that is said in ``odd``."""
    for mark, codec in ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if raw.startswith(mark):
            text = raw[len(mark) :].decode(codec, errors="replace")
            if "\ufffd" in text:
                odd.append(f"Some characters are not {codec}; they are shown as \ufffd.")
            return text, codec
    if raw[1:400:2].count(0) > len(raw[1:400:2]) // 2:
        odd.append("The file was read as UTF-16, though it is not marked so.")
        return raw.decode("utf-16-le", errors="replace"), "utf-16-le"
    try:
        return raw.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as bad:
        line = raw.count(b"\n", 0, bad.start) + 1
        odd.append(
            f"Line {line} is not UTF-8, so the file was read as Windows Latin-1; check names with accents."
        )
    try:
        return raw.decode("cp1252"), "cp1252"
    except UnicodeDecodeError:
        return raw.decode("latin-1"), "latin-1"


def _sniff(text: str) -> str:
    """Choose the delimiter that stands most often in the first line, outside quotes."""
    first = next((line for line in text.splitlines()[:50] if line.strip()), "")
    bare = re.sub(r'"[^"]*"', "", first)
    return max(_DELIMITERS, key=lambda mark: (bare.count(mark), -_DELIMITERS.index(mark)))


def _records(text: str, delimiter: str) -> Iterator[tuple[int, list[str] | str]]:
    """Give each record with its line; a sentence in place of one that cannot be read."""
    unified = text.replace("\r\n", "\n").replace("\r", "\n")
    reader = csv.reader(io.StringIO(unified, newline=""), delimiter=delimiter)
    while True:
        line = reader.line_num + 1
        try:
            yield line, next(reader)
        except StopIteration:
            return
        except csv.Error as bad:
            yield line, f"The row cannot be read: {bad}."


def _columns(
    heading: list[str], aliases: Mapping[str, Sequence[str]], odd: list[str]
) -> tuple[list[str], list[TableError]]:
    """Name the columns by their headings; an unknown or empty heading gives no name."""
    by_heading = {_key(name): name for name in aliases}
    for name, others in aliases.items():
        for other in others:
            by_heading.setdefault(_key(other), name)
    names = [by_heading.get(_key(cell), "") for cell in heading]
    errors = [
        TableError(0, name, f"Two columns give the {name}. Leave one of them out.")
        for name in dict.fromkeys(names)
        if name and names.count(name) > 1
    ]
    unknown = [
        cell.strip()[:30] for cell, name in zip(heading, names, strict=True) if not name and cell.strip()
    ]
    if unknown:
        odd.append(f"Columns passed over: {', '.join(unknown)[:300]}.")
    return names, errors


def _key(heading: str) -> str:
    return fold(re.sub(r"([a-z])([A-Z])", r"\1 \2", heading)).replace(" ", "")


def _rows(
    lines: Iterator[tuple[int, list[str] | str]],
    names: list[str],
    errors: list[TableError],
    odd: list[str],
    most_rows: int,
) -> Iterator[Row]:
    short = count = 0
    for line, cells in lines:
        if isinstance(cells, str):
            errors.append(TableError(line, "", cells))
            continue
        if not any(cell.strip() for cell in cells):
            continue
        count += 1
        if count > most_rows:
            errors.append(
                TableError(line, "", f"The file has more than {most_rows:,} rows; the rest was not read.")
            )
            break
        wrong = _wrong(cells, names)
        if wrong is not None:
            errors.append(TableError(line, *wrong))
            continue
        short += len(cells) < len(names)
        padded = [*cells, *[""] * (len(names) - len(cells))]
        yield Row(line, {n: c.strip() for n, c in zip(names, padded, strict=False) if n})
    if short:
        odd.append(f"{short:,} rows end early; their missing cells were taken as empty.")


def _wrong(cells: list[str], names: list[str]) -> tuple[str, str] | None:
    """Say what is wrong with a row: column and sentence."""
    if len(cells) > len(names) and any(cell.strip() for cell in cells[len(names) :]):
        said = f"The row has {len(cells)} cells under {len(names)} headings."
        return "", f"{said} A comma inside a value needs quotes around it."
    for name, cell in zip(names, cells, strict=False):
        if len(cell) > _MOST_CELL:
            return name, f"The cell holds {len(cell):,} characters. A quotation mark may be missing."
    return None


# -- writing -----------------------------------------------------------------------------------------

_FORMULA = re.compile(r"[\s\x00-\x1f]*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n]")
_PLAIN_NUMBER = re.compile(r"[+-]?[\d.,]+")


def safe_cell(value: object) -> str:
    """Write a value so that no spreadsheet takes it for a formula: such a cell gets an apostrophe."""
    text = "" if value is None else str(value)
    if _FORMULA.match(text) and not _PLAIN_NUMBER.fullmatch(text):
        return f"'{text}"
    return text


def write_table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """Write a table for spreadsheets: UTF-8 with its mark, CRLF, formulas defused."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([safe_cell(name) for name in columns])
    for row in rows:
        writer.writerow([safe_cell(value) for value in row])
    return b"\xef\xbb\xbf" + out.getvalue().encode("utf-8", errors="replace")
