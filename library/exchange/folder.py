"""Folders of template files: read whole or not at all, written so that the same library gives the same bytes."""

from __future__ import annotations

import os
import re
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from library.documents import folded
from library.errors import BadDocument, BadValue
from library.template_files import SUFFIX, TemplateFile, read, text_of

#: Read beside templates by `init`, never a template.
QUESTIONS_FILE = "questions.yaml"
#: Files a folder of templates usually has besides; anything else with our suffix is read as a template.
_IGNORED = frozenset({"readme.md", "changelog.md", "license.md", "contributing.md"})
_UNSAFE = re.compile(r'[<>:"\\|?*\x00-\x1f]|^\.+|[. ]+$')


@dataclass(frozen=True, slots=True)
class Written:
    """What an export did: files written anew or changed, left as they were, removed as their template is gone."""

    written: tuple[Path, ...]
    unchanged: int
    removed: tuple[Path, ...]


def read_path(path: Path) -> list[TemplateFile]:
    """Every template in a file or below a folder, folders being groups, in the order of their paths.

    Raises BadDocument for the first file that cannot be read or that claims a name another file has, BadValue for a
    path that is missing or holds no template.
    """
    if not path.is_dir():
        if not path.exists() and not path.is_symlink():
            raise BadValue(f"{path} does not exist", "name a folder of template files, or one file")
        return [read(path)]
    files = _files_in(path)
    if not files:
        raise BadValue(f"{path} holds no template files", f"a template is a text file ending in {SUFFIX}")
    found = [read(file, group="/".join(file.relative_to(path).parent.parts)) for file in files]
    refuse_twins(found)
    return found


def refuse_twins(templates: Sequence[TemplateFile]) -> None:
    """Raises BadDocument where two files claim one name or one id."""
    owners: dict[str, TemplateFile] = {}
    for template in templates:
        keys = dict.fromkeys(folded(name) for name in template.document.names)
        for key in [*keys, *([f"id {template.id}"] if template.id else [])]:
            other = owners.setdefault(key, template)
            if other is not template:
                raise BadDocument(
                    f"{template.file}: “{key}” is also claimed by {other.file}",
                    "rename one of them",
                    file=template.file,
                )


def ids_in(folder: Path) -> set[str]:
    """The ids that the template files below a folder carry."""
    return {id_ for file in (_files_in(folder) if folder.exists() else ()) if (id_ := _id_in(file))}


def write_folder(folder: Path, templates: Iterable[TemplateFile], *, known: Container[str] = ()) -> Written:
    """Writes each template to `group/abbreviation.md`; files of templates that are gone are removed.

    `known` are the ids of every template the library ever had: only a file that carries one of them is removed, and
    only a file of the same template is replaced. Raises BadValue, before anything is written, where another file is in
    the way, or where the folder cannot be written.
    """
    found = {folder / path_of(template): template for template in templates}
    existing = set(_files_in(folder)) if folder.exists() else set()
    for path in sorted(existing & found.keys()):
        _refuse_stranger(path, found[path])
    wanted = {path: text_of(template) for path, template in found.items()}
    written, unchanged = [], 0
    try:
        for path, text in wanted.items():
            if path in existing and path.read_bytes() == text.encode():
                unchanged += 1
                continue
            path.parent.mkdir(parents=True, exist_ok=True)
            _replace(path, text)
            written.append(path)
        removed = [path for path in sorted(existing - wanted.keys()) if _id_in(path) in known]
        for path in removed:
            path.unlink()
    except OSError as error:
        raise BadValue(f"{error.filename or folder} cannot be written: {error.strerror}", "check the folder") from None
    return Written(tuple(written), unchanged, tuple(removed))


def path_of(template: TemplateFile) -> Path:
    """Where an export puts a template, below its folder: one folder for each part of its group."""
    parts = [_safe(part) for part in template.document.group.split("/") if part.strip()]
    name = _safe(template.document.abbreviation) + SUFFIX
    return Path(*parts, f"_{name}" if name in _IGNORED else name)


def _safe(part: str) -> str:
    """The part of a path for a part of a group: nothing a file system refuses, at most 60 characters (240 bytes)."""
    return _UNSAFE.sub("_", part.strip()[:60].strip()) or "_"


def _files_in(folder: Path) -> list[Path]:
    """Every template file below a folder, by its path. Raises BadValue for a folder that may not be read."""

    def refuse(error: OSError) -> None:
        # Left out silently, its templates would look as if they had been taken away.
        raise BadValue(f"{error.filename} cannot be read: {error.strerror}", "check its permissions")

    found = []
    for where, folders, names in os.walk(folder, onerror=refuse):
        folders[:] = [name for name in folders if not name.startswith(".")]
        found += [Path(where, name) for name in names if _is_template(name)]
    return sorted(found)


def _is_template(name: str) -> bool:
    return name.endswith(SUFFIX) and not name.startswith(".") and name.lower() not in _IGNORED


def _id_in(path: Path) -> str:
    """The id a template file carries, '' for any other file."""
    try:
        return read(path).id
    except BadDocument:
        return ""


def _refuse_stranger(path: Path, template: TemplateFile) -> None:
    """Raises BadValue unless the file is this very template: its id, or its name in a file not exported yet."""
    remedy = "nothing was written; move the file away, or export to another folder"
    try:
        there = read(path)
    except BadDocument as error:
        raise BadValue(f"{error.message}, and is in the way of {template.document.abbreviation}", remedy) from None
    if there.id != template.id and (there.id or there.document.abbreviation != template.document.abbreviation):
        raise BadValue(f"{path} is another template, and is in the way of {template.document.abbreviation}", remedy)


def _replace(path: Path, text: str) -> None:
    """Writes beside the file and renames: a reader sees the old text or the new one."""
    temporary = path.with_name(f".{path.name}.new")
    temporary.write_text(text, encoding="utf-8", newline="\n")
    temporary.replace(path)
