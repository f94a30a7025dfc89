"""What nobody may do on a server, tried with real credentials past the program: all refused, or without effect."""

from __future__ import annotations

import os
from collections.abc import Iterator

import psycopg
import pytest
from role_builders import AT, PROPOSED, Team, a_team
from servers import Server

from library.documents import document_hash
from library.record.grants import HANDED_IN, TABLES, faults
from library.record.roles import group, keeper
from library.record.triggers import AGES, KEYS
from library.record.verify import verify
from library.record.views import VIEWS

#: A use as somebody, with a moment.
USE = (
    "INSERT INTO uses (id, template, revision, version, agent, channel, source, action, edited, fields_by_hand,"
    " fields_from_context, used_at) VALUES ('forged-{agent}', 't', 1, 1, '{agent}', '', '', '', 0, 0, 0, '{at}')"
)
SEARCH = (
    "INSERT INTO searches (id, agent, words, kind, outcome, started_at, ended_at)"
    " VALUES ('forged-{agent}', '{agent}', '', '', '', '{at}', '{at}')"
)
FLAG = (
    "INSERT INTO flags (id, template, revision, version, agent, why, flagged_at)"
    " VALUES ('forged-{agent}', 't', 1, 1, '{agent}', 'x', '{at}')"
)
PROPOSAL = (
    "INSERT INTO proposals (id, agent, document, why, proposed_at)"
    " VALUES ('forged-{agent}', '{agent}', '{{}}', 'x', '{at}')"
)
DECISION = (
    'INSERT INTO decisions (number, template, revision, kind, "by", at, reason, previous_hash, hash, change)'
    " VALUES (9000, '{template}', {revision}, '{kind}', '{by}', '" + AT + "', '', '', '', 1)"
)
REVISION = (
    "INSERT INTO revisions (template, number, document, parent_hash, hash, author, at, message, source, receipt)"
    " VALUES ('{template}', 9000, 'd', '', 'forged', '{author}', '" + AT + "', '', '', 1)"
)
MEMBER = (
    'INSERT INTO members (number, name, role, team, "from", earlier_names, "by", at, receipt)'
    " VALUES (9000, '{name}', '{role}', '', '" + AT + "', '[]', '{by}', '" + AT + "', 1)"
)
SETTING = (
    'INSERT INTO settings (number, key, value, "by", at, change)'
    " VALUES (9000, 'review.second_person', 'never', '{by}', '" + AT + "', 1)"
)


#: Whether a table is open to everybody.
OPEN = "SELECT 1 FROM pg_class c, aclexplode(c.relacl) a WHERE c.oid = '{table}'::regclass AND a.grantee = 0"


@pytest.fixture(scope="module")
def team(credentials_server: Server) -> Iterator[Team]:
    with a_team(credentials_server, f"forbidden_{os.getpid()}") as made:
        yield made


def everywhere(*acts: str, but: tuple[str, ...] = ()) -> list[str]:
    return [act.format(table=table, key=_key(table)) for act in acts for table in TABLES if table not in but]


def _key(table: str) -> str:
    return KEYS[table][0][0] if table in KEYS else "version_num"


