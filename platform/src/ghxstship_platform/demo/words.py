"""The words that the demo's names are made of: all invented, no real person, band, venue or company.

Mail goes to example.org and its subdomains, telephone numbers are +1-555-01xx: both are set aside for fiction.
"""

from __future__ import annotations

from random import Random

FIRST_NAMES = (
    "Adair", "Amity", "Anselm", "Arden", "Aspen", "Auden", "Bellamy", "Beryl", "Blythe", "Bram", "Briar", "Cadence",
    "Calla", "Caspian", "Cedar", "Clove", "Corin", "Dahlia", "Darrow", "Delphine", "Eamon", "Elowen", "Ember", "Ennis",
    "Fable", "Fenn", "Flora", "Gale", "Garnet", "Greer", "Halcyon", "Hollis", "Idris", "Indigo", "Isolde", "Jasper",
    "Juniper", "Kestrel", "Lark", "Linden", "Lowell", "Marlow", "Merritt", "Moss", "Nell", "Niamh", "Oakley", "Odette",
    "Orrin", "Pascal", "Perrin", "Quill", "Reed", "Rowan", "Sable", "Sage", "Saskia", "Sorrel", "Tamsin", "Teague",
    "Thea", "Umber", "Vesper", "Wren", "Yarrow", "Zephyr",
)  # fmt: skip

LAST_NAMES = (
    "Alderbrook", "Ashgrove", "Beckwater", "Birchall", "Blackmere", "Brackenridge", "Briarley", "Castellane",
    "Coldwell", "Copperfield", "Dunmarrow", "Eastmoor", "Elderwood", "Fairwater", "Fallowby", "Farrowdale",
    "Fernsby", "Foxglade",
    "Galewood", "Glassbrook", "Greymoor", "Harrowgate", "Hawksmere", "Heatherley", "Hollowell", "Ironwood", "Kingsfen",
    "Lakeshaw", "Larkhill", "Lightbourne", "Longacre", "Marchbank", "Meadowcroft", "Millrace", "Moonbury", "Netherby",
    "Northway", "Oakhurst", "Orchardson", "Pinecrest", "Quarrington", "Ravenscar", "Redfern", "Ridgewell", "Saltmarsh",
    "Sandoval-Pike", "Seabright", "Silverdale", "Stonebridge", "Summerlin", "Tarnfield", "Thistlewood", "Underhill",
    "Valemont", "Wainscott", "Waterlow", "Westerly", "Whitcombe", "Wildborn", "Windermoor", "Winterbourne",
    "Yarborough",
)  # fmt: skip

ARTISTS = (
    "Aurora Drift", "Paper Lanterns", "The Tin Meridian", "Velvet Almanac", "Salt & Ember", "Glass Orchard",
    "Midnight Cartography", "The Quiet Engines", "Northern Static", "Lowland Choir", "Saffron Radio", "Ivory Tides",
    "Copper Weather", "The Long Exposure", "Hollow Parade", "Tangerine Signal", "Marble Foxes", "Winter Arcade",
)  # fmt: skip

UNDERTAKINGS = (
    "12-date spring run", "autumn theatre tour", "two nights at the arena", "album launch", "summer pavilion series",
    "festival headline slot", "acoustic residency", "live film recording", "winter ballroom dates",
    "corporate gala set", "naming sponsorship", "lighting package", "six weeks of sound rental",
    "merchandise partnership",
)  # fmt: skip

STREETS = (
    "Harbor Street",
    "Mill Lane",
    "Foundry Road",
    "Quay Walk",
    "Orchard Avenue",
    "Signal Hill",
    "Canal Side",
)

DOMAIN = "example.org"


def domain(name: str) -> str:
    """A company's domain, ``copperfinch.example.org``."""
    letters = "".join(c for c in name.lower() if (c.isascii() and c.isalnum()) or c == " ")
    return f"{''.join(letters.split()[:2])}.{DOMAIN}"


def phone(random: Random) -> str:
    """A telephone number that rings nowhere."""
    return f"+1-555-01{random.randrange(100):02d}"


def person(number: int) -> tuple[str, str]:
    """First and last name of person number so-and-so; the first 3,900 or so differ."""
    spread = (number * 7919) % (len(FIRST_NAMES) * len(LAST_NAMES))
    return FIRST_NAMES[spread % len(FIRST_NAMES)], LAST_NAMES[spread // len(FIRST_NAMES)]


def mailbox(first: str, last: str) -> str:
    """The part of an address before the @."""
    return f"{first}.{last}".lower()
