"""What the source of a cell binds, changes and needs, read from its syntax tree."""

from __future__ import annotations

import ast
import re
import symtable
from dataclasses import dataclass, field

# Methods that change the object they belong to.
_CHANGING = """
append extend insert remove pop clear sort reverse add discard update setdefault popitem fill fit
compile shuffle set_weights load_weights appendleft popleft rotate seed put resize set_state
intersection_update difference_update symmetric_difference_update
"""
CHANGING_METHODS = frozenset(_CHANGING.split())
# Functions that change their first argument.
CHANGING_FUNCTIONS = frozenset(
    ["shuffle", "setattr", "delattr", "heappush", "heappop", "heapify", "insort"]
)
WORD = re.compile(r"[^\W\d]\w*")  # an identifier
SEEDING = frozenset(["seed", "set_random_seed", "set_seed", "manual_seed"])
GENERATORS = frozenset(["default_rng", "RandomState", "Random", "PRNGKey", "rng"])
RANDOM_SOURCES = frozenset(["random", "uuid", "secrets", "time", "datetime"])


@dataclass
class CellNames:
    """The global names in one cell.

    Attributes:
        binds: names that running the cell binds.
        imports: names among them that an import statement binds last.
        changes: names whose objects the cell changes in place.
        uses: names that it reads anywhere, in functions too.
        uses_at_once: names that it reads when it runs, outside of functions.
        operators: special methods per class that the cell defines.
        classes: names of classes that it defines.
        made: what it calls to make the object of a name, `name = what(…)`.
        told: names whose objects' methods it calls for nothing but their effect.
    """

    binds: set[str] = field(default_factory=set)
    imports: set[str] = field(default_factory=set)
    changes: set[str] = field(default_factory=set)
    uses: set[str] = field(default_factory=set)
    uses_at_once: set[str] = field(default_factory=set)
    operators: dict[str, set[str]] = field(default_factory=dict)
    classes: set[str] = field(default_factory=set)
    made: dict[str, str] = field(default_factory=dict)
    told: set[str] = field(default_factory=set)


def parse_cell(source: str) -> ast.Module | None:
    """Parses a cell, IPython's own syntax included; returns None if it doesn't parse at all."""
    try:
        return ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        pass
    try:
        return ast.parse(plain_python(source))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def plain_python(source: str) -> str:
    """Turns IPython's magics into calls of get_ipython(), as IPython does."""
    from IPython.core.inputtransformer2 import TransformerManager

    try:
        return TransformerManager().transform_cell(source)
    except SyntaxError:
        return source


def names_of(source: str) -> CellNames:
    """Reads the global names of a cell; nothing is known of one that doesn't parse."""
    tree = parse_cell(source)
    names = CellNames()
    if tree is not None:
        for statement in tree.body:
            _Reader(names).visit(statement)
    return names


