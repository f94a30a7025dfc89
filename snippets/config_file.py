"""The config file itself: read as it is, and written one setting at a time so that its comments stay."""

from __future__ import annotations

import os
from collections.abc import MutableMapping

from library.errors import BadValue

#: Settings of a table of their own (`agent.first_name`) are named by table and name; a name may hold dots itself.
Value = str | int


def read_file(file: str) -> dict[str, object]:
    """What the file holds, {} where there is none. Raises BadValue where it cannot be understood."""
    if not os.path.exists(file):
        return {}
    import tomllib  # 3 ms, and most machines have no file on their first day

    try:
        with open(file, "rb") as stream:
            return tomllib.load(stream)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadValue(f"{file} cannot be read: {error}", "correct the line, or move the file away") from None
    except OSError as error:
        raise BadValue(f"{file} cannot be read: {error.strerror}", "check its permissions") from None


def write_setting(path: str, key: str, value: Value | None) -> None:
    """Writes one setting, or with None takes it out. Raises BadValue where the file cannot be written."""
    from pathlib import Path

    import tomlkit  # only when something is written
    from tomlkit.exceptions import TOMLKitError

    from library.filesystem import make_private_file, make_private_folder

    try:
        file = Path(path).resolve()  # a link to where somebody keeps their settings stays one
        if value is None and not file.exists():
            return
        make_private_folder(file.parent)
        document = tomlkit.parse(file.read_text(encoding="utf-8") if file.exists() else "")
        section, name = parts_of(key)
        table = document.setdefault(section, tomlkit.table()) if section else document
        _put(table, name, value)
        if section and not table:
            del document[section]
        temporary = file.with_suffix(".new")
        make_private_file(temporary)  # the library's address may hold a password
        temporary.write_text(tomlkit.dumps(document), encoding="utf-8")
        temporary.replace(file)
    except OSError as error:
        raise BadValue(f"{path} cannot be written: {error.strerror}", "check the folder's permissions") from None
    except (TOMLKitError, UnicodeDecodeError, TypeError) as error:
        raise BadValue(f"{path} cannot be read: {error}", "correct the line, or move the file away") from None


def parts_of(key: str) -> tuple[str, str]:
    """`agent.first_name` as its table and name; a setting outside of tables has the table ''."""
    section, dot, name = key.partition(".")
    return (section, name) if dot else ("", section)


def _put(table: MutableMapping[str, object], name: str, value: Value | None) -> None:
    """Sets or removes one name; a dotted one that somebody wrote as tables in tables (`find.use = ...`) gives way."""
    first, dot, rest = name.partition(".")
    inner = table.get(first)
    if dot and isinstance(inner, MutableMapping):
        _put(inner, rest, None)
        if not inner:
            del table[first]
    if value is None:
        table.pop(name, None)
    elif table.get(name) != value:
        table[name] = value
