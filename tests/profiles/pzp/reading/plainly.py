"""What a record says, read a second time and plainly, from the sheet; nothing is shared.

By subject what is current and what is history, each word as (what it says, its source, its
resource); who reads this should be able to see that it is right.
"""

import json
from collections.abc import Callable, Iterator
from typing import Any

Tree = dict[str, Any]
Word = dict[str, Any]
TODAY = "2026-06-01"
LIMITS = {
    "89666000": "resuscitation", "305351004": "intensive-care", "40617009": "ventilation",
    "32485007": "hospital", "281789004": "antibiotics", "116762002": "blood",
}  # fmt: skip
OBSERVED = {
    "665671000146101": "capacity", "395091006": "place-of-death",
    "340171000146104": "euthanasia", "570801000146104": "donor",
    "153851000146100": "care-wishes", "247751003": "sense-of-purpose",
}  # fmt: skip
GOOD = {
    "goal": ["385987000", "1351964001", "713148004", "225353007"],
    "place-of-death": ["264362003", "22232009", "108344006", "284546000"],
    "euthanasia": ["340181000146102", "340201000146103", "340191000146100"],
    "donor": ["373066001", "373067005"],
}
SET_WORDS = {
    "onbekend": "unknown", "nog onbekend": "unknown", "niet besproken": "not-discussed",
    "nee, nog geen besluit genomen": "undecided",
}  # fmt: skip
WHY = {
    "masked": "withheld", "asked-declined": "declined", "unknown": "unknown",
    "asked-unknown": "unknown", "not-asked": "not-discussed",
}  # fmt: skip
DECIDES = {"do", "dont", "switch-off", "otherwise", "answer"}
ICD_CODES = {"72506001", "465460004", "468542000", "704707009", "1263462004", "1236894001"}


def read(everything: list[Tree]) -> dict[str, Any]:
    # What has no id is derived of what is here, and tells nothing new.
    record = [resource for resource in everything if "id" in resource]
    words = [word for resource in record for word in words_of(resource)]
    device_gone(words)
    subjects = sorted({word["subject"] for word in words} - {"will"})
    current, past, differing = {}, {}, set()
    for subject in subjects:
        about = [word for word in words if word["subject"] == subject]
        now = current_of(about)
        current[subject] = {shown(word) for word in now}
        past[subject] = {shown(word) for word in about if word not in now}
        is_text = subject in {"care-wishes", "sense-of-purpose"}
        if len({word["content"] for word in now}) > 1 and not is_text:
            differing.add(subject)
    wills = [word for word in words if word["subject"] == "will"]
    current["will"] = {shown(word) for word in wills if word["holds"]}
    past["will"] = {shown(word) for word in wills if not word["holds"]}
    return {
        "now": {subject: some for subject, some in current.items() if some},
        "before": {subject: some for subject, some in past.items() if some},
        "differs": differing,
        "contrary": contrary(words),
        "represent": {name for resource in record for name in represents(resource)},
        "not_read": {address(one) for one in record if not tells(one)},
    }


def shown(word: Word) -> tuple[str, str, str, str]:
    content = word["content"] if word["says"] not in {"unread", "otherwise"} else ""
    return word["says"], content, word["source"], word["address"]


def words_of(resource: Tree) -> Iterator[Word]:
    kind = resource["resourceType"]
    found: list[Word] = []
    if kind == "Goal" and "description" in resource:
        found = [goal(resource)]
    elif kind == "Observation" and code_of(resource["code"]) in OBSERVED:
        found = [observation(resource)]
    elif kind in READERS:
        found = READERS[kind](resource)
    for word in found:
        word["source"] = resource["meta"].get("source", "")
        word["claimed"] = "security" in resource["meta"]
        word["address"] = address(resource)
        word.setdefault("content", "")
        word["certain"] = word.get("certain", True) and not later(word["date"], TODAY)
        word.setdefault("treats", [])
        yield word


def address(resource: Tree) -> str:
    return f"{resource['resourceType']}/{resource['id']}"


def code_of(concept: Tree) -> str:
    return concept["coding"][0]["code"] if "coding" in concept else ""


def odd(resource: Tree) -> bool:
    extensions = resource.get("modifierExtension", [])
    return any(one["url"].endswith("/odd") for one in extensions)


def agreement(consent: Tree) -> Word:
    provision = consent["provision"]
    concept = provision["code"][0]
    text = concept.get("text", "")
    if "400231000146108" in text:
        subject = "icd-off"
    elif text:
        subject = "other-limit " + text.strip().lower()
    else:
        subject = LIMITS[code_of(concept)]
    said = [one["valueString"] for one in consent.get("modifierExtension", [])
            if one["url"].endswith("SpecificationOther")]  # fmt: skip
    word = decided(provision, said[0] if said else "", subject)
    if odd(consent) or "purpose" in provision:
        word = {
            "says": "unread",
            "content": "unread" + raw(consent, "provision", "modifierExtension"),
        }
    end = provision.get("period", {}).get("end", "9999")
    holds = consent["status"] == "active" and not (end + "-12-31")[:10] < TODAY
    return {**word, "subject": subject, "date": consent.get("dateTime"), "holds": holds,
            "names": consent.get("sourceReference", {}).get("reference"),
            "type": provision.get("type"), "text": said}  # fmt: skip


