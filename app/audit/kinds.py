"""What stands in the trail, in words: every kind that is written anywhere, and the facts it carries."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from app.audit.chain import Entry
from app.clock import local
from app.codelists import known, label
from app.i18n import _

Named = Callable[[str], str]

_MOST = 40


@dataclass(frozen=True, slots=True)
class About:
    """One fact of an entry in words; `short` is what a narrow column needs to say of it, if anything."""

    name: str
    value: str
    short: bool


def areas() -> dict[str, str]:
    """What the kinds belong to, in the order in which a person looks for them."""
    return {
        "papers": _("Cases and papers"),
        "walls": _("Sealed cases and evidence"),
        "people": _("People and keys"),
        "store": _("Records and backups"),
        "keeping": _("Periods and erasure"),
        "counts": _("Counts"),
        "manuals": _("Manuals"),
    }


def all_kinds() -> dict[str, tuple[str, str]]:
    """Every kind: its area, and what happened."""
    return {
        "case_read": ("papers", _("A case was read by a command")),
        "document_previewed": ("papers", _("A paper was looked at before it was made")),
        "document_exported": ("papers", _("A paper left the store")),
        "document_export_failed": ("papers", _("A paper could not be put in its place")),
        "report_exported": ("papers", _("A report left the store")),
        "report_export_failed": ("papers", _("A report could not be put in its place")),
        "paper_submitted": ("papers", _("A paper was handed to the managers")),
        "submission_read": ("papers", _("A manager read a paper that was handed to them")),
        "submission_exported": ("papers", _("A manager wrote a paper that was handed to them to a file")),
        "submission_removed": ("papers", _("A paper was taken back from the managers")),
        "conference_pack_previewed": ("papers", _("Copies for a case conference were looked at before they were made")),
        "conference_copy_made": ("papers", _("A numbered copy for a case conference was made")),
        "conference_copy_ended": ("papers", _("It was noted what became of a copy of a case conference")),
        "conference_minutes_made": ("papers", _("The minutes of a case conference were made")),
        "reports_opened": ("papers", _("Reports that had arrived sealed were opened")),
        "report_read": ("papers", _("A report from outside was read")),
        "report_answered": ("papers", _("A report from outside was answered")),
        "report_decided": ("papers", _("It was decided whether the person of a report is contacted")),
        "report_drafted": ("papers", _("A report from outside became a case")),
        "report_registered": ("papers", _("A report from outside became an entry about public material")),
        "material_letter_made": ("papers", _("A letter about public material was made")),
        "material_exported": ("papers", _("The list of public material left the store")),
        "material_photo_taken_in": ("papers", _("A photo was taken into the register of public material")),
        "material_photo_looked_at": ("papers", _("A photo of public material was looked at")),
        "material_photo_let_go": ("papers", _("A photo of public material was erased")),
        "material_erased": ("keeping", _("Entries about public material were erased after their time")),
        "report_taken_down": ("papers", _("A report was taken down by telephone or in person")),
        "report_withdrawn": ("papers", _("A reporter took a report back")),
        "report_kept_apart": ("walls", _("A report from outside was kept from officers it may name")),
        "report_names_all": ("walls", _("A report was left sealed: it may name every officer who could read it")),
        "report_name_decided": ("walls", _("It was decided whether a report names somebody who works here")),
        "reports_moved": ("papers", _("Reports from outside were closed, opened again or put aside")),
        "page_key_made": ("people", _("The report page got a key")),
        "page_keys_signed": ("people", _("Keys for the report page were signed")),
        "page_keys_strange": (
            "people",
            _("Keys for the report page were left out: nobody who may make them had signed them"),
        ),
        "page_signed": ("people", _("A manager let the report page stand as it was seen")),
        "page_differs": ("people", _("The report page was found to differ from what was signed")),
        "page_as_signed": ("people", _("The report page was found as it was signed again")),
        "recovery_paper_made": ("people", _("A recovery key for arrived reports was made on paper")),
        "recovery_paper_tried": ("people", _("The recovery key for arrived reports was tried out")),
        "report_file_stated": ("papers", _("It was said what an attachment of a report is")),
        "report_file_let_go": ("papers", _("An attachment of a report was not kept: it may hold a sexual image")),
        "flood_emptied": ("papers", _("Reports that were put aside as a flood were erased")),
        "document_destroyed": ("papers", _("A paper was confirmed as destroyed")),
        "survivor_copy_asked": ("papers", _("It was asked whether a copy of their own is safe")),
        "book_exported": ("papers", _("A book of a manual was made")),
        "handout_previewed": ("papers", _("A hand-out was looked at before it was made")),
        "handout_given": ("papers", _("A hand-out was given")),
        "deletion_noted": ("papers", _("Addresses for deletion were written down")),
        "deletion_asked": ("papers", _("Deletion was asked for")),
        "separation_written": ("papers", _("A separation order was written down")),
        "employer_duty_followed": ("papers", _("What an employer owes was followed up")),
        "duty_recorded": ("papers", _("A report to an authority was recorded")),
        "duty_amended": ("papers", _("A recorded report was corrected")),
        "exchange_exported": ("papers", _("Cases were written into a sealed file")),
        "exchange_export_failed": ("papers", _("The sealed file could not be put in its place")),
        "exchange_imported": ("papers", _("Cases of a file were taken in")),
        "open_exported": ("papers", _("Cases left the house in an open format")),
        "table_imported": ("papers", _("Cases of a table were taken in")),
        "table_import_undone": ("papers", _("An import of cases was undone")),
        "case_assigned": ("papers", _("A case was given to somebody")),
        "case_offered": ("papers", _("Somebody was asked to take a case over")),
        "case_taken_over": ("papers", _("A case was taken over")),
        "case_offer_declined": ("papers", _("Taking a case over was declined")),
        "case_offer_withdrawn": ("papers", _("The request to take a case over was taken back")),
        "case_transfer_sent": ("papers", _("Another organisation was asked to take a case")),
        "case_transferred": ("papers", _("Another organisation took a case")),
        "case_transfer_declined": ("papers", _("Another organisation did not take a case")),
        "review_asked": ("papers", _("A supervisor was asked to look at something")),
        "review_approved": ("papers", _("A supervisor approved what was asked")),
        "review_returned": ("papers", _("A supervisor gave back what was asked")),
        "review_withdrawn": ("papers", _("A request to the supervisor was taken back")),
        "case_sight": ("papers", _("A case of somebody else was opened for a reason")),
        "party_held": ("walls", _("A contact was held: it may come from the other party")),
        "party_decided": ("walls", _("It was decided from whom a held contact came")),
        "cases_merged": ("papers", _("Two records of one person were put together")),
        "merge_undone": ("papers", _("Two records that were put together are two again")),
        "shift_handed_over": ("papers", _("Open things were handed to the next shift")),
        "shift_accepted": ("papers", _("Something of a shift was taken over")),
        "shift_declined": ("papers", _("Something of a shift was left with its sender")),
        "shift_withdrawn": ("papers", _("Something of a shift was taken back")),
        "conflict_found": ("walls", _("Somebody of the staff may be a party to a case")),
        "conflict_dismissed": ("walls", _("It was decided that somebody of the staff is no party")),
        "case_sealed": ("walls", _("A case was sealed")),
        "case_unsealed": ("walls", _("A sealed case was opened for all again")),
        "seal_granted": ("walls", _("A sealed case was opened for one more person")),
        "evidence_taken_in": ("walls", _("A file of evidence was taken in")),
        "evidence_referred": ("walls", _("A reference to evidence elsewhere was written down")),
        "evidence_looked_at": ("walls", _("A file of evidence was looked at")),
        "evidence_checked": ("walls", _("A file of evidence was read to its end and checked")),
        "evidence_handed_over": ("walls", _("A file of evidence was handed over")),
        "evidence_sheet_made": ("walls", _("A custody sheet was made")),
        "evidence_stopped": ("walls", _("A piece of evidence was stopped")),
        "evidence_released": ("walls", _("A stopped piece of evidence was opened again")),
        "seal_withdrawn": ("walls", _("A sealed case was closed to somebody, with a new key")),
        "seal_renewed": ("walls", _("A sealed case got a new key")),
        "sealed_opened": ("walls", _("A sealed case was opened")),
        "sealed_opened_by_two": ("walls", _("A sealed case was opened by two people")),
        "staff_change_begun": ("people", _("A change of the staff was begun")),
        "staff_enrolled": ("people", _("Somebody joined the staff")),
        "staff_changed": ("people", _("The role or rights of somebody were changed")),
        "staff_removed": ("people", _("Somebody left the staff")),
        "staff_reset": ("people", _("A lost passphrase was replaced by two people")),
        "staff_theft": ("people", _("Keys were renewed after a suspected theft")),
        "way_added": ("people", _("Somebody made one more way in for themselves")),
        "way_removed": ("people", _("Somebody took one of their ways in away")),
        "keys_renewed": ("people", _("New keys of the centre took over")),
        "office_signed": ("people", _("A manager signed what all here share")),
        "unlock_failed": ("people", _("Unlocking the centre failed")),
        "computer_key_renewed": ("people", _("This computer signs with a new key from now on")),
        "glass_broken": ("people", _("Two people opened what one may not")),
        "restore_drilled": ("store", _("A backup was tried out")),
        "backup_made": ("store", _("A backup was made")),
        "backup_gone": ("store", _("A backup was noted as gone")),
        "store_compacted": ("store", _("The record files were written anew")),
        "practice": ("store", _("A practice centre was made")),
        "freshness_doubted": ("store", _("Records older than remembered were found")),
        "lock_doubted": ("store", _("The lock had been made anew beyond what cases remember")),
        "set_aside_removed": ("store", _("A record file that had been set aside was taken away")),
        "manifest_mended": ("store", _("The manifest named record files that were not there, and was put right")),
        "key_store_forgot": ("store", _("The key store did not remember this centre")),
        "relay_forgot": ("store", _("The relay did not remember this centre")),
        "audit_exported": ("store", _("The audit trail was written into a file")),
        "audit_export_failed": ("store", _("The file of the audit trail could not be put in its place")),
        "retention_reviewed": ("keeping", _("It was decided whether a record is kept")),
        "hold_set": ("keeping", _("A case was put on hold against erasure")),
        "hold_released": ("keeping", _("A hold against erasure was lifted")),
        "records_erased": ("keeping", _("Records were erased")),
        "erasures_applied": ("keeping", _("Earlier erasures were applied to a restored backup")),
        "deletion_certified": ("keeping", _("A certificate of deletion was made")),
        "counts.closed": ("counts", _("A round of counts was closed")),
        "counts.sent": ("counts", _("A round of counts was released for sending")),
        "counts.held": ("counts", _("A round of counts was held")),
        "counts.dropped": ("counts", _("A round of counts was given up")),
        "counts.acknowledged": ("counts", _("A receipt for a round of counts came")),
        "counts.refused": ("counts", _("A round of counts was refused")),
        "manual_installed": ("manuals", _("A manual came into use")),
        "manual_returned": ("manuals", _("An earlier manual came into use again")),
        "manual_key_pinned": ("manuals", _("A key for manuals was trusted")),
        "manual_key_unpinned": ("manuals", _("A key for manuals is trusted no longer")),
    }


def told(kind: str) -> str:
    """What happened, in words; a kind of a later version says so."""
    known = all_kinds().get(kind)
    return known[1] if known else _("Something this version has no words for: {kind}").format(kind=kind)


def file_word(name: str) -> str:
    """The record files as people call them."""
    words = {
        "casework": _("casework"), "office": _("what all share"), "training": _("training"),
        "evidence": _("evidence"), "intake": _("arrived reports"), "public-material": _("public material"),
    }  # fmt: skip
    return _("a sealed case") if name.startswith("sealed") else words.get(name, name)


def about(entry: Entry, case_number: Named, name: Named) -> tuple[About, ...]:
    """The facts of an entry in words; `case_number` and `name` read ids of cases and of staff."""
    labels = _labels()
    found = []
    for key, value in entry.facts.items():
        if value is None or value in ("", [], {}):
            continue
        word, short = labels.get(key, (key, False))
        text = (
            case_number(str(value))
            if key in ("case", "gone")
            else name(str(value))
            if key in _PEOPLE
            else _value(key, value)
        )
        found.append(About(word, text, short))
    return tuple(found)


_PEOPLE = ("user", "person", "second", "member", "to", "before")


def _labels() -> Mapping[str, tuple[str, bool]]:
    """The names of facts; those that are short stand in the list, all of them in the details."""
    return {
        "case": (_("Case"), True),
        "number": (_("Number"), True),
        "cases": (_("Cases"), True),
        "contacts": (_("Contacts"), True),
        "rows": (_("Rows"), True),
        "stayed": (_("Stayed"), True),
        "name_digest": (_("Fingerprint of the file's name"), False),
        "user": (_("Person"), True),
        "person": (_("Person"), True),
        "member": (_("Person"), True),
        "second": (_("Second person"), True),
        "people": (_("People"), True),
        "to": (_("To whom"), True),
        "before": (_("From whom"), True),
        "rights": (_("Rights"), True),
        "begun": (_("What was begun"), True),
        "day": (_("Day"), True),
        "tried": (_("When it was tried"), True),
        "uncounted": (_("More tries, known by their number only"), True),
        "device": (_("Computer"), False),
        "compartments": (_("Parts of the centre"), True),
        "waiting": (_("Still waiting"), True),
        "by_two": (_("By two people"), True),
        "exact": (_("Exact figures"), True),
        "records": (_("Records"), True),
        "holds": (_("Everything whole"), True),
        "item": (_("Evidence"), False),
        "conflict": (_("Match"), False),
        "match": (_("Match"), False),
        "what": (_("What"), True),
        "why": (_("Why"), True),
        "organisation": (_("Organisation"), False),
        "gone": (_("Other number"), True),
        "reason": (_("Reason"), True),
        "profile": (_("Kind of paper"), True),
        "encrypted": (_("Locked"), True),
        "period": (_("Period"), True),
        "problem": (_("Problem"), True),
        "duty": (_("Duty"), True),
        "decision": (_("Decision"), True),
        "databases": (_("Record files"), True),
        "manual": (_("Manual"), True),
        "pack": (_("Manual"), True),
        "version": (_("Version"), True),
        "entries": (_("Entries"), True),
        "items": (_("Things"), True),
        "entry": (_("Entry about public material"), False),
        "format": (_("As what"), True),
        "whole": (_("Everything whole"), True),
        "role": (_("Role"), True),
        "compartment": (_("Part of the centre"), True),
        "listed": (_("Listed"), True),
        "found": (_("Found"), True),
        "anchor": (_("The anchor was whole"), False),
        "key_store": (_("Found by the key store"), False),
        "relay": (_("Found by the relay"), False),
        "by": (_("By"), False),
        "side": (_("Reader"), False),
        "language": (_("Language"), False),
        "lost": (_("Left out"), False),
        "sha256": (_("Fingerprint of the file"), False),
        "hash": (_("Fingerprint"), False),
        "key": (_("Fingerprint of the key"), False),
        "keys": (_("Fingerprint of the key"), False),
        "receipt": (_("Fingerprint of the receipt"), False),
        "backup": (_("Backup"), False),
        "file": (_("File"), False),
        "copy": (_("Copy"), False),
        "note": (_("Note"), False),
        "report": (_("Report"), False),
        "round": (_("Round"), False),
        "record": (_("Record"), False),
        "hold": (_("Hold"), False),
        "sealed": (_("Sealed case"), False),
        "destruction": (_("Line of the destruction log"), False),
        "safe_to_take": (_("Safe to take along"), False),
        "form": (_("As what"), False),
        "way": (_("Way in"), True),
        "seed": (_("Seed"), False),
    }


def _value(key: str, value: Any) -> str:
    """A code in words where it has some."""
    if key == "begun":
        return told(str(value))
    if key == "tried":
        return f"{local(int(value)):%Y-%m-%d %H:%M}"
    if key in ("role", "rights"):
        codes = [str(one) for one in (value if isinstance(value, list) else [value])]
        return ", ".join(label(key.rstrip("s"), one) if known(key.rstrip("s"), one) else one for one in codes)
    words = {
        "profile": {
            "full": _("full summary"), "referral": _("referral letter"), "survivor": _("their own copy"),
            "report": _("report of the centre"),
        },
        "side": {"victim": _("for the person"), "police": _("for the police")},
        "language": {"ko": _("Korean"), "en": _("English")},
        "format": {"pdf": "PDF", "csv": "CSV", "xlsx": "XLSX", "clipboard": _("in the clipboard")},
        "safe_to_take": {"yes": _("Yes"), "no": _("No"), "unsure": _("Not sure")},
        "by": {"command": _("by a command")},
        "way": {"device": _("This computer"), "keyfile": _("Key file"), "paper": _("Printed code")},
        "form": {
            "paper": _("on paper"), "read_aloud": _("read aloud"), "keep_here": _("kept here"), "normal": _("normal"),
            "large": _("large print"), "discreet": _("discreet card"), "card": _("card"),
        },
    }  # fmt: skip
    return words.get(key, {}).get(str(value)) or _text(value)


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, list):
        return ", ".join(_text(one) for one in value)
    text = file_word(str(value))
    return text if len(text) <= _MOST else f"{text[:16]}…"
