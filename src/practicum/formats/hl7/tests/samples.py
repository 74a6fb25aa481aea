"""Messages the tests share: invented people, the shapes that laboratories send."""

CBC = (
    b"MSH|^~\\&|LABX|MERIDIAN^1.2.3.4^ISO|PRACTICUM|HARBOR|20261104101530.1234-0500||ORU^R01^ORU_R01|MSG00001|P|2.5.1"
    b"||||||UNICODE UTF-8\r"
    b"PID|1||MRN1001^^^PRACTICUM^MR~99887^^^MERIDIAN&1.2.3.4&ISO^PI||O'Brien^Ana^M^Jr.^^^L~Brien^Anna^^^^^N||19850304|F|||"
    b"12 Elm St^Apt 4^Boston^MA^02115^USA^H||(617)555-0123^PRN^PH~^NET^Internet^ana@example.org|||||A-77|\r"
    b"NTE|1|L|Fasting patient\r"
    b"PV1|1|O|SITE1^^||||1234567893^Adams^Greta|\r"
    b"ORC|RE|P-1001^PRACTICUM|F-2001^LABX\r"
    b"OBR|1|P-1001^PRACTICUM|F-2001^LABX|58410-2^CBC panel^LN^CBC^Complete blood count^L|||202611040830-0500|||||||"
    b"202611040915||1234567893^Adams^Greta^^^^MD^^NPI&2.16.840.1.113883.4.6&ISO^L^^^NPI||||||20261104101500-0500||HM|F|||"
    b"1558598797^Baker^Lou^^^^^^NPI^L^^^NPI\r"
    b"NTE|1|L|Collected at home\r"
    b"OBX|1|NM|6690-2^Leukocytes^LN^WBC^White cells^L||12.40|10*3/uL^^UCUM|4.0-11.0|H|||F|||202611040830||||"
    b"20261104100000\r"
    b"NTE|1|L|Repeated\\.br\\and confirmed\r"
    b"OBX|2|SN|777-3^Platelets^LN||>^1000|10*3/uL|150-400|HH~A|||P\r"
    b"OBX|3|CWE|600-7^Culture^LN|1|112283007^E. coli^SCT|||A|||C\r"
    b"OBX|4|TX|8251-1^Comment^LN||Tube \\T\\ cap \\S\\ 5\\F\\5 \\E\\ \\X41\\~second line||||||F\r"
    b"OBX|5|ED|11502-2^Report^LN||LAB^AP^PDF^Base64^JVBERi0xLjQ=||||||F\r"
    b"OBX|6|ST|X^Odd^L||||||||X\r"
    b"SPM|1|||119297000^Blood^SCT|||||||||||||202611040830|202611040915\r"
)

OLD = (
    b"MSH|^~\\&#|LCS|LCA|LIS|TEST|199807311532||ORU^R01|3630|P|2.3\n"
    b"PID|1|2161348473|209230||SMITH^JOHN||19730204|M|||||5550000\n"
    b"OBR|1|864275^LIS|209230^LCS|083824^PANEL^L|||19980728083600|||||||||CH13380|||||||||F\n"
    b"OBX|1|NM|150001^HIV OD^L||<5|||N|||F\n"
    b"OBX|2|CE|001719^HIV SCREEN^L||NEG^Negative^L|||N|||F\n"
    b"NTE|1|L|Result: NEGATIVE\n"
)


def changed(sample: bytes, **fields: str) -> bytes:
    """Give the sample with fields replaced: ``changed(CBC, MSH_12="2.9")`` (MSH as the standard counts)."""
    lines = sample.decode().split("\r")
    for name, value in fields.items():
        segment, number = name.split("_")
        index = next(i for i, line in enumerate(lines) if line.startswith(segment))
        parts = lines[index].split("|")
        at = int(number) - (segment == "MSH")
        parts += [""] * (at + 1 - len(parts))
        parts[at] = value
        lines[index] = "|".join(parts)
    return "\r".join(lines).encode()


def without(sample: bytes, *segments: str) -> bytes:
    """Give the sample without segments of those names."""
    lines = sample.decode().split("\r")
    return "\r".join(line for line in lines if line[:3] not in segments).encode()