def decided(provision: Tree, text: str, subject: str) -> Word:
    decision = provision.get("type", "")
    if decision and text:
        return {"says": "otherwise", "content": f"{decision} {text.lower()}"}
    if decision and subject == "icd-off":
        says = {"permit": "switch-off", "deny": "unread"}[decision]
    elif decision:
        says = {"permit": "do", "deny": "dont"}[decision]
    elif text:
        says = SET_WORDS.get(text.lower().rstrip("."), "otherwise")
    elif "_type" in provision:
        says = WHY[provision["_type"]["extension"][0]["valueCode"]]
    else:
        says = "unsaid"
    return {"says": says, "content": text.lower() if says == "otherwise" else says}


def will(consent: Tree) -> Word:
    codes = [one["code"] for one in consent["provision"]["code"][0]["coding"]]
    kinds = sorted(code for code in codes if code.isalpha())
    treats = [LIMITS[code] for code in codes if code in LIMITS]
    if "NR" in kinds:
        treats.append("resuscitation")
    says = "unread" if odd(consent) else "dont" if treats else "answer"
    content = "+".join(kinds)
    return {"subject": "will", "says": says, "content": content, "treats": treats,
            "date": consent.get("dateTime"), "holds": consent["status"] == "active"}  # fmt: skip


def goal(resource: Tree) -> Word:
    word = answer(resource["description"], "goal")
    if word["content"] == "225353007":
        word["content"] = "713148004"
    if odd(resource):
        word = {"says": "unread", "content": "unread" + raw(resource, "description")}
    status = resource["lifecycleStatus"]
    return {**word, "subject": "goal", "date": resource.get("startDate"),
            "holds": status in {"active", "on-hold"}, "certain": status != "on-hold"}  # fmt: skip


def answer(concept: Tree, subject: str) -> Word:
    code = code_of(concept)
    if code == "UNK":
        return {"says": "unknown", "content": "unknown"}
    if code == "OTH":
        return {"says": "otherwise", "content": concept["text"]}
    if code in GOOD.get(subject, []):
        return {"says": "answer", "content": code}
    return {"says": "unread", "content": "unread" + (concept.get("text") or code)}


def observation(resource: Tree) -> Word:
    subject = OBSERVED[code_of(resource["code"])]
    in_words = subject in {"care-wishes", "sense-of-purpose"}
    if "dataAbsentReason" in resource:
        state = WHY[code_of(resource["dataAbsentReason"])]
        word: Word = {"says": state, "content": state}
    elif "valueBoolean" in resource:
        word = {"says": "answer", "content": str(resource["valueBoolean"]).lower()}
    elif "valueString" in resource and in_words:
        word = {"says": "answer", "content": " ".join(resource["valueString"].lower().split())}
    elif "valueString" in resource:
        word = {"says": "unread", "content": "unread" + resource["valueString"]}
    elif "valueCodeableConcept" in resource:
        word = answer(resource["valueCodeableConcept"], subject)
    else:
        word = {"says": "unsaid", "content": "unsaid"}
    if odd(resource) and word["content"] != "false":
        word = {"says": "unread", "content": "unread" + raw(resource, "valueString",
                "valueBoolean", "valueCodeableConcept", "dataAbsentReason")}  # fmt: skip
    status = resource["status"]
    return {**word, "subject": subject, "date": resource.get("effectiveDateTime"),
            "holds": status in {"final", "amended", "preliminary"},
            "certain": status != "preliminary"}  # fmt: skip


def capacity(patient: Tree) -> list[Word]:
    return [
        {"subject": "capacity", "says": "answer", "date": None, "holds": True,
         "content": str(extension["extension"][0]["valueBoolean"]).lower()}
        for extension in patient.get("extension", [])
    ]  # fmt: skip


def device(use: Tree) -> Word:
    end = use.get("timingPeriod", {}).get("end")
    over = end is not None  # all that are drawn have passed
    holds = use["status"] == "active" and not over
    says = "unread" if odd(use) else "answer"
    return {"subject": "icd", "says": says, "content": "present" if says == "answer" else
            "unread" + raw(use, "contained"), "date": use.get("recordedOn"), "holds": holds,
            "ended": use["status"] == "completed" or (use["status"] == "active" and over),
            "end": end}  # fmt: skip


def told(resource: Tree) -> Word:
    done = resource["resourceType"] == "CommunicationRequest" and resource["status"] == "completed"
    code = "done" if done else "asked"
    says = "unread" if odd(resource) else "answer"
    return {"subject": "told", "says": says, "content": code if says == "answer" else
            "unread" + code, "date": resource.get("sent", resource.get("authoredOn")),
            "holds": resource["status"] in {"active", "completed"}}  # fmt: skip


