"""The twelve organisations of the invented region, each with a system as client of the hub.

Types: http://nictiz.nl/fhir/NamingSystem/organization-type
"""

from dataclasses import dataclass

# Consent by name, for `*` does not contain to record choices about exchange.
SOURCE = "system/*.cruds system/Consent.cu"
READER = "system/*.rs"
# Who is offered patients answers, and says what is free.
ANSWERER = "system/*.rs system/Task.u system/Location.cu system/MeasureReport.cu"
# Who looks for a place.
SEEKER = "system/*.rs system/Task.cu system/ServiceRequest.c system/Composition.c"
INHABITANT = (
    "system/Patient.r patient/*.rs patient/Consent.crus patient/QuestionnaireResponse.crus "
    "patient/Task.crs patient/AuditEvent.rs"
)


@dataclass(frozen=True, slots=True)
class Organization:
    """`client` names its system; `adapter` brings its source to the hub, where it has one.

    Where its source is an `ecd`, that is a server, else a folder. At its `desk` inhabitants say
    what holds over everybody's data. Where it is `bound`, its tokens are good with its certificate
    alone. It `seeks` places for those who live in this sub-region, where it is a transfer point.
    """

    client: str
    name: str
    ura: str
    organization_type: str
    scopes: str
    adapter: str | None = None
    ecd: bool = False
    desk: bool = False
    bound: bool = False
    seeks: str = ""


TRANSFER_POINT = "rtp-desk"
REGION = (
    Organization("gp-de-sluis", "Huisartsenpraktijk De Sluis", "90000101", "Z3", SOURCE, "gp"),
    Organization("gp-de-plassen", "Huisartsenpraktijk De Plassen", "90000102", "Z3", READER),
    Organization(
        "hospital-flevo", "Ziekenhuis Weerwater", "90000103", "V4", SOURCE, "hospital", desk=True
    ),
    Organization("vvt-zorggroep", "Zorggroep De Vaart", "90000104", "X3", SOURCE, "vvt"),
    Organization("ambulance", "Ambulancezorg Oostvaart", "90000105", "AMB", READER),
    Organization("gp-post", "Huisartsenpost Polderlicht", "90000106", "N6", READER),
    Organization("pharmacy-lisdodde", "Apotheek De Lisdodde", "90000107", "J8", READER),
    Organization("hospice-ooievaar", "Hospice De Ooievaar", "90000108", "H2", ANSWERER),
    Organization(
        "homecare-dijk", "Thuiszorg Bij de Dijk", "90000109", "T2", SOURCE, "vvt", ecd=True
    ),
    Organization(
        TRANSFER_POINT,
        "Regionaal Transferpunt Polderland",
        "90000110",
        "ZG",
        SEEKER,
        seeks="polder",
    ),
    # No care provider, so outside the code list: no category of providers reaches it.
    Organization("pgo-demo", "PGO Mijn Polder", "90000111", "PGO", INHABITANT),
    Organization("other-region", "Ziekenhuis Overmeer (andere regio)", "90000112", "V4", READER),
)


CERTIFIED = Organization(
    "gp-post-certified",
    "Huisartsenpost Polderlicht (ander systeem)",
    "90000106",
    "N6",
    READER,
    bound=True,
)
"""Another system of the out-of-hours GP's, which is known by its certificate."""
SYSTEMS = (*REGION, CERTIFIED)


@dataclass(frozen=True, slots=True)
class Inhabitant:
    """Someone of the samples, and what is special about what is known of them."""

    bsn: str
    name: str
    tells: str


INHABITANTS = (
    Inhabitant("999940107", "Johanna Polderman", "twee gesprekken; de wensen zijn veranderd"),
    Inhabitant("999940211", "Willem Dijkgraaf", "huisarts en ziekenhuis zijn het oneens; ICD"),
    Inhabitant("999940302", "Sietske Rietmeer", "heeft haar toestemming ingetrokken"),
    Inhabitant(
        "999940405", "Karim Zeelander", "ja voor huisartsen, bezwaar tegen de huisartsenpost"
    ),
    Inhabitant("999940508", "Mies Kwelder", "verpleegkundige overdracht naar huis"),
    Inhabitant("999940600", "Tjeerd Wadman", "heeft nog geen keuze gemaakt"),
    Inhabitant("999940703", "Lien Oeverzegge", "wilsonbekwaam; dochter vertegenwoordigt haar"),
    Inhabitant("999940831", "Noor Zeelander", "kind van 9 jaar; haar moeder kiest voor haar"),
)
