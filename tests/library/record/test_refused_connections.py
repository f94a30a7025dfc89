"""Addresses that lead nowhere and servers that refuse: one line that says what is wrong, and what to do about it."""

from __future__ import annotations

import shutil
import socket
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg
import pytest
from servers import OwnServer, Server
from sqlalchemy import text

from library.errors import BadValue, LibraryError, NotAllowed, StoreBusy, StoreReadOnly, StoreUnreachable, WrongPassword
from library.record.database import Library, create_library, open_library
from library.record.engines import PATIENT


def told(address: str, kind: type[LibraryError] = StoreUnreachable) -> str:
    """What is said about an address: message and hint in one."""
    with pytest.raises(kind) as caught:
        open_library(address)
    error = caught.value
    assert type(error) is kind
    assert "\n" not in f"{error.message}{error.hint}"
    assert error.hint
    assert error.__cause__ is None
    assert "s3cret" not in f"{error.message}{error.hint}"
    return f"{error.message} ({error.hint})"


def test_nothing_answers_at_a_port() -> None:
    said = told("postgresql+psycopg://mia:s3cret@127.0.0.1:1/team")
    assert "127.0.0.1:1/team cannot be reached: nothing answers there" in said


def test_no_machine_has_that_name() -> None:
    said = told("postgresql+psycopg://mia:s3cret@no-such-host.invalid/team")
    assert "no machine is named “no-such-host.invalid”" in said


def test_nothing_answers_at_a_socket(tmp_path: Path) -> None:
    assert "nothing answers at" in told(f"postgresql+psycopg://mia:s3cret@/team?host={tmp_path}")


def test_one_of_two_servers_is_not_there_and_neither_is_the_other() -> None:
    said = told("postgresql+psycopg://mia:s3cret@/team?host=127.0.0.1:1&host=127.0.0.1:2")
    assert "nothing answers there" in said


@pytest.mark.parametrize("kind", ["sslmode=s3cret-not", "sslmode=foo", "connect_timeout=soon", "nonsense=1"])
def test_an_option_nobody_knows_is_told(kind: str) -> None:
    with pytest.raises(LibraryError) as caught:
        open_library(f"postgresql+psycopg://mia:s3cret@127.0.0.1:1/team?{kind}")
    assert isinstance(caught.value, BadValue)
    assert caught.value.hint


@pytest.mark.parametrize("port", ["abc", "99999", "0", "-1"])
def test_a_port_that_is_none_is_told(port: str) -> None:
    with pytest.raises(LibraryError) as caught:
        open_library(f"postgresql+psycopg://mia:s3cret@127.0.0.1:{port}/team")
    assert "s3cret" not in f"{caught.value} {caught.value.hint}"


def test_a_wrong_password_names_whose_it_is(new_login: Callable[..., str]) -> None:
    address = new_login("mia", "right").replace(":right@", ":s3cret@")
    said = told(address, WrongPassword)
    assert "refuses the password of “mia_" in said
    assert "PGPASSWORD" in said


def test_a_login_that_is_not_there_is_told_like_a_wrong_password(credentials_server: Server) -> None:
    assert "refuses the password of “nobody-here”" in told(
        credentials_server.login("nobody-here", "s3cret"), WrongPassword
    )


def test_no_password_at_all_is_told(new_login: Callable[..., str]) -> None:
    assert "asks for a password" in told(new_login("mia", "s3cret").replace(":s3cret@", "@"), WrongPassword)