class _Reader(ast.NodeVisitor):
    """Fills a CellNames with what one statement of a module does."""

    def __init__(self, names: CellNames) -> None:
        self.names = names
        self.local: list[set[str]] = []
        self.functions = 0  # around the present place

    def _bind(self, name: str, imported: bool = False) -> None:
        if self.local and name not in self.local[-1]:
            return
        self.names.binds.add(name)
        (self.names.imports.add if imported else self.names.imports.discard)(name)

    def visit_Name(self, node: ast.Name) -> None:
        if isinstance(node.ctx, ast.Load):
            self.names.uses.add(node.id)
            if not self.functions:
                self.names.uses_at_once.add(node.id)
        else:
            self._bind(node.id)

    def visit_Assign(self, node: ast.Assign) -> None:
        if isinstance(node.value, ast.Call) and isinstance(node.value.func, ast.Name):
            made = {t.id: node.value.func.id for t in node.targets if isinstance(t, ast.Name)}
            self.names.made.update({} if self.local else made)
        self.generic_visit(node)

    def visit_Expr(self, node: ast.Expr) -> None:
        called = node.value.func if isinstance(node.value, ast.Call) else None
        if isinstance(called, ast.Attribute) and not self.local and (name := base_name(called)):
            self.names.told.add(name)
        self.generic_visit(node)

    def visit_AugAssign(self, node: ast.AugAssign) -> None:
        if isinstance(node.target, ast.Name):
            self.names.uses.add(node.target.id)
        self.generic_visit(node)
        self._change(node.target)

    def _change(self, target: ast.expr) -> None:
        if isinstance(target, (ast.Attribute, ast.Subscript)) and (name := base_name(target)):
            self.names.changes.add(name)

    def visit_Attribute(self, node: ast.Attribute) -> None:
        if not isinstance(node.ctx, ast.Load):
            self._change(node)
        self.generic_visit(node)

    def visit_Subscript(self, node: ast.Subscript) -> None:
        if not isinstance(node.ctx, ast.Load):
            self._change(node)
        self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        function = node.func
        called = function.attr if isinstance(function, ast.Attribute) else base_name(function)
        changing = isinstance(function, ast.Attribute) and called in CHANGING_METHODS
        if changing and (name := base_name(function)):
            self.names.changes.add(name)
        if called in CHANGING_FUNCTIONS and node.args and (name := base_name(node.args[0])):
            self.names.changes.add(name)
        self.generic_visit(node)

    def visit_Import(self, node: ast.Import) -> None:
        for alias in node.names:
            self._bind(alias.asname or alias.name.partition(".")[0], imported=True)

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        for alias in node.names:
            self._bind(alias.asname or alias.name, imported=True)

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> None:
        if node.name:
            self._bind(node.name)
        self.generic_visit(node)

    def visit_MatchAs(self, node: ast.MatchAs) -> None:
        if node.name:
            self._bind(node.name)
        self.generic_visit(node)

    def _function(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        self._bind(node.name)
        for part in (*node.decorator_list, node.args):
            self.visit(part)
        stated = {n for s in ast.walk(node) if isinstance(s, ast.Global) for n in s.names}
        self.local.append(stated)
        self.functions += 1
        for statement in node.body:
            self.visit(statement)
        self.functions -= 1
        self.local.pop()

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        self._function(node)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> None:
        self._function(node)

    def visit_Lambda(self, node: ast.Lambda) -> None:
        self.functions += 1
        self._scope(node)
        self.functions -= 1

    def visit_ListComp(self, node: ast.ListComp) -> None:
        self._scope(node)

    visit_SetComp = visit_DictComp = visit_GeneratorExp = visit_ListComp  # type: ignore[assignment]

    def _scope(self, node: ast.AST) -> None:
        self.local.append(set())
        self.generic_visit(node)
        self.local.pop()

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self._bind(node.name)
        for part in (*node.decorator_list, *node.bases):
            self.visit(part)
        if not self.local:
            self.names.classes.add(node.name)
            self.names.operators[node.name] = _special_methods(node)
        self.local.append(set())
        for statement in node.body:
            self.visit(statement)
        self.local.pop()


def _special_methods(node: ast.ClassDef) -> set[str]:
    found = set()
    for part in node.body:
        if isinstance(part, (ast.FunctionDef, ast.AsyncFunctionDef)):
            found.add(part.name)
        elif isinstance(part, ast.Assign):
            found |= {t.id for t in part.targets if isinstance(t, ast.Name)}
    decorators = " ".join(ast.unparse(d) for d in node.decorator_list)
    if "dataclass" in decorators:
        found.add("__eq__")
    if "total_ordering" in decorators or "order=True" in decorators:
        found |= {"__lt__", "__le__", "__gt__", "__ge__"}
    # A class inherits operators of the classes that it names.
    return found | {f"inherits {ast.unparse(b)}" for b in node.bases}


def base_name(node: ast.expr) -> str | None:
    """The variable at the root of an expression such as a.b[c].d, or None."""
    while isinstance(node, (ast.Attribute, ast.Subscript)):
        node = node.value
    return node.id if isinstance(node, ast.Name) else None


def slice_for(
    source: str, wanted: set[str], modules: frozenset[str] = frozenset()
) -> list[ast.stmt]:
    """Picks the statements of a cell that certain names need.

    Args:
        source: the cell.
        wanted: names.
        modules: names of modules: what is done to them changes nothing that has a name.

    Returns:
        The statements, in order. If one of them draws random numbers, all are picked that draw
        or seed: each takes its turn in one sequence.
    """
    tree = parse_cell(source)
    if tree is None:
        return []
    picked = _pick(tree.body, wanted, modules, frozenset())
    if any(_random(statement) for statement in picked):
        drawing = frozenset(i for i, s in enumerate(tree.body) if _random(s) or _seeds(s))
        picked = _pick(tree.body, wanted, modules, drawing)
    return picked


def _pick(
    body: list[ast.stmt], wanted: set[str], modules: frozenset[str], anyway: frozenset[int]
) -> list[ast.stmt]:
    picked = []
    needed = set(wanted)
    for index, statement in reversed(list(enumerate(body))):
        names = CellNames()
        _Reader(names).visit(statement)
        if index in anyway or needed & (names.binds | (names.changes - modules)):
            picked.append(statement)
            needed |= names.uses
    return picked[::-1]


def _seeds(statement: ast.stmt) -> bool:
    call = statement.value if isinstance(statement, ast.Expr) else None
    if not isinstance(call, ast.Call):
        return False
    name = call.func.attr if isinstance(call.func, ast.Attribute) else base_name(call.func)
    return name in SEEDING


def draws_without_seed(statements: list[ast.stmt]) -> bool:
    """Whether statements depend on chance or the clock, so that a second run gives other values."""
    seeded = False
    for statement in statements:
        if _seeds(statement):
            seeded = True
        if isinstance(statement, (ast.Import, ast.ImportFrom)):
            continue
        if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            continue  # what it draws when it is called is the test's own
        if not seeded and _random(statement):
            return True
    return False


def _random(statement: ast.stmt) -> bool:
    for node in ast.walk(statement):
        if not isinstance(node, ast.Call):
            continue
        parts = re.findall(r"\w+", ast.unparse(node.func))
        if parts and parts[-1] in GENERATORS:
            if not node.args and not node.keywords:
                return True
        elif GENERATORS & set(parts):
            continue  # a method of a generator that is made, with or without a seed, in place
        elif RANDOM_SOURCES & set(parts) and parts[-1] not in SEEDING:
            return True
    return False


def functions_of(source: str) -> dict[str, str]:
    """Sources of the functions and classes that a cell defines, by name.

    Methods stand under "Class.method".
    """
    tree = parse_cell(source)
    found: dict[str, str] = {}
    if tree is None:
        return found
    lines = source.splitlines(keepends=True)

    def text(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> str:
        first = min([node.lineno, *(d.lineno for d in node.decorator_list)])
        return "".join(lines[first - 1 : node.end_lineno])

    for node in tree.body:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            found[node.name] = text(node)
        if isinstance(node, ast.ClassDef):
            for part in node.body:
                if isinstance(part, (ast.FunctionDef, ast.AsyncFunctionDef)):
                    found[f"{node.name}.{part.name}"] = text(part)
    return found


def free_names(source: str) -> set[str]:
    """Names that the functions and classes of a cell take from the globals."""
    try:
        todo = symtable.symtable(source, "cell", "exec").get_children()
    except (SyntaxError, ValueError):
        return set()
    found: set[str] = set()
    while todo:
        table = todo.pop()
        found |= {s.get_name() for s in table.get_symbols() if s.is_global() and s.is_referenced()}
        todo += table.get_children()
    return found


def imported_packages(source: str) -> set[str]:
    """Top-level packages that a cell imports."""
    tree = parse_cell(source)
    found: set[str] = set()
    for node in ast.walk(tree) if tree else ():
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.partition(".")[0])
    return found


def import_statements(source: str) -> list[str]:
    """The imports that a cell makes first of all, one by one: not those in functions and blocks."""
    tree = parse_cell(source)
    return [
        ast.unparse(node)
        for node in (tree.body if tree else ())
        if isinstance(node, ast.Import)
        or (isinstance(node, ast.ImportFrom) and node.module != "__future__" and not node.level)
    ]


def import_aliases(tree: ast.Module) -> dict[str, str]:
    """What names that a cell imports stand for, as dotted names."""
    known: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                top = alias.name.partition(".")[0]
                known[alias.asname or top] = alias.name if alias.asname else top
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                known[alias.asname or alias.name] = f"{node.module}.{alias.name}"
    return known
