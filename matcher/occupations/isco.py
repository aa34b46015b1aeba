"""ISCO-08 unit groups in terms of STYRK-08, which keeps most codes, drops some and adds a few."""

from matcher.occupations.catalogue import catalogue

STYRK_OF_ISCO = {
    "2221": "2223",  # nurses: STYRK-08 keeps 2221 for specialist nurses
    "2230": "3230",  # traditional medicine
    "3221": "2223",  # assistant nurses with a licence
    "3222": "2222",  # assistant midwives
    "3252": "3256",  # medical records
    "3344": "3256",  # medical secretaries
    "3435": "3439",  # other artistic work
    "4120": "4110",  # secretaries
    "5412": "3355",  # police
    "6223": "6222",  # deep-sea fishing
    "7111": "7115",  # house builders
    "7533": "7531",  # sewing
    "9121": "8157",  # washing by hand
    "9411": "5246",  # fast food
}
"""Groups that STYRK-08 has under another code; a judgement where it has merged them."""


def styrk_of_isco(isco: str) -> str | None:
    """The STYRK-08 code of an ISCO-08 unit group; None where STYRK-08 has none.

    The catalogue holds every unit group of STYRK-08 but "unknown", and so tells which exist.

    >>> styrk_of_isco("5120"), styrk_of_isco("5412"), styrk_of_isco("9624")
    ('5120', '3355', None)
    """
    code = STYRK_OF_ISCO.get(isco, isco)
    return code if code in catalogue() else None