def of_nobody(team: Team, me: str) -> list[str]:
    """What is forbidden in every role."""
    id_, schema, draft = team.admin.id, team.admin.url.rpartition("%3D")[2], team.draft
    other, agent = ("leo" if me == "olga" else "olga"), ("ana" if me == "bo" else "bo")
    return [
        *everywhere("UPDATE {table} SET {key} = {key}", "TRUNCATE {table} CASCADE"),
        *everywhere("ALTER TABLE {table} DISABLE ROW LEVEL SECURITY", "ALTER TABLE {table} DISABLE TRIGGER ALL"),
        *everywhere("DROP TABLE {table} CASCADE", "CREATE POLICY open ON {table} USING (true)"),
        *everywhere("DELETE FROM {table}", but=("documents", "names", *AGES)),
        *everywhere(f"GRANT ALL ON {{table}} TO PUBLIC; {OPEN}"),  # who may grant nothing is only warned
        f"SET ROLE {keeper(id_)}",
        *(f"GRANT {group(id_, role)} TO {me}" for role in ("owner", "lead", "analyst", "agent")),
        f"GRANT {keeper(id_)} TO {me}",
        f"ALTER ROLE {me} SUPERUSER",
        f"ALTER ROLE {me} BYPASSRLS",
        f"ALTER ROLE {me} CREATEROLE",
        f"ALTER ROLE {agent} PASSWORD 'mine'",
        "CREATE ROLE another LOGIN",
        f"SET SESSION AUTHORIZATION {other}",
        "SET session_replication_role = replica",
        "SET row_security = off; SELECT * FROM uses WHERE agent = 'tom' OR agent = 'bo'",
        f"CREATE TABLE {schema}.mine (a int)",
        f"CREATE FUNCTION {schema}.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        f"CREATE OR REPLACE FUNCTION {schema}.is_me(called text) RETURNS boolean LANGUAGE sql AS 'SELECT true'",
        "CREATE OR REPLACE VIEW desk_v1_changes AS SELECT 1 AS number, 'x' AS hash",
        "DROP VIEW desk_v1_changes CASCADE",
        "ALTER FUNCTION is_me(text) SECURITY DEFINER",
        "ALTER VIEW desk_v1_changes OWNER TO CURRENT_USER",
        f"DROP SCHEMA {schema} CASCADE",
        "DROP TRIGGER uses_guard_update ON uses",
        "DROP FUNCTION uses_guard_update() CASCADE",
        "COPY uses TO PROGRAM 'cat'",
        "SELECT pg_read_file('postgresql.conf')",
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'postgres' AND pid <> pg_backend_pid()",
        "SELECT rolpassword FROM pg_authid",
        "LOCK TABLE revisions IN ACCESS EXCLUSIVE MODE",
        *(statement.format(agent="tom", at=AT) for statement in (USE, SEARCH, FLAG, PROPOSAL)),
        *(statement.format(agent=me, at="2999-01-01T00:00:00.000000Z") for statement in (USE, SEARCH, FLAG, PROPOSAL)),
        USE.format(agent=me, at=AT).replace("used_at)", "used_at, stored_at)").replace(f"'{AT}')", f"'{AT}', '{AT}')"),
        USE.format(agent=group(id_, "agent"), at=AT),
        MEMBER.format(name=me, role="owner", by="mia"),
        SETTING.format(by="mia"),
        DECISION.format(template=team.saved.template, revision=2, kind="confirmed", by="mia"),
        DECISION.format(template=draft.template, revision=draft.number, kind="approved", by=other),
        REVISION.format(template=team.saved.template, author="mia"),
        "INSERT INTO library_info SELECT 'another', made_at, ticket_key, title, receipt FROM library_info",
        "INSERT INTO alembic_version VALUES ('9999')",
        "INSERT INTO uses SELECT * FROM uses ON CONFLICT (id) DO UPDATE SET template = 'mine'",
        "SELECT * FROM report_keys",
        *(statement.format(agent=me, at="2026-11-20garb") for statement in (USE, SEARCH, FLAG)),
        *(statement.format(agent=me, at="2026-02-30T10:00:00.000000Z") for statement in (USE, SEARCH, FLAG)),
        *(statement.format(agent=me, at="") for statement in (USE, SEARCH, FLAG)),
        USE.format(agent=me, at=AT).replace("0, 0, 0", "0, -5, 0"),
        USE.format(agent=me, at=AT).replace("'', '', ''", "E'\\x1b[2J', '', ''"),
        USE.format(agent=me, at=AT).replace("'', '', ''", "repeat('x', 100000), '', ''"),
        FLAG.format(agent=me, at=AT).replace("'x'", "repeat('x', 100000)"),
        # A temporary table of the same name must not be what guards and policies read.
        f"CREATE TEMP TABLE members AS SELECT '{me}' AS name, 'owner' AS role, '' AS team, '2020' AS \"from\","
        " NULL::text AS until, '[\"tom\"]' AS earlier_names, 1 AS number; " + USE.format(agent="tom", at=AT),
        "CREATE TEMP TABLE decisions AS SELECT 't' AS template, 'retired' AS kind, 1 AS number;"
        f" DELETE FROM {schema}.names WHERE name = 'refund-late'",
    ]  # fmt: skip


