"""The words of tables of people in English, Finnish and Swedish: headers, roles, languages."""

import difflib
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Column(TextChoices):
    NAME = "name", _("Full name")
    FIRST = "first", _("First name")
    LAST = "last", _("Last name")
    EMAIL = "email", _("Mail address")
    ROLE = "role", _("Role")
    ORGANISATION = "organisation", _("Home organisation")
    UNIT = "unit", _("Unit or field")
    LANGUAGE = "language", _("Language of mails")
    IGNORED = "ignored", _("Leave this column out")


HEADERS: Mapping[Column, str] = {
    Column.NAME: "name|full name|participant|person|student|nimi|koko nimi|osallistuja|opiskelija|"
    "henkilö|namn|fullständigt namn|för och efternamn|deltagare|studerande|etu ja sukunimi|"
    "sukunimi ja etunimi|sukunimi etunimi|etunimi sukunimi|last name first name",
    Column.FIRST: "first name|first names|given name|given names|forename|firstname|etunimi|"
    "etunimet|kutsumanimi|förnamn|tilltalsnamn|calling name|first|etun",
    Column.LAST: "last name|surname|family name|lastname|sukunimi|efternamn|släktnamn|last|sukun",
    Column.EMAIL: "email|e-mail|mail|email address|e-mail address|mail address|sähköposti|"
    "sähköpostiosoite|s-posti|sposti|meili|e-post|epost|e-postadress|mejl|mejladress|mailadress|"
    "email primary|työsähköposti|koulusähköposti|sähköpostit|e-postadresser|e-mails|emails|"
    "elektronisk post|mailadresse",
    Column.ROLE: "role|rooli|roll|rolle|task|tehtävä|uppgift",
    Column.ORGANISATION: "organisation|organization|home organisation|institution|school|"
    "university|company|employer|oppilaitos|korkeakoulu|organisaatio|koulu|yritys|työnantaja|"
    "kotiorganisaatio|kotikorkeakoulu|ammattikorkeakoulu|yliopisto|högskola|yrkeshögskola|"
    "hemhögskola|lärosäte|skola|företag|arbetsgivare|universitet|hemorganisation",
    Column.UNIT: "unit|field|department|faculty|degree programme|programme|site|yksikkö|ala|osasto|"
    "tiedekunta|koulutus|koulutusohjelma|tutkinto-ohjelma|toimipiste|enhet|bransch|avdelning|"
    "fakultet|utbildning|utbildningsprogram|ort",
    Column.LANGUAGE: "language|kieli|asiointikieli|äidinkieli|språk|lang|kontaktspråk",
}
LANGUAGE_NAMES: Mapping[str, str] = {
    "fi": "fi|fin|finnish|suomi|finska|suomeksi|på finska",
    "sv": "sv|swe|se|swedish|ruotsi|svenska|ruotsiksi|på svenska",
    "en": "en|eng|english|englanti|engelska|englanniksi|på engelska",
}
ROLE_NAMES: Mapping[str, str] = {
    "mentor": "mentor|mentors|mentori|mentorit|ementor|e-mentor|ementori|e-mentori|mentorer|"
    "handledande mentor",
    "mentee": "mentee|mentees|actor|actors|eactor|e-actor|aktori|aktorit|eaktori|e-aktori|"
    "mentoroitava|mentoroitavat|adept|adepter|aktör|aktörer|student|students|"
    "opiskelija|opiskelijat|studerande",
    "teacher": "teacher|teachers|instructor|opettaja|ohjaaja|lehtori|lärare|handledare",
    "contact": "contact|working-life contact|working life contact|partner|working-life partner|"
    "työelämäkumppani|yhteyshenkilö|kontaktperson|arbetslivspartner",
    "coordinator": "coordinator|programme manager|koordinaattori|koordinator|samordnare",
    "evaluator": "evaluator|expert|arvioija|asiantuntija|utvärderare|bedömare|expertutvärderare",
}
PEOPLE = "participant|person|student|osallistuja|opiskelija|henkilö|deltagare|studerande"
OTHER = "user|course|file|login|group|number|id|numero|nummer|date|username|phone|kurssin|ryhmän"
KINDS_OF_SCHOOL = frozenset(
    "amk uas yh university college of applied sciences the polytechnic ammattikorkeakoulu "
    "yliopisto korkeakoulu yrkeshogskola yrkeshogskolan hogskola hogskolan universitet "
    "universitetet oy oyj ab ltd".split()
)
ADDRESS = re.compile(r'[^\s@;,|<>"]{1,254}@[^\s@;,|<>"]{1,254}')


@lru_cache(maxsize=4096)
def plain(word: str) -> str:
    """A word without case, accents and punctuation, for comparing."""
    spread = unicodedata.normalize("NFKD", word.casefold())
    return re.sub(r"[^a-z0-9]+", " ", spread.encode("ascii", "ignore").decode()).strip()


def unnumbered(name: str) -> str:
    """A name without the number that a list put before it."""
    return re.sub(r"^\d{1,6}[.)]?\s+", "", name) if name[:1].isdigit() else name


def dictionary(names: Mapping[str, str]) -> dict[str, str]:
    """Every plain name with its key."""
    return {plain(name): key for key, words in names.items() for name in words.split("|")}


_HEADERS = dictionary(HEADERS)  # type: ignore[arg-type]
_PEOPLE, _OTHER = {plain(word) for word in PEOPLE.split("|")}, set(OTHER.split("|"))
LANGUAGES, ROLES = dictionary(LANGUAGE_NAMES), dictionary(ROLE_NAMES)


def header_of(cell: str) -> str | None:
    """The column that a header means; small typing errors are forgiven."""
    for part in (cell[:80], *re.split(r"[/(|:]", cell[:80])):
        if plain(part) in _HEADERS:
            return _HEADERS[plain(part)]
    near = difflib.get_close_matches(plain(cell[:80]), _HEADERS, n=1, cutoff=0.88)
    return _HEADERS[near[0]] if near else None


def roughly(cell: str) -> str | None:
    """The column that a longer header speaks of in passing: "Mail of the student"."""
    words = plain(cell[:80]).split()
    if _OTHER & set(words):
        return None
    parts = [" ".join(words[at : at + size]) for at in range(len(words)) for size in (1, 2)]
    found = [_HEADERS[part] for part in parts if part in _HEADERS and part not in _PEOPLE]
    telling = [column for column in found if column != Column.NAME] or found
    return telling[-1] if telling else None


def is_header(cells: Sequence[str]) -> bool:
    """A first row that names columns and holds no address.

    A lone "student" or "participant" may be somebody's role, so it does not make a header.
    """
    if any("@" in cell for cell in cells):
        return False
    sure = [cell for cell in cells if header_of(cell)]
    if any(plain(cell) not in _PEOPLE for cell in sure):
        return True
    return len(sure) + sum(1 for cell in cells if cell not in sure and roughly(cell)) > 1


class Nearest:
    """The known word that was probably meant, for as many words as anybody would look through.

    Comparing is slow, and a long list that is wrong throughout needs no proposal in each row.
    """

    MOST = 1000

    def __init__(self, known: Iterable[str], cutoff: float) -> None:
        self.known, self.cutoff = list(known), cutoff
        self.found: dict[str, str] = {}

    def to(self, word: str) -> str:
        """The nearest word; "" if none is near, or too many were asked for."""
        if word not in self.found:
            if len(self.found) >= self.MOST:
                return ""
            near = difflib.get_close_matches(word[:100], self.known, n=1, cutoff=self.cutoff)
            self.found[word] = near[0] if near else ""
        return self.found[word]
