"""What `hub demo` prints when all runs: addresses, accounts and stories to paste."""

import shlex
import sys
from collections.abc import Mapping
from pathlib import Path

from hub.demo.at_mijn import HERE, POST, WHO
from hub.demo.at_transfer import HERE as RTP
from hub.demo.at_viewer import HERE as VIEWER
from hub.demo.certified import THIEF
from hub.demo.check import CHANGED, GP_NUMBER, GP_ROLE
from hub.demo.organizations import CERTIFIED, INHABITANTS, REGION, SYSTEMS
from hub.demo.place import DemoClient, Place
from profiles import systems
from profiles.pzp.queries import QUERIES


def show(
    place: Place, url: str, clients: Mapping[str, DemoClient], database_url: str, log_in: str
) -> None:
    """Addresses, accounts, inhabitants and the stories, with the paths of this very demo."""
    secure_url = clients[CERTIFIED.client].tls_url
    print(_addresses(place, url, secure_url, database_url))
    print(_accounts(place, clients))
    print("\nInwoners (verzonnen)")
    for one in INHABITANTS:
        print(f"  {one.bsn}  {one.name:<18} {one.tells}")
    print(log_in)
    print(
        "\nTo try, in another terminal here; leave a file in a source's folder for the adapters\n"
    )
    print(stories(_near(Path(sys.executable).parent), _near(place.root), url, secure_url))


def _addresses(place: Place, url: str, secure_url: str, database_url: str) -> str:
    adapters = "\n".join(
        f"  adapter    {one.adapter} watches {_near(place.source(one.client))}"
        for one in REGION
        if one.adapter
    )
    return (
        f"\nThe hub is up: begin at {url}\n  FHIR R4    {url}/fhir\n  discovery  "
        f"{url}/fhir/.well-known/smart-configuration\n  tokens     {url}/auth/token\n"
        f"  inwoners   {url}/{HERE}\n  artsen     {url}/{VIEWER}\n  plaatsen   {url}/{RTP}\n"
        f"  vendors    {url}/docs\n  validate   {url}/validate\n  health     {url}/health/ready\n"
        f"  TLS        {secure_url}/fhir, certificates in {_near(place.pki)}\n"
        f"  database   {database_url}\n{adapters}"
    )


def _accounts(place: Place, clients: Mapping[str, DemoClient]) -> str:
    lines = [
        f"  {one.client:<19} {one.ura}  {one.organization_type:<4} "
        f"{clients[one.client].scopes:<34}  {one.name}{', by certificate' if one.bound else ''}"
        for one in SYSTEMS
    ]
    heading = f"\nDemo accounts (client, URA, type, scopes; keys in {_near(place.demo / 'keys')})"
    return "\n".join([heading, *lines])


def stories(programs: str, data_dir: str, url: str, secure_url: str) -> str:
    """Five stories for a shell, those of docs/stories.md; `programs` is the directory of `hub`."""
    token = f"{programs}/hub token --data-dir {data_dir}"
    ask = f"--practitioner {GP_NUMBER} --role {GP_ROLE}"
    search = _search(CHANGED.bsn, "$TOKEN")
    trusting = "curl -s --cacert $PKI/server-roots.pem $TLS"
    secure_search = search.replace("curl -s $HUB", trusting)
    queries = " \\\n  ".join(f'"{query.format(id="$ID")}"' for query in QUERIES)
    return f"""\
HUB={url}/fhir

# 1. A source pushes: the GP's system adds a wish of {CHANGED.name}. Again: nothing changes.
TOKEN=$({token} --client gp-de-sluis)
curl -s $HUB -H "Authorization: Bearer $TOKEN" \\
  -H 'Content-Type: application/fhir+json' --data-binary @{data_dir}/demo/stories/new-wish.json

# 2. The out-of-hours GP reads the wishes: the Patient by BSN, then the guide's eight queries.
TOKEN=$({token} --client gp-post {ask})
ID=$({search} |
  {programs}/python -c \\
  'import json, sys; print(json.load(sys.stdin)["entry"][0]["resource"]["id"])')
for QUERY in {queries}
do curl -s "$HUB/$QUERY" -H "Authorization: Bearer $TOKEN"; echo; done

# 3. A hospital that nobody consented to gets nothing, as if there were nothing.
TOKEN=$({token} --client other-region {ask})
{search}

{_own_story(token, ask, programs)}
# 5. A token that is bound to a certificate opens with that one: not with another's, nor without.
TLS={secure_url}/fhir PKI={data_dir}/demo/pki
TOKEN=$({token} --client {CERTIFIED.client} {ask})
for WHOSE in {CERTIFIED.client} {THIEF}
do {secure_search} \\
  --cert $PKI/systems/$WHOSE.pem --key $PKI/systems/$WHOSE.key; echo; done
{secure_search}
"""


def _own_story(token: str, ask: str, programs: str) -> str:
    """The inhabitant's; at /mijn he does the same by pages."""
    own = '-H "Authorization: Bearer $ME"'
    ids = "import json, sys; print(json.load(sys.stdin)"
    option = "choice=one-organization&organization"
    withdrawn = 'print(json.dumps(json.load(sys.stdin) | {"status": "inactive"}))'
    consent = (
        'one = json.load(sys.stdin)["parameter"][1]["part"][-1]; print(json.dumps(one["resource"]))'
    )
    return f"""\
# 4. {WHO.name} lets the out-of-hours GP in, withdraws that, and sees who looked.
ME=$({token} --as "{WHO.name}")
ID=$({_search(WHO.bsn, "$ME")} |
  {programs}/python -c \\
  '{ids}["entry"][0]["resource"]["id"])')
CHOICE=$(curl -s "$HUB/Consent/\\$consent-options?{option}={POST.ura}&patient=$ID" {own} |
  {programs}/python -c 'import json, sys; {consent}' |
  curl -s $HUB/Consent {own} -H 'Content-Type: application/fhir+json' --data-binary @- |
  {programs}/python -c '{ids}["id"])')
TOKEN=$({token} --client {POST.client} {ask})
curl -s "$HUB/Consent?patient=$ID" -H "Authorization: Bearer $TOKEN"; echo
curl -s $HUB/Consent/$CHOICE {own} |
  {programs}/python -c 'import json, sys; {withdrawn}' |
  curl -s -X PUT $HUB/Consent/$CHOICE {own} -H 'If-Match: W/"1"' \\
  -H 'Content-Type: application/fhir+json' --data-binary @-; echo
curl -s "$HUB/Consent?patient=$ID" -H "Authorization: Bearer $TOKEN"; echo
curl -s "$HUB/Patient/$ID/\\$access-log" {own}; echo
"""


def _search(bsn: str, token: str) -> str:
    return (
        f'curl -s $HUB/Patient/_search -H "Authorization: Bearer {token}" \\\n'
        f"  --data-urlencode 'identifier={systems.BSN_SYSTEM}|{bsn}'"
    )


def _near(path: Path) -> str:
    """The path as short as it can be from here, safe to paste."""
    here = Path.cwd()
    absolute = path.absolute()
    shown = absolute.relative_to(here) if absolute.is_relative_to(here) else absolute
    return shlex.quote(str(shown))
