"""Plausible names: Finnish, Swedish and from elsewhere, as schools and companies have them."""

import unicodedata
from collections.abc import Iterator
from random import Random

FINNISH = (
    "Aino Aleksi Anniina Antti Eero Eeva Elina Emilia Hanna Heikki Henna Iida Ilkka Jaakko Janne "
    "Jenni Jere Juho Jukka Kaisa Kalle Katri Kerttu Kimmo Laura Leena Lotta Maija Marja Markus "
    "Matti Meri Mika Minna Niina Olli Outi Paula Pekka Pirkko Reetta Riku Saana Sami Sanna Sini "
    "Tarja Teemu Tiina Tuomas Tuuli Veera Ville Visa".split(),
    "Aalto Ahonen Hakala Heikkinen Hiltunen Hämäläinen Järvinen Kallio Karjalainen Kinnunen "
    "Koivisto Korhonen Koskela Laaksonen Lahtinen Laine Lehtonen Leppänen Mattila Miettinen "
    "Mäkinen Nieminen Niskanen Ojala Pesonen Rantanen Räsänen Saarinen Salminen Salo Savolainen "
    "Toivonen Tuominen Turunen Väisänen Virtanen".split(),
)
SWEDISH = (
    "Agneta Albin Anna-Lena Axel Björn Camilla Cecilia Ebba Elias Elin Emil Erik Freja Gunilla "
    "Gustav Hanna Ida Jonas Karin Lars Linnéa Magnus Maja Mikaela Nils Oskar Petra Rasmus "
    "Rebecka Sebastian Sofia Stefan Ulrika Viktor".split(),
    "Ahlskog Back Björklund Blomqvist Eklund Engström Fagerström Forsman Grönroos Holm Häggblom "
    "Johansson Kronqvist Lindholm Lindqvist Lundström Nordlund Nyman Sjöberg Sundqvist Söderholm "
    "Wikström Åkerlund Östman".split(),
)
ELSEWHERE = (
    "Amira Ahmed Anh Carlos Chiara Daria Fatima Giulia Hiroshi Ibrahim Inês João Kateryna Leila "
    "Linh Lucía Mateus Mei Nadia Nikolai Oluwaseun Priya Rajesh Samira Siobhán Tariq Thomas Wei "
    "Yusuf Zofia".split(),
    "Abebe Adeyemi Ali Chen Costa Fernández García Haddad Hassan Ivanova Kim Kowalska Kumar "
    "Martin Melnyk Müller Nguyen Okafor Osman Pereira Petrova Raghunathan Rossi Shah Silva "
    "Tanaka Wiśniewska Yılmaz Zhang".split(),
)


def address(name: str, domain: str) -> str:
    """A mail address made of a name: without accents, with a dot."""
    plain = name.replace("ı", "i").replace("ł", "l").replace("ø", "o")
    ascii_only = unicodedata.normalize("NFKD", plain).encode("ascii", "ignore").decode()
    return f"{ascii_only.replace(' ', '.').lower()}@{domain}"


def people(random: Random) -> Iterator[tuple[str, str]]:
    """Endless different names with the language each person prefers."""
    seen = set()
    while True:
        (first, last), language = random.choices(
            [(FINNISH, "fi"), (SWEDISH, "sv"), (ELSEWHERE, "en")], weights=[5, 3, 2]
        )[0]
        name = f"{random.choice(first)} {random.choice(last)}"
        if name not in seen:
            seen.add(name)
            yield name, language
