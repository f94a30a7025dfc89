"""What a person has set: options before environment before the config file before defaults. Read once, passed on."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from library.desk.embedded import SCHEME, Head, file_of, read_head
from library.errors import BadValue
from snippets.config_file import Value, parts_of, read_file, write_setting
from snippets.places import config_folder, data_folder, desk_of, known_library, user_of, without_password

SERVER_SCHEME = "postgresql+psycopg://"
DEFAULT_CHANNEL = "email"
DEFAULT_LOCALE = "en"
DEFAULT_SYNC_SECONDS = 60
DEFAULT_IDLE_MINUTES = 30
#: A customer's values never stay longer than half a working day.
MAXIMUM_IDLE_MINUTES = 240


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
    locale: str = DEFAULT_LOCALE
    sync_seconds: int = DEFAULT_SYNC_SECONDS
    #: After so many minutes without a key a customer's values are cleared.
    idle_minutes: int = DEFAULT_IDLE_MINUTES
    clipboard: str = ""
    theme: str = ""
    #: Keys set to others: by a binding's id its key, or keys with commas. Not checked here: see screens/keymap.py.
    keys: Mapping[str, str] = {}
    #: The folder of the agent's own template files, '' for none.
    mine: str = ""
    #: A folder with a model2vec model that takes the place of the built-in word vectors, '' for these.
    encoder: str = ""
    file: str = ""
    data: str = ""
    is_default_library: bool = False
    #: What an option or the environment decides over the file, by setting: `--as`, `SNIPPETS_AS`.
    given: Mapping[str, str] = {}
    #: A library in a file, as it was when the config was read; None for a server, or where none can be read.
    head: Head | None = None

    def __repr__(self) -> str:
        """For whoever debugs: an address may hold a password, and tracebacks are sent to others."""
        return f"Config(library={without_password(self.library)!r}, agent={self.agent!r}, file={self.file!r})"

    @property
    def has_desk(self) -> bool:
        """Whether anything was ever taken from this library to this machine."""
        return bool(self.desk) and os.path.exists(self.desk)

    @property
    def is_asked(self) -> bool:
        """Whether the questions of the first start were answered, or skipped, or the answers written by hand."""
        return bool({"first_name", "asked"} & self.profile.keys())

    @property
    def is_toured(self) -> bool:
        """Whether somebody wrote `toured` below [agent]: then the first start shows no tour."""
        return "toured" in self.profile


def load(environment: Mapping[str, str] = os.environ, *, library: str = "", desk: str = "", agent: str = "") -> Config:
    """The config for this run. Raises BadValue for a config file or address that cannot be understood."""
    file = environment.get("SNIPPETS_CONFIG") or os.path.join(config_folder(environment), "config.toml")
    values = read_file(file)
    data = environment.get("SNIPPETS_DATA") or data_folder(environment)
    named = library or environment.get("SNIPPETS_LIBRARY") or _text(values, "library")
    profile = _texts(values, "agent")
    config = Config(
        library=_address(named) if named else f"{SCHEME}{os.path.join(data, 'library.db')}",
        desk=os.path.expanduser(desk or environment.get("SNIPPETS_DESK") or _text(values, "desk")),
        agent=agent or environment.get("SNIPPETS_AS") or _text(values, "as") or user_of(named) or _account(environment),
        profile=profile,
        company=_texts(values, "company"),
        own=_texts(values, "own"),
        context_command=_text(values, "context_command"),
        channel=profile.get("channel") or DEFAULT_CHANNEL,
        locale=_text(values, "locale") or DEFAULT_LOCALE,
        sync_seconds=_seconds(values),
        idle_minutes=_idle_minutes(values),
        clipboard=_text(values, "clipboard"),
        theme=_text(values, "theme"),
        keys=_keys(values),
        mine=_folder(_text(values, "mine"), data),
        encoder=os.path.expanduser(_text(values, "encoder")),
        file=file,
        data=data,
        is_default_library=not named,
        given=_given(environment, library=library, desk=desk, agent=agent),
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


def remember(config: Config, key: str, value: Value) -> Config:
    """Writes one key (`theme`, `agent.first_name`) into the config file, whose comments stay, and into the config.

    Raises BadValue where the file cannot be written.
    """
    write_setting(config.file, key, value)
    return with_setting(config, key, value)


def forget(config: Config, key: str) -> Config:
    """Takes one key out of the config file: from now on its default counts. Raises BadValue as `remember` does."""
    write_setting(config.file, key, None)
    return with_setting(config, key, None)


def with_setting(config: Config, key: str, value: Value | None) -> Config:
    """The config with one setting changed, None for its default. What is settled at the start (library, as) stays."""
    section, name = parts_of(key)
    text, number = str(value or ""), value if isinstance(value, int) else None
    match section or name:
        case "agent":
            profile = _with(config.profile, name, text)
            return config._replace(profile=profile, channel=profile.get("channel") or DEFAULT_CHANNEL)
        case "company":
            return config._replace(company=_with(config.company, name, text))
        case "own":
            return config._replace(own=_with(config.own, name, text))
        case "keys":
            return config._replace(keys=_with(config.keys, name, text))
        case "theme":
            return config._replace(theme=text)
        case "locale":
            return config._replace(locale=text or DEFAULT_LOCALE)
        case "clipboard":
            return config._replace(clipboard=text)
        case "context_command":
            return config._replace(context_command=text)
        case "encoder":
            return config._replace(encoder=os.path.expanduser(text))
        case "mine":
            return config._replace(mine=_folder(text, config.data))
        case "sync_seconds":
            return config._replace(sync_seconds=DEFAULT_SYNC_SECONDS if number is None else number)
        case "idle_minutes":
            return config._replace(idle_minutes=DEFAULT_IDLE_MINUTES if number is None else number)
    return config


def _with(table: Mapping[str, str], name: str, text: str) -> dict[str, str]:
    others = {key: value for key, value in table.items() if key != name}
    return {**others, name: text} if text else others


def _address(named: str) -> str:
    """An address as given, or the `sqlite:///` address of a path."""
    scheme, mark, place = named.partition("://")
    if not mark:
        if ":" in named.partition("/")[0] and "@" in named:  # not a path, and never to be shown as one
            raise BadValue(
                "the library's address does not begin with its kind", f"write {SERVER_SCHEME}USER@SERVER/NAME"
            )
        return f"{SCHEME}{os.path.abspath(os.path.expanduser(named))}"
    if scheme == "folder" and place:
        return f"folder://{os.path.abspath(os.path.expanduser(place))}"
    if scheme not in ("sqlite", "postgresql", "postgresql+psycopg") or (scheme == "sqlite" and not file_of(named)):
        raise BadValue(
            f"“{scheme}://” is no library address",
            "write sqlite:////path/library.db, folder:///shared/folder or postgresql+psycopg://server/name",
        )
    return named.replace("postgresql://", SERVER_SCHEME, 1)


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


def _idle_minutes(values: Mapping[str, object]) -> int:
    minutes = values.get("idle_minutes", DEFAULT_IDLE_MINUTES)
    if not isinstance(minutes, int) or isinstance(minutes, bool) or not 1 <= minutes <= MAXIMUM_IDLE_MINUTES:
        raise BadValue(
            f"the setting idle_minutes is no number of minutes from 1 to {MAXIMUM_IDLE_MINUTES}",
            f"write idle_minutes = {DEFAULT_IDLE_MINUTES}",
        )
    return minutes


def _keys(values: Mapping[str, object]) -> dict[str, str]:
    """The table [keys] as texts. Never refused: a faulty key is told by the app and by doctor, and nothing stops."""
    table = values.get("keys", {})
    return dict(_flattened(table)) if isinstance(table, dict) else {"keys": str(table)}


def _flattened(table: Mapping[str, object], before: str = "") -> Iterator[tuple[str, str]]:
    """Every name with its text; without quotes `find.use = ...` means tables in tables."""
    for name, value in table.items():
        if isinstance(value, dict):
            yield from _flattened(value, f"{before}{name}.")
        else:
            texts = value if isinstance(value, list) else [value]
            yield f"{before}{name}", ",".join(str(text) for text in texts)


def _folder(named: str, data: str) -> str:
    """The folder of the agent's own templates; a name without a place counts from the person's home."""
    if named:
        return os.path.join(os.path.expanduser("~"), os.path.expanduser(named))
    return os.path.join(data, "mine") if data else ""


def _given(environment: Mapping[str, str], **options: str) -> dict[str, str]:
    """What options or the environment decide, and by which name."""
    given = {}
    for option, variable in (("library", "SNIPPETS_LIBRARY"), ("desk", "SNIPPETS_DESK"), ("agent", "SNIPPETS_AS")):
        key = "as" if option == "agent" else option
        if options[option]:
            given[key] = f"--{key}"
        elif environment.get(variable):
            given[key] = variable
    return given


def _account(environment: Mapping[str, str]) -> str:
    """The account's name, as the system tells it without a look-up over the network."""
    if name := next((name for key in ("LOGNAME", "USER", "USERNAME") if (name := environment.get(key))), ""):
        return name
    try:
        import pwd

        return pwd.getpwuid(os.getuid()).pw_name
    except (ImportError, KeyError):
        return "agent"
