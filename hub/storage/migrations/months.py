"""The ledger's months: a partition each, so that a month can go when nobody must keep it longer."""

from datetime import date

from sqlalchemy import Connection, text

AHEAD = 12
"""Months made beforehand; a row of any other month goes to `ledger_other`."""
OTHER_MONTH = "ledger_other"
MONTH = "ledger_of_"
BEFORE = "audit_before_0005"
"""What the audit of before is called since."""


def _never(table: str) -> tuple[str, ...]:
    """Rows of a partition are guarded by its own triggers: PostgreSQL copies those for each row."""
    return (
        (
            f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION append_only()"
        ),
        _no_truncate(table),
    )


def _no_truncate(table: str) -> str:
    return (
        f"CREATE TRIGGER no_truncate BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION append_only()"
    )


GUARDS = (*_never("ledger"), *_never("ledger_word"), *_never("ledger_seal"))
OTHER = (
    f"CREATE TABLE {OTHER_MONTH} PARTITION OF ledger DEFAULT",
    _no_truncate(OTHER_MONTH),
)


def make_months(connection: Connection, today: date) -> None:
    """This month and those ahead, where there is none yet and no row of it lies elsewhere."""
    first = today.replace(day=1)
    for number in range(AHEAD + 1):
        begin, end = _month(first, number), _month(first, number + 1)
        name = f"{MONTH}{begin:%Y_%m}"
        if connection.scalar(text("SELECT to_regclass(:name) IS NOT NULL"), {"name": name}):
            continue
        elsewhere = text(f"SELECT EXISTS (SELECT FROM {OTHER_MONTH} WHERE at >= :a AND at < :b)")
        if connection.scalar(elsewhere, {"a": begin, "b": end}):
            continue
        connection.exec_driver_sql(
            f"CREATE TABLE {name} PARTITION OF ledger "
            f"FOR VALUES FROM ('{begin} 00:00+00') TO ('{end} 00:00+00')"
        )
        connection.exec_driver_sql(_no_truncate(name))


def _month(first: date, later: int) -> date:
    months = first.year * 12 + first.month - 1 + later
    return date(months // 12, months % 12 + 1, 1)
