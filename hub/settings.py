"""Every setting of the hub and its commands: frozen, prefix HUB_, no default for a secret."""

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

_WISH = "wish-(place|near|faith|language)"
_WEIGHT = rf"(start|distance|partner|{_WISH}|continuity|freshness|response|contract)=\d{{1,3}}"
FROM_ENVIRONMENT = SettingsConfigDict(env_prefix="HUB_", frozen=True, hide_input_in_errors=True)


class Settings(BaseSettings):
    """What `hub serve` needs; the table at docs/operator.md is tested against these classes."""

    model_config = FROM_ENVIRONMENT

    database_url: SecretStr = Field(
        description="PostgreSQL as the hub's own role, `postgresql://role@host/name`"
    )
    index_key: SecretStr = Field(description="64 hex digits: key of the fingerprints to find by")
    sealing_keys: SecretStr = Field(
        description="`number:64 hex digits`, comma between; the highest number seals"
    )
    signing_key: SecretStr = Field(description="private JWK (EC P-256) that signs access tokens")
    checkpoint_key: SecretStr = Field(
        description="private JWK (OKP Ed25519) that signs how far the ledger came"
    )
    checkpoint_files: str = Field(
        "checkpoints.jsonl",
        description="files, comma between, that each checkpoint is added to: one on another's disk",
    )
    checkpoint_url: str = Field(
        "", description="where each checkpoint is POSTed too, a line of JSON each: another party's"
    )
    seal_seconds: float = Field(
        5.0, ge=0.05, le=60, description="seconds between two seals of the ledger"
    )
    public_url: str = Field(
        "http://127.0.0.1:8000", description="how callers reach the hub; in tokens and links"
    )
    pool_size: int = Field(8, ge=1, le=100, description="database connections per process")
    statement_timeout: float = Field(
        2.0, ge=0.1, le=60, description="seconds a call waits for the database before it gets a 503"
    )
    lock_timeout: float = Field(
        1.5, ge=0.1, le=60, description="seconds of these that a write waits for another write"
    )
    urgent_connections: int = Field(
        2, ge=0, le=50, description="database connections of these for urgent reads alone"
    )
    requests: int = Field(
        512,
        ge=1,
        description="requests at once in a process, half of them one client's; then 503",
    )
    urgent_requests: int = Field(
        16, ge=0, description="urgent reads beside these, a quarter of them one client's"
    )
    client_rate: float = Field(
        500.0, gt=0, description="calls a second that one client may make for long; then 429"
    )
    client_burst: int = Field(2_000, ge=1, description="calls that one client may make at once")
    token_refusals: int = Field(
        20, ge=1, description="refused token requests a minute of one client and address; then 429"
    )
    connections: int = Field(
        2_000, ge=1, description="most connections of a process; a silent one goes for a new one"
    )
    address_connections: int = Field(
        1_000, ge=1, description="most connections of one address to a process; likewise"
    )
    head_timeout: float = Field(
        10.0, gt=0, description="seconds that a request's head may take; then the connection goes"
    )
    body_timeout: float = Field(
        30.0, gt=0, description="seconds that a body may take, or the taking of an answer; then 408"
    )
    idle_timeout: float = Field(
        15.0, gt=0, description="seconds that a connection may ask nothing between two requests"
    )
    bearer_refusals: int = Field(
        60, ge=1, description="refused access tokens a minute of one address; then 429"
    )
    max_body_bytes: int = Field(5_000_000, ge=1_000, description="largest request body")
    max_entries: int = Field(1_000, ge=1, description="most entries in one Bundle")
    page_size: int = Field(50, ge=1, description="entries of a page where none is asked")
    max_page_size: int = Field(500, ge=1, description="most entries of a page")
    chain_depth: int = Field(
        3, ge=1, le=5, description="references that a chain, or `_has`, of a search goes along"
    )
    dezi_keys: str = Field(
        "",
        description="whose statements of persons are believed, comma between: `https://…/jwks.json`"
        " where their keys are, `…=FILE` where these are pinned",
    )
    dezi_status_hosts: str = Field(
        "", description="hosts, comma between, that may say whether a statement still holds"
    )
    dezi_authorities: Path | None = Field(
        None, description="PEM file of who may vouch for those servers, such as PKIoverheid"
    )
    person_issuer: str = Field(
        "", description="JWKS file: who states in a demo, on this machine alone, who logged in"
    )
    inhabitants_issuer: str = Field(
        "", description="OpenID provider where inhabitants log in, `https://…`; none lets none in"
    )
    inhabitants_client_id: str = Field(
        "", description="who the hub is there; its public keys are at `/auth/jwks`"
    )
    inhabitants_levels: str = Field(
        "",
        description="what its `acr` values mean, comma between: `…=low`, `…=substantial`, `…=high`;"
        " none are the URLs of eIDAS",
    )
    inhabitants_bsn_claim: str = Field("bsn", description="where its ID token says the BSN")
    professionals_issuer: str = Field(
        "", description="OpenID provider where professionals log in, likewise"
    )
    professionals_client_id: str = Field("", description="who the hub is there")
    professionals_levels: str = Field("", description="what its `acr` values mean, likewise")
    sign_in_authorities: Path | None = Field(
        None, description="PEM file of who may vouch for the servers of both"
    )
    mandates_url: str = Field(
        "", description="where the inhabitants' provider says who acts for whom; none: nobody does"
    )
    permission_days: int = Field(
        90, ge=1, le=366, description="days that an app may go on after a person logged in for it"
    )
    page_refusals: int = Field(
        60,
        ge=1,
        description="refusals a minute of browsers at one address that each have a row; then 429",
    )
    emergencies: int = Field(
        5, ge=1, description="inhabitants an hour about whom one person may declare an emergency"
    )
    organization_emergencies: int = Field(
        50, ge=1, description="and of all people of one organisation together; then 429"
    )
    emergency_objections: Literal["closed", "open"] = Field(
        "closed", description="what the inhabitant objected to, in an emergency"
    )
    minors: Literal["both", "self12"] = Field(
        "both", description="who permits from 12 to 16 years: child and parent, or the child alone"
    )
    desk_form: Literal["required", "kept"] = Field(
        "required",
        description="the signed form of what is said at a desk: sent along, or `kept` by the desk",
    )
    desk_second_person: Literal["yes", "no"] = Field(
        "yes",
        description="whether that holds over others' data only once another person confirms it",
    )
    log_names: Literal["shown", "on-request"] = Field(
        "shown",
        description="whether an inhabitant reads who looked by name, or by role and organisation",
    )
    correction_days: int = Field(
        28,
        ge=1,
        le=365,
        description="days in which a source answers an inhabitant who asks it to correct something",
    )
    metrics_address: str = Field(
        "off", description="`host:port` where Prometheus asks; keep it off the open network"
    )
    traces_url: str = Field(
        "off", description="collector of traces, OTLP over HTTP: `http://host:4318/v1/traces`"
    )
    profile_policy: Path | None = Field(
        None, description="JSON file: what is refused by a profile, and what stored with a warning"
    )
    pzp_takes: str = Field(
        "0.1.3-beta3 1.0",
        pattern=r"^(0\.1\.3-beta3|1\.0)( (0\.1\.3-beta3|1\.0))*$",
        description="releases of the national guide for advance care planning that are taken",
    )
    mitz_url: str = Field(
        "", description="Mitz, the national register of choices: `https://host`; none asks nobody"
    )
    mitz_certificate: str = Field(
        "", description="file, PEM: the certificate by which Mitz knows the hub"
    )
    mitz_key: str = Field("", description="file, PEM without a password: the key of it")
    mitz_roots: str = Field("", description="file, PEM: by whose certificates the hub knows Mitz")
    mitz_seconds: float = Field(
        1.5, ge=0.1, le=10, description="seconds for all that Mitz is asked for one request"
    )
    mitz_at_once: int = Field(
        32, ge=1, le=1_000, description="most questions to Mitz at once, of a process"
    )
    mitz_deny: Literal["yields", "overrules"] = Field(
        "yields", description="Mitz' no, or no answer of it, where a choice recorded here permits"
    )
    mitz_notify_url: str = Field(
        "", description="where Mitz sends choices to, `https://…`; none keeps no copies of them"
    )
    mitz_sender: str = Field(
        "", description="file, PEM: the certificates by which Mitz sends them; others are refused"
    )
    mitz_gateway: str = Field(
        "", description="`urn:oid:…` by which Mitz knows the hub; for copies alone"
    )
    mitz_source: str = Field("", description="`urn:oid:…` of the system that holds; likewise")
    medmij_provider: str = Field(
        "",
        description="the name by which the national layer for PGOs knows the hub, `name@medmij`;"
        " none takes no part in it",
    )
    medmij_provider_name: str = Field(
        "", description="what people read in its place, such as the name of the region"
    )
    medmij_lists: str = Field(
        "", description="where its four lists are: a folder, or `https://host/path`"
    )
    medmij_list_authorities: Path | None = Field(
        None, description="PEM file of who may vouch for the server of the lists"
    )
    medmij_list_hours: float = Field(
        24.0, gt=0, le=168, description="hours that the lists hold which were had last"
    )
    medmij_list_days: float = Field(
        31.0, gt=0, le=366, description="days after which a list counts that was issued no more"
    )
    medmij_client_roots: str = Field(
        "", description="PEM file: a root and the authorities whose certificates PGOs show"
    )
    medmij_crl: str = Field(
        "", description="PEM file: what each of these revoked; renew it in its place"
    )
    medmij_services: Path | None = Field(
        None, description="JSON file: of each service the scopes it opens; in place of ours"
    )
    tls_certificate: str = Field(
        "",
        description="PEM file: the hub's certificate and its issuers'; then it serves TLS itself",
    )
    tls_key: str = Field("", description="PEM file: its key, which others can't read")
    tls_client_roots: str = Field(
        "",
        description="PEM file: a root and the authorities whose client certificates are believed",
    )
    tls_client: Literal["required", "optional"] = Field(
        "required", description="whether who has no certificate gets no connection, or gets one"
    )
    tls_crl: str = Field(
        "", description="PEM file: what each of these authorities revoked; renew it in its place"
    )
    uzi_profile: Literal["strict", "lab"] = Field(
        "strict", description="`lab` takes test authorities and the ministry's mocks too"
    )
    uzi_colon: Literal["yes", "no"] = Field(
        "no", description="whether a UZI name may have a colon behind its authority, as AORTA's has"
    )
    certificate_header: str = Field(
        "", description="header in which a proxy that ends TLS tells the client's certificate"
    )
    certificate_proxies: str = Field(
        "", description="addresses of these proxies, comma between; from others it is ignored"
    )
    tokens_bound: Literal["yes", "no"] = Field(
        "no",
        description="whether each token must be bound to a certificate or key; in production `yes`",
    )
    session_idle: float = Field(
        15.0,
        ge=2,
        le=30,
        description="minutes without a request after which `/mijn`, `/viewer` and `/rtp` log out",
    )
    session_absolute: float = Field(
        8.0,
        ge=1,
        le=12,
        description="hours after which `/mijn`, `/viewer` and `/rtp` log out whatever is done",
    )
    help_line: str = Field(
        "", description="whom an inhabitant calls for help, as `/mijn` says it; none says his GP"
    )
    quick_exit: str = Field(
        "https://www.knmi.nl/nederland-nu/weer/verwachtingen",
        pattern=r"https://[!-~]+",
        description="where who leaves `/mijn` in a hurry comes: a page that tells nothing of him",
    )
    transfer_points: str = Field(
        "",
        pattern=r"^(\d{8}=[a-z][a-z0-9-]*(,\d{8}=[a-z][a-z0-9-]*)*)?$",
        description="who looks for places, `URA=sub-region`, comma between; none: no cases",
    )
    capacity_fresh_hours: float = Field(8.0, gt=0, le=24, description="hours that a count is fresh")
    capacity_old_hours: float = Field(
        24.0, ge=24, le=720, description="hours behind which it is old, and stands at the bottom"
    )
    matching_weights: str = Field(
        "",
        pattern=rf"^({_WEIGHT}(,{_WEIGHT})*)?$",
        description="what weighs otherwise for who looks for a place: `distance=30`, comma between",
    )
    figures: Path | None = Field(
        None, description="JSON file: hours, holidays and targets of the figures of transfer"
    )
    notify_styles: str = Field(
        "backport=tta-notification ta-np=eOverdracht-notification ta-np=Twiin-TA-notification"
        " bolt=eOverdracht-receiver token=Nuts-OAuth",
        description="how others are told of a change, `style=code` of their Endpoint.payloadType, a"
        " space between, the best first; empty tells nobody",
    )
    notify_hosts: str = Field(
        "", description="hosts within, comma between, that are told too; `http://…` in plain"
    )
    notify_authorities: Path | None = Field(
        None, description="PEM file of who may vouch for their servers; none: the system's"
    )
    notify_certificate: Path | None = Field(None, description="PEM file: as whom they know the hub")
    notify_key: Path | None = Field(None, description="PEM file without a password: its key")
    notify_client_id: str = Field(
        "", description="who the hub is where they give tokens, by its keys at `/auth/jwks`"
    )
    notify_hours: float = Field(
        72.0, gt=0, le=720, description="hours after which one that nobody takes is given up"
    )
    notify_heartbeat_minutes: float = Field(
        0.0, ge=0, le=1440, description="minutes of silence behind which Backport has a heartbeat"
    )
    transfer_inhabitants: str = Field(
        "",
        description="CSV file: how many inhabitants were born when, of what sex, where; none tells"
        " nothing of who it is",
    )
    transfer_patients: str = Field("", description="CSV file: how many have which condition")
    transfer_fewest: str = Field(
        "10 1000",
        pattern=r"^([5-9]|[1-9][0-9]{1,6}) ([5-9]|[1-9][0-9]{1,6})$",
        description="how many inhabitants share what an offer tells of one, and how many patients "
        "have a condition that it tells, at least",
    )
    transfer_grains: str = Field(
        "week day month decade",
        pattern=r"^(day|week|month)( (day|week|month)){2} (year|decade)$",
        description="how exactly an offer tells when a place was asked for, from when it is wanted,"
        " when what is known was found, and when he was born",
    )
    notified_pull: Literal["off", "on"] = Field(
        "off", description="whether offers are spoken of as the R4 draft of notified pull has them"
    )
    demo_place: str = Field(
        "", description="folder of a demo, on this machine alone: `/docs` runs calls as its systems"
    )