def of_those_who_only_use(team: Team, me: str) -> list[str]:
    """What agents and analysts may not do besides."""
    return [
        *everywhere("DELETE FROM {table}"),
        *everywhere("INSERT INTO {table} SELECT * FROM {table}", but=tuple(HANDED_IN)),
        "UPDATE uses SET agent = 'left-1'",
        "SELECT * FROM members WHERE name <> session_user",
        "SELECT * FROM uses WHERE agent <> session_user",
        "SELECT * FROM searches WHERE agent <> session_user",
        "SELECT * FROM flags WHERE agent <> session_user",
        "SELECT * FROM proposals WHERE agent <> session_user",
        proposed("ana"),
        "DELETE FROM uses WHERE agent = session_user",
        "SELECT * FROM desk_v1_answers WHERE flag <> 'flag-' || session_user",
        DECISION.format(template=team.draft.template, revision=team.draft.number, kind="approved", by=me),
        DECISION.format(template=team.saved.template, revision=2, kind="retired", by=me),
        DECISION.format(template=team.draft.template, revision=team.draft.number, kind="submitted", by=me),
        REVISION.format(template=team.saved.template, author=me),
        MEMBER.format(name=me, role="lead", by=me),
        SETTING.format(by=me),
        f"INSERT INTO names VALUES ('mine', '{team.saved.template}', 'mine', '', '{me}')",
        f"INSERT INTO changes VALUES (9000, '', '', '', '{me}', '')",
    ]


def of_agents(team: Team, me: str) -> list[str]:
    own = ("alembic_version", "members", *HANDED_IN)
    return [
        *of_those_who_only_use(team, me),
        *everywhere("SELECT * FROM {table}", but=own),
        *(f"SELECT * FROM {name}" for name in VIEWS if name.startswith("report")),
        "SELECT * FROM desk_v1_templates WHERE text LIKE '%draft%' OR text LIKE '%Nobody gets this%'",
        "SELECT * FROM desk_v1_earlier WHERE text LIKE '%draft%' OR text LIKE '%Nobody gets this%'",
        "SELECT * FROM desk_v1_names WHERE name = 'cancel-plan'",
        "SELECT ticket_key FROM library_info",
        f"INSERT INTO receipts VALUES (9000, '', '', '', '{me}')",
    ]


def of_analysts(team: Team, me: str) -> list[str]:
    names = "('ana', 'bo', 'tom')"
    return [
        *of_those_who_only_use(team, me),
        *(f"SELECT * FROM report_v1_{what} WHERE agent IN {names}" for what in ("uses", "searches")),
        f"SELECT * FROM report_v1_members WHERE name IN {names}",
    ]


def proposed(agent: str, *, document: str = "", source: str = "") -> str:
    """A revision under an agent's name, made of what they proposed unless something else is named."""
    document = document or document_hash(PROPOSED[agent])
    values = (
        f"'from-{agent}', 1, '{document}', '', 'x', '{agent}', '{AT}', '', '{source or f'propose:proposal-{agent}'}'"
    )
    columns = "template, number, document, parent_hash, hash, author, at, message, source, receipt"
    return f"INSERT INTO templates VALUES ('from-{agent}'); INSERT INTO revisions ({columns}) VALUES ({values}, 1)"


def words_in_the_mouth(team: Team) -> list[str]:
    """Revisions under agents' names that they have not proposed."""
    other = document_hash(PROPOSED["bo"])
    return [
        proposed("ana", document=other),
        proposed("ana", source="propose:proposal-bo"),
        proposed("ana", source="propose"),
        proposed("ana", source="propose:proposal-none"),
        proposed("ana") + "; " + proposed("ana").replace("'from-ana'", "'another'").replace("'x'", "'y'"),
        REVISION.format(template=team.saved.template, author="ana"),
    ]


def of_leads(team: Team, me: str) -> list[str]:
    draft, live = team.draft, team.saved.template
    return [
        SETTING.format(by=me),
        MEMBER.format(name=me, role="owner", by=me),
        MEMBER.format(name="olga", role="agent", by=me),
        MEMBER.format(name="mia", role="agent", by=me),
        "DELETE FROM documents",
        "DELETE FROM names WHERE name = 'refund-late'",
        *(f"DELETE FROM {table}" for table in AGES),
        *(f"UPDATE {table} SET agent = 'left-1'" for table in AGES),
        *words_in_the_mouth(team),
        DECISION.format(template=draft.template, revision=draft.number, kind="approved", by=me),
        DECISION.format(template=live, revision=1, kind="redacted", by=me),
        f"INSERT INTO cut_offs SELECT 1, '2999', 0, 0, 0, '{me}', '', 1",
    ]