def test_a_role_that_is_a_group_may_not_log_in(new_login: Callable[..., str], server: str) -> None:
    address = new_login("mia", "s3cret")
    with psycopg.connect(server.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(f"ALTER ROLE {_user(address)} NOLOGIN")
    assert "has no login named “mia_" in told(address)


def test_no_more_connections_is_busy(new_login: Callable[..., str]) -> None:
    address = new_login("mia", "s3cret", "CONNECTION LIMIT 0")
    assert "has no free connection" in told(address, StoreBusy)


def test_a_database_that_is_not_there_is_named(new_login: Callable[..., str], credentials_server: Server) -> None:
    login = new_login("mia", "s3cret")
    said = told(credentials_server.login(_user(login), "s3cret", "nowhere"))
    assert "there is no database “nowhere”" in said


def test_a_database_one_may_not_use_is_named(new_login: Callable[..., str], own_server: OwnServer) -> None:
    with psycopg.connect(own_server.admin.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute("CREATE ROLE mia LOGIN PASSWORD 's3cret'")
        connection.execute("CREATE DATABASE closed")
        connection.execute("REVOKE CONNECT ON DATABASE closed FROM PUBLIC")
        connection.execute("CREATE DATABASE shut ALLOW_CONNECTIONS false")
    assert "you may not use the database “closed”" in told(own_server.login("mia", "s3cret", "closed"))
    assert "the database “shut” is closed" in told(own_server.login("mia", "s3cret", "shut"))


def test_a_machine_the_server_lets_nobody_in_from_is_told(own_server: OwnServer) -> None:
    (own_server.data / "pg_hba.conf").write_text("local all postgres trust\n", encoding="utf-8")
    with psycopg.connect(own_server.admin.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute("SELECT pg_reload_conf()")
    said = told(own_server.login("mia", "s3cret", sslmode="disable"))
    assert "“mia”" in said
    assert "sslmode=require" in said or "pg_hba.conf" in said


@pytest.mark.parametrize("mode", ["require", "verify-ca", "verify-full"])
def test_a_server_without_encryption_is_told_where_it_is_asked_for(
    mode: str, new_login: Callable[..., str], credentials_server: Server, tmp_path: Path
) -> None:
    root = tmp_path / "root.crt"
    root.write_text("")
    login = credentials_server.login(_user(new_login("mia", "s3cret")), "s3cret", sslmode=mode, sslrootcert=str(root))
    assert "does not encrypt" in told(login)


def test_a_server_that_is_frozen_is_not_waited_for(own_server: OwnServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(PATIENT, "connect_timeout", 2)
    own_server.freeze()
    assert "does not answer" in told(own_server.login("postgres", "s3cret"))


def test_a_server_that_ends_meanwhile_is_told_and_found_again(own_server: OwnServer) -> None:
    library = create_library(own_server.admin, owner="mia")

    def read() -> None:
        with library.reading() as session:
            own_server.stop()
            session.execute(text("SELECT 1"))

    with pytest.raises(StoreUnreachable) as caught:
        read()
    assert "broke off" in caught.value.message
    assert "\n" not in caught.value.message
    assert "nothing answers" in told(own_server.admin)
    own_server.start()
    with library.reading() as session:
        assert session.execute(text("SELECT 1")).scalar_one() == 1
    library.close()


def test_an_administrator_who_ends_the_connection_is_told(server_library: Library, server: str) -> None:
    def read() -> None:
        with server_library.reading() as session:
            own = session.execute(text("SELECT pg_backend_pid()")).scalar_one()
            with psycopg.connect(server.replace("+psycopg", ""), autocommit=True) as other:
                other.execute("SELECT pg_terminate_backend(%s)", (own,))
            session.execute(text("SELECT 1"))

    with pytest.raises(StoreUnreachable) as caught:
        read()
    assert "cannot be reached now" in caught.value.message
    assert "again" in caught.value.hint


@pytest.mark.parametrize("act", ["SELECT * FROM hidden", "INSERT INTO own VALUES ('tom')"])
def test_what_a_role_may_not_do_is_not_allowed_and_only_to_be_read(act: str, server_library: Library) -> None:
    """By privilege, and by row security."""
    with server_library.engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE hidden(x text); CREATE TABLE own(x text)")
        connection.exec_driver_sql("ALTER TABLE own ENABLE ROW LEVEL SECURITY")
        connection.exec_driver_sql("CREATE POLICY mine ON own WITH CHECK (x = 'mia')")
        schema = connection.exec_driver_sql("SELECT current_schema()").scalar_one()
        connection.exec_driver_sql(f"CREATE ROLE {schema}_r; GRANT USAGE ON SCHEMA {schema} TO {schema}_r")
        connection.exec_driver_sql(f"GRANT INSERT ON own TO {schema}_r")

    def try_it() -> None:
        with server_library.reading() as session:
            session.execute(text("SET TRANSACTION READ WRITE"))
            session.execute(text(f"SET LOCAL ROLE {schema}_r"))
            session.execute(text(act))

    try:
        with pytest.raises(NotAllowed) as caught:
            try_it()
    finally:
        with server_library.engine.begin() as connection:
            connection.exec_driver_sql(f"DROP OWNED BY {schema}_r; DROP ROLE {schema}_r")
    assert isinstance(caught.value, StoreReadOnly)  # who falls back on reading goes on doing so
    assert "snippets doctor" in caught.value.hint


# certificates: what answers here speaks as much of the protocol as comes before a certificate is looked at


def _user(address: str) -> str:
    return address.partition("://")[2].partition(":")[0]


@contextmanager
def _encrypted(certificate: Path, key: Path) -> Iterator[int]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    context.set_alpn_protocols(["postgresql"])

    def serve(listening: socket.socket) -> None:
        while True:
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            with connection, suppress(OSError):
                connection.settimeout(5)
                connection.recv(8)  # SSLRequest
                connection.sendall(b"S")
                with context.wrap_socket(connection, server_side=True) as secure:
                    secure.recv(1)

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=serve, args=(listening,), daemon=True)
        thread.start()
        yield listening.getsockname()[1]
        listening.shutdown(socket.SHUT_RDWR)
    thread.join(10)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate for “db.example” that signs itself, and its key."""
    if not shutil.which("openssl"):
        pytest.skip("no openssl command to make a certificate with")
    folder = tmp_path_factory.mktemp("certificate")
    made = folder / "server.crt", folder / "server.key"
    subject = ["-subj", "/CN=db.example", "-addext", "subjectAltName=DNS:db.example"]
    files = ["-out", str(made[0]), "-keyout", str(made[1])]
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *subject, *files],
        check=True, capture_output=True,
    )  # fmt: skip
    return made


def test_a_certificate_file_that_is_not_there_is_named(certificate: tuple[Path, Path], tmp_path: Path) -> None:
    with _encrypted(*certificate) as port:
        root = tmp_path / "nowhere.crt"
        said = told(f"postgresql+psycopg://mia:s3cret@127.0.0.1:{port}/x?sslmode=verify-full&sslrootcert={root}")
    assert f"there is no certificate file {root}" in said


def test_a_certificate_nobody_vouches_for_is_told(certificate: tuple[Path, Path]) -> None:
    with _encrypted(*certificate) as port:
        said = told(f"postgresql+psycopg://mia:s3cret@127.0.0.1:{port}/x?sslmode=verify-full&sslrootcert=system")
    assert "certificate is not trusted" in said


def test_a_certificate_of_another_machine_is_told(certificate: tuple[Path, Path]) -> None:
    with _encrypted(*certificate) as port:
        options = f"sslmode=verify-full&sslrootcert={certificate[0]}"
        said = told(f"postgresql+psycopg://mia:s3cret@localhost:{port}/x?{options}")
    assert "its certificate is for “db.example”, not for “localhost”" in said


def test_what_answers_is_no_database() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            connection, _ = listening.accept()
            with connection:
                connection.recv(8)
                connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        said = told(f"postgresql+psycopg://mia:s3cret@127.0.0.1:{listening.getsockname()[1]}/x?sslmode=require")
        thread.join(10)
    assert "no PostgreSQL server" in said
