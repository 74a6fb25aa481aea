"""Code lists that R4 binds as required to the elements of a Patient.

The validating library checks shapes and types and takes any word where a code of a list must
stand; this table closes that gap. Source: the value sets named in FHIR R4 (4.0.1), Patient and
the data types it uses.
"""

_NAME_USE = frozenset(["usual", "official", "temp", "nickname", "anonymous", "old", "maiden"])
_POINT_SYSTEM = frozenset(["phone", "fax", "email", "pager", "url", "sms", "other"])
_POINT_USE = frozenset(["home", "work", "temp", "old", "mobile"])
_ADDRESS_USE = frozenset(["home", "work", "temp", "old", "billing"])
_ADDRESS_TYPE = frozenset(["postal", "physical", "both"])
_IDENTIFIER_USE = frozenset(["usual", "official", "temp", "secondary", "old"])
_GENDER = frozenset(["male", "female", "other", "unknown"])
_LINK_TYPE = frozenset(["replaced-by", "replaces", "refer", "seealso"])

# Path in a Patient, list positions left out, to the codes that may stand there.
REQUIRED: dict[str, frozenset[str]] = {
    "gender": _GENDER,
    "identifier.use": _IDENTIFIER_USE,
    "name.use": _NAME_USE,
    "telecom.system": _POINT_SYSTEM,
    "telecom.use": _POINT_USE,
    "address.use": _ADDRESS_USE,
    "address.type": _ADDRESS_TYPE,
    "contact.gender": _GENDER,
    "contact.name.use": _NAME_USE,
    "contact.telecom.system": _POINT_SYSTEM,
    "contact.telecom.use": _POINT_USE,
    "contact.address.use": _ADDRESS_USE,
    "contact.address.type": _ADDRESS_TYPE,
    "link.type": _LINK_TYPE,
    "text.status": frozenset(["generated", "extensions", "additional", "empty"]),
}

BUNDLE_TYPES = frozenset(
    [
        "document",
        "message",
        "transaction",
        "transaction-response",
        "batch",
        "batch-response",
        "history",
        "searchset",
        "collection",
    ]
)


def violations(resource: object) -> list[tuple[str, str, frozenset[str]]]:
    """Give path (``name[0].use``), word and allowed codes of each word outside its list."""
    found: list[tuple[str, str, frozenset[str]]] = []
    for path, codes in REQUIRED.items():
        for place, value in _at(resource, path.split("."), ""):
            if isinstance(value, str) and value not in codes:
                found.append((place, value, codes))
    return found


def _at(node: object, names: list[str], place: str) -> list[tuple[str, object]]:
    """Follow a path into plain JSON, through every position of every list on the way."""
    if isinstance(node, list):
        return [hit for n, item in enumerate(node) for hit in _at(item, names, f"{place}[{n}]")]
    if not names:
        return [(place, node)]
    if not isinstance(node, dict) or names[0] not in node:
        return []
    return _at(node[names[0]], names[1:], f"{place}.{names[0]}" if place else names[0])