def of_owners(team: Team, me: str) -> list[str]:
    return [
        "DELETE FROM documents",
        "DELETE FROM names WHERE name = 'refund-late'",
        *(f"DELETE FROM {table}" for table in AGES),
        *(f"UPDATE {table} SET agent = 'olga' WHERE agent = 'ana'" for table in AGES),
        *(f"UPDATE {table} SET agent = 'left-1' WHERE agent = 'ana'" for table in AGES),
        "INSERT INTO cut_offs SELECT 1, '2999', 0, 0, 0, 'lea', '', 1",
        *words_in_the_mouth(team),
    ]


ROLES = {"ana": of_agents, "nina": of_analysts, "lea": of_leads, "olga": of_owners}


def effect(connection: psycopg.Connection[tuple[object, ...]], act: str) -> str:
    """'' where the server refuses it or nothing comes of it; otherwise what did. All of it is undone."""
    try:
        with connection.transaction(force_rollback=True):
            cursor = connection.execute(act)
            while cursor.nextset():
                pass
            is_reading = cursor.description is not None
            rows = len(cursor.fetchall()) if is_reading else cursor.rowcount
            return f"{rows} rows" if rows > 0 else "" if is_reading or rows == 0 else "done"
    except psycopg.Error:
        return ""


@pytest.mark.parametrize("me", ROLES)
def test_nothing_that_is_forbidden_succeeds(team: Team, me: str) -> None:
    before = verify(team.admin)
    acts = [*of_nobody(team, me), *ROLES[me](team, me)]
    assert len(set(acts)) >= 40
    with team.connect(me) as connection:
        done = {act: what for act in dict.fromkeys(acts) if (what := effect(connection, act))}
    assert done == {}
    assert verify(team.admin) == before == ()


def test_the_same_acts_succeed_for_who_may_do_them(team: Team) -> None:
    """The list above would prove nothing if its statements were wrong in themselves."""
    may = {
        "ana": [USE.format(agent="ana", at=AT), SEARCH.format(agent="ana", at=AT), FLAG.format(agent="ana", at=AT)],
        "bo": [PROPOSAL.format(agent="bo", at=AT), "SELECT * FROM proposals"],
        "nina": [USE.format(agent="nina", at=AT), "SELECT * FROM report_v1_uses", "SELECT * FROM decisions"],
        "lea": [
            REVISION.format(template=team.saved.template, author="lea"),
            DECISION.format(template=team.saved.template, revision=2, kind="confirmed", by="lea"),
            DECISION.format(template=team.draft.template, revision=team.draft.number, kind="rejected", by="lea"),
            MEMBER.format(name="new", role="lead", by="lea"),
            "DELETE FROM names WHERE name = 'gone'",
            "SELECT * FROM uses WHERE agent = 'bo'",
            proposed("ana"),
        ],
        "leo": [DECISION.format(template=team.draft.template, revision=team.draft.number, kind="approved", by="leo")],
        "olga": [
            SETTING.format(by="olga"),
            MEMBER.format(name="new", role="owner", by="olga"),
            DECISION.format(template=team.draft.template, revision=team.draft.number, kind="approved", by="olga"),
            DECISION.format(template=team.saved.template, revision=1, kind="redacted", by="olga"),
        ],
    }
    for name, acts in may.items():
        with team.connect(name) as connection:
            assert [act for act in acts if not effect(connection, act)] == []


def test_row_security_is_on_for_every_table_and_says_something(team: Team) -> None:
    with team.connect("ana") as connection:
        query = (
            "SELECT c.relname, c.relrowsecurity, (SELECT count(*) FROM pg_policy p WHERE p.polrelid = c.oid)"
            " FROM pg_class c WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p')"
        )
        found = {name: (is_on, policies) for name, is_on, policies in connection.execute(query)}
    assert found.keys() == set(TABLES)
    assert [name for name, (is_on, _) in found.items() if not is_on] == []
    assert [name for name, (_, policies) in found.items() if not policies] == ["report_keys"], "which nobody may touch"