def form(response: Tree) -> list[Word]:
    given = {item["linkId"]: item["answer"][0] for item in response["item"][0]["item"]}
    date = given.get("963", {}).get("valueDateTime")
    words: list[Word] = []
    for question, subject in (("1386", "resuscitation"), ("1390", "intensive-care")):
        if question in given:
            code = given[question]["valueCoding"]["code"]
            says = {"0": "do", "2": "dont", "1": "otherwise", "UNK": "unknown"}[code]
            content = "alleen thuis" if says == "otherwise" else says
            words.append({"subject": subject, "says": says, "content": content,
                          "type": {"0": "permit", "2": "deny"}.get(code), "text": []})  # fmt: skip
    for question in ("1406", "1651"):
        if question in given:
            one = given[question]
            said = (
                one["valueCoding"]["code"] == "1" if "valueCoding" in one else one["valueBoolean"]
            )
            words.append({"subject": "capacity", "says": "answer", "content": str(said).lower()})
    if "999" in given:
        code = given["999"]["valueCoding"]["code"].replace("225353007", "713148004")
        words.append({"subject": "goal", "says": "answer", "content": code})
    holds = response["status"] in {"completed", "amended"}
    return [{**word, "date": date, "holds": holds} for word in words]


READERS: dict[str, Callable[[Tree], list[Word]]] = {
    "Consent": lambda one: [will(one) if "category" in one else agreement(one)],
    "Patient": capacity,
    "DeviceUseStatement": lambda one: [device(one)],
    "Communication": lambda one: [told(one)],
    "CommunicationRequest": lambda one: [told(one)],
    "QuestionnaireResponse": form,
}


def raw(resource: Tree, *names: str) -> str:
    return json.dumps([resource.get(name) for name in names], sort_keys=True)


def days(date: str | None) -> tuple[str, str] | None:
    """The first and the last day that a date may mean."""
    if not date or date == "??":
        return None
    return (
        (date + "-01-01", date + "-12-31") if len(date) == len("2024") else (date[:10], date[:10])
    )


def later(one: str | None, other: str | None) -> bool:
    late, early = days(one), days(other)
    return late is not None and early is not None and late[0] > early[1]


def current_of(words: list[Word]) -> list[Word]:
    holding = [word for word in words if word["holds"]]
    last = [word for word in holding if not any(replaces(one, word) for one in holding)]
    return [
        word
        for word in last
        if not any(
            one["content"] == word["content"] and one["says"] == word["says"] and one["certain"]
            and later(one["date"], word["date"])
            for one in last
        )
    ]  # fmt: skip


def replaces(new: Word, old: Word) -> bool:
    return (
        new["says"] in DECIDES
        and new["certain"]
        and bool(new["source"])
        and new["source"] == old["source"]
        and later(new["date"], old["date"])
    )


def device_gone(words: list[Word]) -> None:
    devices = [word for word in words if word["subject"] == "icd"]
    ended = [word for word in devices if word["ended"]]
    if ended and not any(word["holds"] for word in devices):
        for word in words:
            if word["subject"] == "icd-off":
                after = all(later(word["date"], one["end"]) for one in ended)
                word["holds"] = word["holds"] and after


def contrary(words: list[Word]) -> set[tuple[str, str, str, bool]]:
    """An agreement and a will that hold, of which one says do and the other don't."""
    found = set()
    for will_ in (one for one in words if one["subject"] == "will" and one["holds"]):
        for subject in will_["treats"]:
            about = [one for one in words if one["subject"] == subject and one["holds"]]
            for one in about:
                if one.get("type") != "permit" or one["text"]:
                    continue
                linked = one.get("names") == will_["address"] and not later(
                    will_["date"], one["date"]
                )
                if not any(anew(other, one, will_) for other in about):
                    found.add((subject, one["address"], will_["address"], linked))
    return found


def anew(new: Word, old: Word, will_: Word) -> bool:
    """Whether its source has decided anew since, or agreed anew with this will before it."""
    decides = new.get("type") is not None and not new["text"]
    knows = new.get("names") == will_["address"] and not later(will_["date"], new["date"])
    same = bool(old["source"]) and new["source"] == old["source"]
    return same and later(new["date"], old["date"]) and (decides or knows)


def represents(resource: Tree) -> Iterator[str]:
    is_active = resource.get("active") is not False
    is_one = resource["resourceType"] == "RelatedPerson" and is_active
    if is_one and code_of(resource["relationship"][0]) in {"24", "15"}:
        yield resource["name"][0]["text"]


def tells(resource: Tree) -> bool:
    kind = resource["resourceType"]
    return kind in {"Patient", "RelatedPerson", "QuestionnaireResponse"} or any(words_of(resource))
