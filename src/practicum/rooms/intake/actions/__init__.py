"""Every change of this room."""

from practicum.rooms.intake.actions.importing import (
    CommitImport,
    MapColumns,
    ReadRows,
    StartImport,
    UndoImport,
    commit_import,
    map_columns,
    read_rows,
    start_import,
    undo_import,
)
from practicum.rooms.intake.actions.registering import RegisterInsured, register_insured

__all__ = [
    "CommitImport", "MapColumns", "ReadRows", "RegisterInsured", "StartImport", "UndoImport", "commit_import",
    "map_columns", "read_rows", "register_insured", "start_import", "undo_import",
]  # fmt: skip