def test_no_login_owns_anything_and_the_keeper_logs_in_nowhere(team: Team) -> None:
    query = """
        SELECT DISTINCT o.rolname, o.rolcanlogin FROM (
            SELECT relowner AS owner FROM pg_class WHERE relnamespace = current_schema()::regnamespace
            UNION SELECT proowner FROM pg_proc WHERE pronamespace = current_schema()::regnamespace
            UNION SELECT nspowner FROM pg_namespace WHERE nspname = current_schema()
        ) owned JOIN pg_roles o ON o.oid = owned.owner"""
    with team.connect("ana") as connection:
        assert connection.execute(query).fetchall() == [(keeper(team.admin.id), False)]
        groups = [group(team.admin.id, role) for role in ("owner", "lead", "analyst", "agent")]
        may = connection.execute("SELECT rolname FROM pg_roles WHERE rolname = ANY(%s) AND rolcanlogin", [groups])
        assert may.fetchall() == []


def test_public_has_nothing_and_nothing_runs_with_other_rights(team: Team) -> None:
    with team.connect("ana") as connection:
        acls = """
            SELECT 'table ' || relname FROM pg_class c, aclexplode(coalesce(c.relacl, acldefault('r', c.relowner))) a
              WHERE c.relnamespace = current_schema()::regnamespace AND a.grantee = 0
            UNION ALL SELECT 'function ' || proname FROM pg_proc p,
              aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
              WHERE p.pronamespace = current_schema()::regnamespace AND a.grantee = 0
            UNION ALL SELECT 'schema' FROM pg_namespace n, aclexplode(coalesce(n.nspacl, acldefault('n', n.nspowner))) a
              WHERE n.nspname = current_schema() AND a.grantee = 0
            UNION ALL SELECT 'type ' || typname FROM pg_type t, aclexplode(t.typacl) a
              WHERE t.typnamespace = current_schema()::regnamespace AND a.grantee = 0
            UNION ALL SELECT 'column ' || attname FROM pg_attribute t JOIN pg_class c ON c.oid = t.attrelid,
              aclexplode(t.attacl) a WHERE c.relnamespace = current_schema()::regnamespace AND a.grantee = 0"""
        assert connection.execute(acls).fetchall() == []
        definers = "SELECT proname FROM pg_proc WHERE pronamespace = current_schema()::regnamespace AND prosecdef"
        assert connection.execute(definers).fetchall() == []


def test_no_role_may_alter_or_empty_a_table_and_few_rows_may_go(team: Team) -> None:
    with team.connect("ana") as connection:
        query = """
            SELECT r.rolname, c.relname, a.privilege_type FROM pg_class c, aclexplode(c.relacl) a
              JOIN pg_roles r ON r.oid = a.grantee
              WHERE c.relnamespace = current_schema()::regnamespace AND r.oid <> c.relowner
                AND a.privilege_type NOT IN ('SELECT', 'INSERT')"""
        found = {(role.rpartition("_")[2], table, act) for role, table, act in connection.execute(query)}
        columns = """
            SELECT DISTINCT r.rolname, c.relname, t.attname FROM pg_attribute t JOIN pg_class c ON c.oid = t.attrelid,
              aclexplode(t.attacl) a JOIN pg_roles r ON r.oid = a.grantee
              WHERE c.relnamespace = current_schema()::regnamespace AND a.privilege_type = 'UPDATE'"""
        altered = {(role.rpartition("_")[2], table, name) for role, table, name in connection.execute(columns)}
    may_go = {("owner", table, "DELETE") for table in ("documents", "names", *AGES)} | {("lead", "names", "DELETE")}
    assert found == may_go
    assert altered == {("owner", table, "agent") for table in AGES}


@pytest.mark.parametrize(
    ("act", "what"),
    [
        ("ALTER TABLE uses DISABLE ROW LEVEL SECURITY", "row security is switched off"),
        ("DROP POLICY uses_insert_owner_lead_analyst_agent ON uses", "is missing"),
        ("CREATE POLICY wide ON uses USING (true)", "nobody knows the rule wide"),
        ("GRANT SELECT ON uses TO PUBLIC", "is open to everybody on the server"),
    ],
)
def test_verify_names_a_guard_that_an_administrator_took_off(team: Team, act: str, what: str) -> None:
    with team.admin.writing(is_rehearsal=True) as session:
        session.connection().exec_driver_sql(act)
        [(table, said)] = faults(session.connection(), team.admin.id)
    assert table == "uses"
    assert what in said
