"""What a person has set: options before environment before the config file before defaults. Read once, passed on."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import NamedTuple

from library.desk.embedded import SCHEME, Head, file_of, read_head
from library.errors import BadValue
from snippets.places import config_folder, data_folder, desk_of, known_library

DEFAULT_CHANNEL = "email"
DEFAULT_SYNC_SECONDS = 60


class Config(NamedTuple):
    """Everything a screen or command may want to know about this person and machine. Paths are texts (see places)."""

    library: str
    desk: str
    agent: str
    profile: Mapping[str, str] = {}
    company: Mapping[str, str] = {}
    #: The agent's own values of fields marked `own: yes`, by field name: the only fill-ins ever written down.
    own: Mapping[str, str] = {}
    #: A command that prints the current ticket as JSON, '' for none.
    context_command: str = ""
    channel: str = DEFAULT_CHANNEL
    locale: str = "en"
    sync_seconds: int = DEFAULT_SYNC_SECONDS
    clipboard: str = ""
    theme: str = ""
    file: str = ""
    data: str = ""
    is_default_library: bool = False
    #: A library in a file, as it was when the config was read; None for a server, or where none can be read.
    head: Head | None = None

    @property
    def has_desk(self) -> bool:
        """Whether anything was ever taken from this library to this machine."""
        return bool(self.desk) and os.path.exists(self.desk)


def load(environment: Mapping[str, str] = os.environ, *, library: str = "", desk: str = "", agent: str = "") -> Config:
    """The config for this run. Raises BadValue for a config file or address that cannot be understood."""
    file = environment.get("SNIPPETS_CONFIG") or os.path.join(config_folder(environment), "config.toml")
    values = _read(file)
    data = environment.get("SNIPPETS_DATA") or data_folder(environment)
    named = library or environment.get("SNIPPETS_LIBRARY") or _text(values, "library")
    profile = _texts(values, "agent")
    config = Config(
        library=_address(named) if named else f"{SCHEME}{os.path.join(data, 'library.db')}",
        desk=os.path.expanduser(desk or environment.get("SNIPPETS_DESK") or _text(values, "desk")),
        agent=agent or environment.get("SNIPPETS_AS") or _text(values, "as") or _account(environment),
        profile=profile,
        company=_texts(values, "company"),
        own=_texts(values, "own"),
        context_command=_text(values, "context_command"),
        channel=profile.get("channel") or DEFAULT_CHANNEL,
        locale=_text(values, "locale") or "en",
        sync_seconds=_seconds(values),
        clipboard=_text(values, "clipboard"),
        theme=_text(values, "theme"),
        file=file,
        data=data,
        is_default_library=not named,
    )
    return looked_up(config)


def looked_up(config: Config) -> Config:
    """The config with the library's head as it is now, and with the desk that belongs to that library.

    Where the library was never reached from here, the desk stays ''.
    """
    file = file_of(config.library)
    head = read_head(file) if file else None
    library_id = head.library_id if head else known_library(config.data, config.library)
    desk = config.desk or (desk_of(config.data, library_id) if library_id else "")
    return config._replace(head=head, desk=desk)


def remember(config: Config, key: str, value: str) -> Config:
    """Writes one key (`theme`, `agent.first_name`) into the config file, whose comments stay, and into the config.

    Raises BadValue where the file cannot be written.
    """
    from pathlib import Path

    import tomlkit  # only when something is written
    from tomlkit.exceptions import TOMLKitError

    from library.filesystem import make_private_file, make_private_folder

    section, _, name = key.rpartition(".")
    try:
        file = Path(config.file).resolve()  # a link to where somebody keeps their settings stays one
        make_private_folder(file.parent)
        document = tomlkit.parse(file.read_text(encoding="utf-8") if file.exists() else "")
        table = document.setdefault(section, tomlkit.table()) if section else document
        table[name] = value
        temporary = file.with_suffix(".new")
        make_private_file(temporary)  # the library's address may hold a password
        temporary.write_text(tomlkit.dumps(document), encoding="utf-8")
        temporary.replace(file)
    except OSError as error:
        raise BadValue(f"{config.file} cannot be written: {error.strerror}", "check the folder's permissions") from None
    except (TOMLKitError, UnicodeDecodeError, TypeError) as error:
        raise BadValue(f"{config.file} cannot be read: {error}", "correct the line, or move the file away") from None
    if section == "agent":
        return config._replace(profile={**config.profile, name: value})
    if section == "own":
        return config._replace(own={**config.own, name: value})
    return config._replace(theme=value) if key == "theme" else config


def _address(named: str) -> str:
    """An address as given, or the `sqlite:///` address of a path."""
    scheme, mark, _ = named.partition("://")
    if not mark:
        return f"{SCHEME}{os.path.abspath(os.path.expanduser(named))}"
    if scheme not in ("sqlite", "postgresql", "postgresql+psycopg") or (scheme == "sqlite" and not file_of(named)):
        raise BadValue(
            f"“{scheme}://” is no library address",
            "write sqlite:////path/library.db or postgresql+psycopg://server/name",
        )
    return named.replace("postgresql://", "postgresql+psycopg://", 1)


def _read(file: str) -> dict[str, object]:
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


def _text(values: Mapping[str, object], key: str) -> str:
    value = values.get(key, "")
    if not isinstance(value, str):
        raise BadValue(f"the setting {key} is not a text", f'write {key} = "..." in the config file')
    return value


def _texts(values: Mapping[str, object], section: str) -> dict[str, str]:
    table = values.get(section, {})
    if not isinstance(table, dict) or not all(isinstance(value, str) for value in table.values()):
        raise BadValue(f"the setting [{section}] holds something that is not a text", "quote its values")
    return dict(table)


def _seconds(values: Mapping[str, object]) -> int:
    seconds = values.get("sync_seconds", DEFAULT_SYNC_SECONDS)
    if not isinstance(seconds, int) or isinstance(seconds, bool) or seconds < 0:
        raise BadValue("the setting sync_seconds is no number of seconds", "write sync_seconds = 60, or 0 for never")
    return seconds


def _account(environment: Mapping[str, str]) -> str:
    """The account's name, as the system tells it without a look-up over the network."""
    if name := next((name for key in ("LOGNAME", "USER", "USERNAME") if (name := environment.get(key))), ""):
        return name
    try:
        import pwd

        return pwd.getpwuid(os.getuid()).pw_name
    except (ImportError, KeyError):
        return "agent"
