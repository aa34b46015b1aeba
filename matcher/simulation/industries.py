"""Kinds of employers: how many there are, who owns them, what they are called and offer."""

from dataclasses import dataclass

from matcher.domain.employers import Sector

SECTORS = (Sector.PRIVATE, Sector.PUBLIC, Sector.NONPROFIT)

# industry as written in the file; share of employers; share private, public and nonprofit; and
# for each kind what follows the invented first word of its name, with the occupations it offers
_TABLE = (
    ("Varehandel", 16, (0.80, 0.00, 0.20), "matbutikk klær gjenbruk jernvare", "5223 9334"),
    ("Renhold", 6, (0.90, 0.00, 0.10), "renhold_AS hotellrenhold_AS", "9112"),
    ("Renhold", 2, (0.70, 0.00, 0.30), "vaskeri", "8157 9112"),
    ("Servering", 7, (0.80, 0.05, 0.15), "kafé gatekjøkken", "9412 5246"),
    ("Servering", 7, (0.90, 0.05, 0.05), "restaurant kantine", "9412 5120 5131 5132"),
    ("Lager", 7, (0.90, 0.00, 0.10), "lager_AS pakkeri", "4321 8344 9333 9321"),
    ("Transport", 2, (0.95, 0.05, 0.00), "transport_AS", "8322 8332 8331 9333"),
    ("Post og bud", 2, (0.80, 0.20, 0.00), "budbil", "8322 4412"),
    ("Barnehage", 7, (0.30, 0.60, 0.10), "barnehage", "5311 2342 9412"),
    ("Skole", 4, (0.05, 0.90, 0.05), "skole", "5312 9112 5153"),
    ("Helse og omsorg", 8, (0.10, 0.80, 0.10), "sykehjem omsorgsbolig", "5321 5329 2223 9412 9112"),
    ("Helse og omsorg", 3, (0.20, 0.80, 0.00), "hjemmetjeneste", "5322 5321"),
    ("Bygg", 4, (1.00, 0.00, 0.00), "bygg_AS", "7115 9313"),
    ("Anlegg", 2, (0.90, 0.10, 0.00), "anlegg_AS", "9312 9313"),
    ("Bygg", 2, (1.00, 0.00, 0.00), "malerfirma", "7131"),
    ("Bygg", 1, (1.00, 0.00, 0.00), "rør_og_el", "7411 7126"),
    ("Industri", 4, (0.90, 0.00, 0.10), "fabrikk_AS", "9329 9321 7212"),
    ("Næringsmiddel", 4, (1.00, 0.00, 0.00), "bakeri", "7512 5223"),
    ("Næringsmiddel", 2, (1.00, 0.00, 0.00), "fiskemottak", "8160 7511 9329"),
    ("Industri", 1, (0.50, 0.00, 0.50), "systue", "7531"),
    ("Natur og dyr", 3, (0.60, 0.30, 0.10), "gartneri", "6113 9214"),
    ("Natur og dyr", 2, (0.90, 0.00, 0.10), "gård", "6121 9214"),
    ("Natur og dyr", 2, (1.00, 0.00, 0.00), "oppdrett_AS", "6221"),
    ("Natur og dyr", 1, (0.60, 0.10, 0.30), "dyrepensjonat", "5164"),
    ("Verksted", 4, (1.00, 0.00, 0.00), "bilverksted", "7231 9122"),
    ("Verksted", 1, (1.00, 0.00, 0.00), "sveiseverksted", "7212"),
    ("Kontor", 4, (0.20, 0.70, 0.10), "servicekontor", "4110 4222 4226"),
    ("IT", 2, (0.70, 0.30, 0.00), "data_AS", "3512 2512 4222"),
    ("Velvære", 3, (1.00, 0.00, 0.00), "frisør", "5141"),
    ("Velvære", 1, (1.00, 0.00, 0.00), "hudpleie", "5142"),
    ("Eiendom", 3, (0.60, 0.40, 0.00), "eiendomsdrift", "5153 9112"),
    ("Gjenvinning", 2, (0.30, 0.60, 0.10), "gjenvinning", "9611"),
    ("Sikkerhet", 1, (1.00, 0.00, 0.00), "vakthold_AS", "5414"),
    ("Kultur", 2, (0.10, 0.50, 0.40), "kulturhus museum", "4226 5153 2652 5246"),
)


@dataclass(frozen=True, slots=True)
class Industry:
    """A kind of employer; ``sectors`` are the shares of private, public and nonprofit ones."""

    name: str
    share: float
    sectors: tuple[float, float, float]
    kinds: tuple[str, ...]
    offers: tuple[str, ...]


INDUSTRIES = tuple(
    Industry(
        name,
        float(share),
        sectors,
        tuple(kind.replace("_", " ") for kind in kinds.split()),
        tuple(offers.split()),
    )
    for name, share, sectors, kinds, offers in _TABLE
)
