"""The words of tables of people in English, Finnish and Swedish: headers, roles, languages."""

import difflib
import re
import unicodedata
from collections.abc import Mapping, Sequence
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
    "henkilö|namn|fullständigt namn|deltagare|studerande|student name|opiskelijan nimi",
    Column.FIRST: "first name|given name|forename|firstname|etunimi|etunimet|kutsumanimi|förnamn|"
    "tilltalsnamn|calling name",
    Column.LAST: "last name|surname|family name|lastname|sukunimi|efternamn|släktnamn",
    Column.EMAIL: "email|e-mail|mail|email address|e-mail address|mail address|sähköposti|"
    "sähköpostiosoite|s-posti|sposti|meili|e-post|epost|e-postadress|mejl|mejladress|mailadress|"
    "email primary|työsähköposti",
    Column.ROLE: "role|rooli|roll|rolle|task|tehtävä|uppgift",
    Column.ORGANISATION: "organisation|organization|home organisation|institution|school|"
    "university|company|employer|oppilaitos|korkeakoulu|organisaatio|koulu|yritys|työnantaja|"
    "kotiorganisaatio|högskola|lärosäte|skola|företag|arbetsgivare|universitet",
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
    "mentor": "mentor|mentors|mentori|mentorit|ementor|ementori|handledande mentor|mentorer",
    "mentee": "mentee|mentees|actor|actors|eactor|aktori|aktorit|eaktori|mentoroitava|"
    "mentoroitavat|adept|adepter|aktör|aktörer|student|students|opiskelija|opiskelijat|studerande",
    "teacher": "teacher|teachers|instructor|opettaja|ohjaaja|lehtori|lärare|handledare",
    "contact": "contact|working-life contact|working life contact|partner|working-life partner|"
    "työelämäkumppani|yhteyshenkilö|kontaktperson|arbetslivspartner",
    "coordinator": "coordinator|programme manager|koordinaattori|koordinator|samordnare",
    "evaluator": "evaluator|expert|arvioija|asiantuntija|utvärderare|bedömare|expertutvärderare",
}
MAIL = re.compile(r"[^\s@]+@[^\s@]+")


@lru_cache(maxsize=4096)
def plain(word: str) -> str:
    """A word without case, accents and punctuation, for comparing."""
    spread = unicodedata.normalize("NFKD", word.casefold())
    return re.sub(r"[^a-z0-9]+", " ", spread.encode("ascii", "ignore").decode()).strip()


def dictionary(names: Mapping[str, str]) -> dict[str, str]:
    """Every plain name with its key."""
    return {plain(name): key for key, words in names.items() for name in words.split("|")}


_HEADERS = dictionary(HEADERS)  # type: ignore[arg-type]
LANGUAGES, ROLES = dictionary(LANGUAGE_NAMES), dictionary(ROLE_NAMES)


def header_of(cell: str) -> str | None:
    """The column that a header means; small typing errors are forgiven."""
    word = plain(cell)
    if not word:
        return None
    if word in _HEADERS:
        return _HEADERS[word]
    near = difflib.get_close_matches(word, _HEADERS, n=1, cutoff=0.88)
    return _HEADERS[near[0]] if near else None


def is_header(cells: Sequence[str]) -> bool:
    """A first row that names columns and holds no address."""
    if any(MAIL.search(cell) for cell in cells):
        return False
    return any(header_of(cell) for cell in cells)
