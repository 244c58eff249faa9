"""Expressions that SQLite and PostgreSQL want spelled in different ways."""

from typing import Any

from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class Untempting(FunctionElement[Any]):
    """A column that is compared, but must not decide which index is used.

    A query that takes the first of very many rows in an index's order needs that index. Without statistics, which
    nobody gathers, SQLite prefers one on the compared column, and sorts them all. A plus before it says no to that.
    """

    inherit_cache = True

    def __init__(self, column: InstrumentedAttribute[Any]) -> None:
        super().__init__(column)
        self.type = column.type


@compiles(Untempting)
def _as_it_is(element: Untempting, compiler: SQLCompiler, **given: Any) -> str:
    return compiler.process(element.clauses.clauses[0], **given)


@compiles(Untempting, "sqlite")
def _with_a_plus(element: Untempting, compiler: SQLCompiler, **given: Any) -> str:
    return f"+{compiler.process(element.clauses.clauses[0], **given)}"