class AuditSettings(BaseSettings):
    """What suffices to verify the ledger: to read it, its keys, and whose signature is right."""

    model_config = FROM_ENVIRONMENT

    database_url: SecretStr = Field()
    index_key: SecretStr = Field()
    sealing_keys: SecretStr = Field()
    checkpoint_key: SecretStr = Field()
    checkpoint_files: str = Field("checkpoints.jsonl")
    public_url: str = Field("http://127.0.0.1:8000")


class ExplainSettings(AuditSettings):
    """What suffices to say why something is open or closed: the same, and what was agreed."""

    minors: Literal["both", "self12"] = Field("both")


class RetentionSettings(BaseSettings):
    """What suffices to remove months whose time is over, and to tell the ledger of it."""

    model_config = FROM_ENVIRONMENT

    database_retention_url: SecretStr = Field(
        description="the same database as the role that `hub audit expire` works as, and no other"
    )
    index_key: SecretStr = Field()
    sealing_keys: SecretStr = Field()


class OwnerSettings(BaseSettings):
    """What suffices to register a client or install a package; a serving hub has no such right."""

    model_config = FROM_ENVIRONMENT

    database_owner_url: SecretStr = Field(
        description="the same database as the role that owns its tables; not for `hub serve`"
    )


class MigrationSettings(OwnerSettings):
    """To migrate: the owner, and the roles to give their rights to."""

    database_url: SecretStr = Field()
    database_retention_url: SecretStr | None = Field(None)
