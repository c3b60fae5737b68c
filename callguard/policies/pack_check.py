"""Checks a pack file: what is faulty, on which line, and whether its own examples hold."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec
import yaml

from callguard.policies.language_tools import tools_for
from callguard.policies.matchers import PACK_LANGUAGES, pack
from rules.matching.matcher import Matcher, build_matcher, spot
from rules.pack import Entry, Pack, PackError, merge, parse_own, parse_pack


@dataclass(frozen=True, slots=True)
class PackFault:
    """One fault: its line in the file (from 1) and what is wrong."""

    line: int
    fault: str


@dataclass(frozen=True, slots=True)
class PackReport:
    """What came of a check: the faults, and how much the file holds."""

    faults: tuple[PackFault, ...]
    entries: int = 0
    patterns: int = 0
    examples: int = 0


def check_pack(file: Path) -> PackReport:
    """Check a pack, or an organisation's own entries (a file without `version`)."""
    text = file.read_text(encoding="utf-8")
    try:
        document, node = yaml.safe_load(text), yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        return PackReport((PackFault(line, str(error.problem)),))
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        return PackReport((PackFault(1, str(error)),))
    lines = dict(_lines(node))
    try:
        ready = _ready(document)
    except (PackError, msgspec.ValidationError) as error:
        return PackReport((PackFault(_line_of(str(error), node, lines), str(error)),))
    whole = "version" in document
    faults = tuple(
        PackFault(lines.get(entry, 1), fault)
        for entry, fault in _faults(ready)
        if whole or entry in lines or any(f"found by {own} " in fault for own in lines)
    )
    entries = ready.pack.entries
    return PackReport(
        faults,
        len(entries),
        sum(len(entry.say) for entry in entries),
        sum(len(entry.examples) + len(entry.counter) for entry in entries),
    )


def own_faults(folder: Path) -> Iterator[str]:
    """Yield what is wrong with an organisation's own files, named by language, with file and line."""
    for file in sorted(folder.glob("*.yaml")):
        if file.stem not in PACK_LANGUAGES:
            yield f"{file}: expected one of {', '.join(f'{language}.yaml' for language in PACK_LANGUAGES)}"
            continue
        faults = check_pack(file).faults
        yield from (f"{file}:{fault.line}: {fault.fault}" for fault in faults)
        if not faults:
            yield from _not_own(file)


def _not_own(file: Path) -> Iterator[str]:
    try:
        pack(file.stem, file.parent)
    except (PackError, msgspec.ValidationError) as error:
        yield f"{file}:1: {error}"


def _ready(document: object) -> Matcher:
    if isinstance(document, dict) and "version" in document:
        checked = parse_pack(document)
    else:
        own = parse_own(document)
        if own.language not in PACK_LANGUAGES:
            raise PackError(f"language: expected one of {', '.join(PACK_LANGUAGES)}")
        checked = merge(pack(own.language), own)
    return build_matcher(checked, tools_for(checked.language))


def _faults(ready: Matcher) -> Iterator[tuple[str, str]]:
    for entry in ready.pack.entries:
        yield from ((entry.id, fault) for fault in _entry_faults(ready, entry))
    for phrase in ready.pack.watch:
        spotted = spot(ready, phrase)
        if not spotted.hits and not spotted.demands:
            yield "watch", f"watch: {phrase!r} is found by no entry and no demand"
    for pattern, owners in _doubled(ready.pack).items():
        yield owners[-1], f"{owners[-1]}: pattern {pattern!r} is in {owners[0]} too"


def _entry_faults(ready: Matcher, entry: Entry) -> Iterator[str]:
    for example in entry.examples:
        if entry.act not in [hit.act for hit in spot(ready, example).hits]:
            yield f"{entry.id}: example {example!r} is not found"
    for counter in entry.counter:
        for hit in spot(ready, counter).hits:
            yield f"{entry.id}: counter-example {counter!r} is found by {hit.entry} ({hit.matched!r})"


def _doubled(checked: Pack) -> dict[str, list[str]]:
    owners: dict[str, list[str]] = {}
    for entry in checked.entries:
        for pattern in dict.fromkeys(entry.say):
            owners.setdefault(pattern, []).append(entry.id)
    return {pattern: names for pattern, names in owners.items() if len(names) > 1}


def _lines(node: yaml.Node | None) -> Iterator[tuple[str, int]]:
    """Yield the id of each entry, demand and guard with its line."""
    if isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _lines(item)
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == "id" and isinstance(value, yaml.ScalarNode):
                yield value.value, key.start_mark.line + 1
            yield from _lines(value)


def _line_of(fault: str, node: yaml.Node | None, lines: dict[str, int]) -> int:
    """Find the line that a fault speaks of: by its path (`$.entries[3]`), or by the entry it names."""
    path = fault.partition("`$")[2].rstrip("`")
    place, line = node, 1
    for part in path.replace("[", ".").replace("]", "").split("."):
        if not part:
            continue
        if isinstance(place, yaml.MappingNode):
            place = next((value for key, value in place.value if key.value == part), None)
        elif isinstance(place, yaml.SequenceNode) and part.isdigit() and int(part) < len(place.value):
            place = place.value[int(part)]
        line = place.start_mark.line + 1 if place is not None else line
    named = [number for name, number in lines.items() if fault.startswith((f"{name}:", f"guard {name}:"))]
    return named[0] if named else line
