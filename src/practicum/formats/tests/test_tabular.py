"""Tables in from anywhere, and out to spreadsheets that do not run them."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practicum.formats.tabular import Row, TableError, read_table, safe_cell, write_table

ALIASES = {
    "family": ["last name", "surname"],
    "given": ["first name"],
    "birth_date": ["DOB", "Date of Birth"],
    "note": [],
}
PLAIN = "Last Name,First Name,DOB\nO’Brien,Ana,3/4/85\nNúñez,Li,1/2/90\n"


def rows_of(raw: bytes) -> list[dict[str, str]]:
    return [dict(row.cells) for row in read_table(raw, aliases=ALIASES).rows]


@pytest.mark.parametrize(
    "raw",
    [
        PLAIN.encode(),
        PLAIN.encode("utf-8-sig"),
        PLAIN.encode("utf-16"),
        PLAIN.encode("utf-16-le"),
        PLAIN.encode("cp1252"),
        PLAIN.replace("\n", "\r\n").encode(),
        PLAIN.replace("\n", "\r").encode(),
        PLAIN.replace(",", ";").encode(),
        PLAIN.replace(",", "\t").encode(),
        PLAIN.replace(",", "|").encode(),
        PLAIN.replace("Last Name", "SURNAME").replace("DOB", "dateOfBirth").encode(),
        PLAIN.replace("Last Name", ' "last-name" ').encode(),
        ("\n\n" + PLAIN.replace("\n", "\n\n")).encode(),
        PLAIN.replace("Ana", '"Ana"').encode(),
        PLAIN.replace("Ana", "A\x00na").encode(),
        PLAIN.replace("3/4/85", "3/4/85,,,").encode(),
    ],
)
def test_every_form_of_file(raw: bytes) -> None:
    assert rows_of(raw) == [
        {"family": "O’Brien", "given": "Ana", "birth_date": "3/4/85"},
        {"family": "Núñez", "given": "Li", "birth_date": "1/2/90"},
    ]


def test_what_is_odd_is_said() -> None:
    raw = ("Surname,Shoe size,\x00DOB\nNúñez,44,1/2/90\nLi,\n").encode("cp1252")
    table = read_table(raw, aliases=ALIASES)
    said = " ".join(table.odd)
    assert "Line 2 is not UTF-8" in said
    assert "NUL" in said
    assert "Shoe size" in said
    assert "1 rows end early" in said
    assert table.encoding == "cp1252"
    assert table.rows[1] == Row(3, {"family": "Li", "birth_date": ""})


def test_lines_are_counted_as_an_editor_counts_them() -> None:
    table = read_table(b'surname,note\nA,"two\nlines"\n\nB,x\nC,1,2,3\n', aliases=ALIASES)
    assert [row.line for row in table.rows] == [2, 5]
    assert [error.line for error in table.errors] == [6]
    assert "under 2 headings" in str(table.errors[0])


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"", "no rows"),
        (b"\n \n", "no rows"),
        (b"a,b\n1,2\n", "family are missing. Columns found: a, b"),
        (b"surname,last name\nA,B\n", "Two columns give the family"),
        (b"surname\n" + b"x" * 30_000 + b"\n", "30,000 characters"),
        (b"surname\n" + b"x" * 300_000 + b"\n", "cannot be read"),
        (b'surname\n"' + b"x\n" * 100_000, "cannot be read"),
    ],
)
def test_refused_with_a_sentence(raw: bytes, says: str) -> None:
    table = read_table(raw, aliases=ALIASES, required=["family"])
    assert any(says in str(error) for error in table.errors), table.errors


def test_limits() -> None:
    table = read_table(b"surname\n" + b"A\n" * 11, aliases=ALIASES, most_rows=10)
    assert len(table.rows) == 10
    assert table.errors == (TableError(12, "", "The file has more than 10 rows; the rest was not read."),)


@given(st.binary(max_size=200))
def test_any_bytes(raw: bytes) -> None:
    for data in (raw, b"surname,dob\n" + raw):
        table = read_table(data, aliases=ALIASES)
        assert all("\x00" not in value for row in table.rows for value in row.cells.values())


cell = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=10)


@given(st.lists(st.tuples(cell, cell), max_size=6))
def test_what_is_written_reads_back(cells: list[tuple[str, str]]) -> None:
    raw = write_table(["surname", "note"], cells)
    expected = [(safe_cell(a).strip(), safe_cell(b).strip()) for a, b in cells]
    expected = [pair for pair in expected if any(pair)]
    assert [
        (row.cells["family"], row.cells["note"]) for row in read_table(raw, aliases=ALIASES).rows
    ] == expected


@pytest.mark.parametrize(
    "value", ["=1+1", "+cmd|x", "-2+3", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1", "＠x", "-", "\n=1", "+1(2)"]
)
def test_formulas_are_defused(value: str) -> None:
    raw = write_table(["a"], [[value]])
    read = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline="")))
    assert read[1] == [f"'{value}"]


@pytest.mark.parametrize("value", ["-3.00", "+12125550123", "1,234.50", "O’Brien", "a=b", "", "3-4"])
def test_what_is_no_formula_is_left_alone(value: str) -> None:
    assert safe_cell(value) == value


def test_nothing_and_numbers() -> None:
    assert (safe_cell(None), safe_cell(-5), safe_cell(0)) == ("", "-5", "0")
