"""What groups of the demo have written down."""

GROUP_NAMES = (
    "Koivu Mänty Kuusi Haapa Pihlaja Leppä Raita Tammi Saarni Vaahtera Lehmus Jalava "
    "Tuomi Kataja Paju Marjakuusi".split()
)
MOTTOES = (
    "Boldly unfinished",
    "Kysy ensin",
    "Ett steg i taget",
    "",
    "Small talks, long walks",
    "",
    "Yhdessä eteenpäin",
)
LOGS = (
    (
        "Getting to know each other",
        "We told where we come from and what we hope for. Everybody is a beginner in something.",
        "Each writes one own goal before the next meeting.",
    ),
    (
        "Strengths",
        "It is easier to name the strengths of others than one’s own. We collected three each.",
        "Ask one colleague or friend what you are good at.",
    ),
    (
        "Työnhaku",
        "Piilotyöpaikat löytyvät puhumalla. Yksi puhelu on enemmän kuin kymmenen hakemusta.",
        "Jokainen ottaa yhteyttä yhteen työnantajaan.",
    ),
    (
        "Feedback that helps",
        "Feedback lands when one has asked for it. A question works better than a verdict.",
        "Each asks one person for feedback before we meet again.",
    ),
    (
        "Nätverk",
        "Kontakter uppstår när man ger något först. Vi delade med oss av våra bästa mötesplatser.",
        "Alla bjuder in en person till en kopp kaffe på distans.",
    ),
    (
        "From studies to work",
        "Two employer talks retold. Some of us speak more than others: we try rounds of two "
        "minutes.",
        "Everybody brings one question.",
    ),
    (
        "Ajanhallinta",
        "Kalenteriin merkitty tunti pitää paremmin kuin hyvä aikomus.",
        "Kokeillaan kahden viikon ajan yhtä rauhallista aamua.",
    ),
    (
        "Looking back",
        "What we are proud of, what surprised us, what we take along.",
        "We write the group report together by Friday.",
    ),
)

LAST_MEETING = {
    "en": "Soon it is time for the last meeting. Ask each other what you take along.",
    "fi": "Pian on viimeisen tapaamisen aika. Kysykää toisiltanne, mitä kukin vie mukanaan.",
    "sv": "Snart är det dags för den sista träffen. Fråga varandra vad ni tar med er.",
}
