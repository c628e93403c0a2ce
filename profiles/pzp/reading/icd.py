"""Whether there is an ICD, as a fact; one that is gone is history.

https://fhir.iknl.nl/fhir/StructureDefinition/ACP-MedicalDevice
"""

from collections.abc import Iterator
from datetime import datetime

from profiles.pzp.contradiction.dated import has_passed
from profiles.pzp.reading.fact import Fact, Says, Standing, Subject
from profiles.pzp.reading.record import Record, Tree, marks
from profiles.pzp.reading.written import displays, not_understood, plain, remarks
from profiles.pzp.wish import has_talk, is_icd
from profiles.resource.read import element, words

PRESENT = "present"
_USES = {
    "active": Standing.IN_FORCE, "completed": Standing.ENDED, "stopped": Standing.ENDED,
    "intended": Standing.NOT_YET, "entered-in-error": Standing.IN_ERROR,
}  # fmt: skip
_DEVICES = {"inactive": Standing.ENDED, "entered-in-error": Standing.IN_ERROR}


def icds(record: Record, at: datetime) -> Iterator[tuple[Tree, Fact]]:
    """Every use of an ICD, with its resource; of a device that can't be found, one to be read."""
    devices = set[int]()
    for use in record.of("DeviceUseStatement"):
        device = record.look(use.get("device"), use)
        if device is None or is_icd(device) or has_talk(use):
            record.used |= {id(use), id(device)}
            devices.add(id(device))
            yield use, _used(record, use, device, at)
    for device in record.of("Device"):
        if is_icd(device) and id(device) not in devices:
            record.used.add(id(device))
            yield device, _alone(record, device)


def _used(record: Record, use: Tree, device: Tree | None, at: datetime) -> Fact:
    standing = _USES.get(words(use, "status"), Standing.UNSTATED)
    end = words(element(use, "timingPeriod"), "end")
    if standing is Standing.IN_FORCE and has_passed(end, at):
        standing = Standing.ENDED
    if device is not None and standing.may_hold:
        standing = _DEVICES.get(words(device, "status"), standing)
    unread = [*not_understood(use), *(not_understood(device) if device else ())]
    is_known = device is not None and is_icd(device) and not unread
    kind = device.get("type") if device is not None else use.get("device")
    return Fact(
        subject=Subject.ICD,
        says=Says.ANSWER if is_known else Says.UNREAD,
        standing=standing,
        code=PRESENT if is_known else "",
        written=tuple(unread) if is_known else tuple(filter(None, (plain(kind), *unread))),
        displays=displays(kind),
        remarks=remarks(use),
        date=words(use, "recordedOn") or words(element(use, "timingPeriod"), "start"),
        ended=end,
        read_yourself=not is_known or standing is Standing.UNSTATED,
        **marks(use, record),
    )


def _alone(record: Record, device: Tree) -> Fact:
    """A device that nobody says is in use by him."""
    return Fact(
        subject=Subject.ICD,
        says=Says.UNREAD,
        standing=_DEVICES.get(words(device, "status"), Standing.UNSTATED),
        written=(plain(device.get("type")),),
        displays=displays(device.get("type")),
        remarks=remarks(device),
        read_yourself=True,
        **marks(device, record),
    )
