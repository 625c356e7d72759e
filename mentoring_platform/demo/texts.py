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
THREADS = (
    (
        "Hello everybody! Nice to have you in the group.",
        "Moi kaikille, odotan ensi kertaa.",
        "I found a good list of questions for employer talks: https://www.example.org/questions",
        "Thank you, I will try three of them this week.",
        "Minulla on hyvä esimerkki palautteesta, tuon sen seuraavalla kerralla.",
    ),
    (
        "Does the time still suit you all?",
        "Ja, för mig passar det bra.",
        "Yes, I join from the train, so I may be quiet.",
    ),
    (
        "Thank you for today. It helped me more than I thought.",
        "Kiitos itsellesi! Muistakaa kysyä palautetta yhdeltä ihmiseltä.",
    ),
)
ANNOUNCEMENTS = (
    (
        "mentors",
        "Welcome, mentors",
        "Thank you for giving your time. The guide for the first meeting is here: "
        "https://www.example.org/first-meeting\n\nIf anything is unclear, just answer this mail.",
    ),
    (
        "mentees",
        "Half-way: one question to think about",
        "We are half-way. Before your next meeting, please think about one thing that you would "
        "like to be different when the programme ends. Your group would love to hear it.",
    ),
)
