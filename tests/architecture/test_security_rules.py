"""What a machine can see of safe code: SQL, marked text, the ways out, randomness, secrets."""

import ast
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from architecture.test_tidy import ROOT, named, product_files, tree_of

SQL_CALLS = {"execute", "executemany", "raw", "extra", "RawSQL", "copy"}
SQL_VERBS = ("select", "insert", "update", "delete", "with ", "copy ", "drop", "alter", "create")
# Files in which text is put into SQL, each with what the text is.
SQL_MADE_OF_PIECES = {
    "src/nafa/kernel/commands.py": "columns of a model",
    "src/nafa/kernel/secrets/carrying.py": "columns and tables that a migration names",
    "src/nafa/kernel/secrets/rotation.py": "columns and tables of models",
    "src/nafa/ledger/queries/log/trail.py": "one of two conditions of the program",
    "src/nafa/runtime/cli/bench.py": "the name of a database that the program made up",
    "src/nafa/runtime/database.py": "the role of the program, a constant",
}
MARKED_AS_SAFE = {"src/nafa/interfaces/web/templatetags/nafa.py"}
OUT_OF_THE_HOUSE = {
    "requests", "httpx", "boto3", "botocore", "urllib3", "aiohttp", "paramiko", "minio",
    "smtplib", "ftplib", "telnetlib", "socket", "smpplib", "http.client", "urllib.request",
}  # fmt: skip
WAYS_OUT = {
    "src/nafa/connectors/": "adapters of programs outside, at addresses that the operator set",
    "src/nafa/interfaces/publishing/mail.py": "the mail server, set by the operator",
    "src/nafa/runtime/backup/stores.py": "the place of the copies, set by the operator",
    "src/nafa/runtime/backup/s3.py": "the place of the copies, set by the operator",
    "src/nafa/runtime/cli/serve.py": "asks our own web process whether it is ready",
    "src/nafa/runtime/cli/ports.py": "looks for a free port of this machine",
    "src/nafa/runtime/embedded_postgres/": "our own database on this machine",
}
BANNED_CALLS = {
    "eval", "exec", "pickle.loads", "pickle.load", "marshal.loads", "yaml.load", "os.system",
    "os.popen", "hashlib.md5", "hashlib.sha1", "tempfile.mktemp", "ssl._create_unverified_context",
    "xml.etree.ElementTree.parse", "xml.etree.ElementTree.fromstring", "random.choice",
    "random.randint", "random.random",
}  # fmt: skip


def dotted(node: ast.AST) -> str:
    """`a.b.c` of an expression; nothing for others."""
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}".lstrip(".")
    return node.id if isinstance(node, ast.Name) else ""


def calls(path: Path) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree_of(path)) if isinstance(node, ast.Call))


def is_sql_of_pieces(call: ast.Call) -> bool:
    """SQL that is put together with values where it is run: f-string, `%`, `+` with a name."""
    if dotted(call.func).split(".")[-1] not in SQL_CALLS or not call.args:
        return False
    text = call.args[0]
    if isinstance(text, ast.JoinedStr):
        fixed = "".join(one.value for one in text.values if isinstance(one, ast.Constant))
        is_made = any(isinstance(one, ast.FormattedValue) for one in text.values)
        return is_made and fixed.strip().lower().startswith(SQL_VERBS)
    return isinstance(text, ast.BinOp) and isinstance(text.op, ast.Mod)


def is_shell(call: ast.Call) -> bool:
    told = [one.value for one in call.keywords if one.arg == "shell"]
    return any(not (isinstance(one, ast.Constant) and one.value is False) for one in told)


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            yield from (one.name for one in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
            yield from (f"{node.module}.{one.name}" for one in node.names)


def leaves_the_house(module: str) -> bool:
    return any(module == one or module.startswith(f"{one}.") for one in OUT_OF_THE_HOUSE)


def test_no_value_is_put_into_sql() -> None:
    found = [
        f"{named(path)}:{call.lineno}"
        for path in product_files()
        if named(path) not in SQL_MADE_OF_PIECES
        for call in calls(path)
        if is_sql_of_pieces(call)
    ]

    assert found == []


def test_text_is_marked_as_safe_in_one_place() -> None:
    found = [
        f"{named(path)}: {module}"
        for path in product_files()
        if named(path) not in MARKED_AS_SAFE
        for module in imports(path)
        if module.split(".")[-1] in ("mark_safe", "SafeText", "SafeData")
    ]
    in_templates = [
        named(path)
        for path in (ROOT / "src").rglob("templates/**/*.html")
        if "|safe" in path.read_text() or "autoescape off" in path.read_text()
    ]

    assert found + in_templates == []


def test_only_connectors_and_named_places_leave_the_house() -> None:
    found = [
        f"{named(path)}: {module}"
        for path in product_files()
        if not named(path).startswith(tuple(WAYS_OUT))
        for module in imports(path)
        if leaves_the_house(module)
    ]

    assert found == []


def test_what_runs_text_or_guesses_is_not_used() -> None:
    found = [
        f"{named(path)}:{call.lineno} {dotted(call.func)}"
        for path in product_files()
        if "demo" not in path.parts  # invents the same people every time
        for call in calls(path)
        if dotted(call.func) in BANNED_CALLS or is_shell(call)
    ]

    assert found == []


def test_the_api_takes_no_address_to_call() -> None:
    """A URL from outside is never fetched: no field of the API or of a form holds one."""
    found = [
        f"{named(path)}:{node.lineno}"
        for path in product_files()
        if path.is_relative_to(ROOT / "src/nafa/interfaces")
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Name | ast.Attribute)
        and dotted(node).split(".")[-1] in ("URLField", "HttpUrl", "AnyUrl", "AnyHttpUrl")
    ]

    assert found == []


@pytest.mark.parametrize(
    ("source", "rule", "is_found"),
    [
        ("c.execute(f'SELECT {name}')", is_sql_of_pieces, True),
        ("c.execute('SELECT %s' % name)", is_sql_of_pieces, True),
        ("c.execute('SELECT %s', [name])", is_sql_of_pieces, False),
        ("M.objects.raw(f'select * from x where a = {a}')", is_sql_of_pieces, True),
        ("run(f'{a}')", is_sql_of_pieces, False),
        ("subprocess.run(a, shell=True)", is_shell, True),
        ("subprocess.run(a, shell=False)", is_shell, False),
    ],
)
def test_the_rules_know_what_they_look_for(
    source: str, rule: Callable[[ast.Call], bool], is_found: bool
) -> None:
    call = ast.parse(source, mode="eval").body
    assert isinstance(call, ast.Call)

    assert rule(call) is is_found


@pytest.mark.parametrize(
    ("module", "leaves"),
    [("http.client", True), ("requests.sessions", True), ("urllib.parse", False), ("ssl", False)],
)
def test_the_rule_knows_a_way_out(module: str, leaves: bool) -> None:
    assert leaves_the_house(module) is leaves
