"""pandas' tables as plain values: columns of numbers or lists, and the names of their types."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

TABLE_TAGS = ("pd", "ps", "pi", "pt")
PLAIN = "biufcSUmM"
# Types of columns that are more than NumPy's; anything else becomes "object".
COLUMN_TYPES = ("object", "str", "string", "category", "boolean", "Int8", "Int16", "Int32", "Int64",
                "UInt8", "UInt16", "UInt32", "UInt64", "Float32", "Float64")  # fmt: skip


def encode_table(x: Any, encode: Callable[[Any], Any]) -> Any:
    """Encodes a DataFrame, Series, Index or Timestamp; returns None for anything else of pandas."""
    name = type(x).__name__
    if name == "DataFrame":
        columns = [_column(x.iloc[:, j], encode) for j in range(x.shape[1])]
        names = _column(x.columns, encode)
        return {"t": "pd", "c": names, "i": _column(x.index, encode), "v": columns}
    if name == "Series":
        return {"t": "ps", "v": _column(x, encode), "i": _column(x.index, encode)}
    if "Index" in name and hasattr(x, "tolist"):
        return {"t": "pi", "v": _column(x, encode)}
    if name == "Timestamp":
        return {"t": "pt", "v": x.isoformat()}
    return None


def _column(x: Any, encode: Callable[[Any], Any]) -> dict[str, Any]:
    """One column of a table, or an index: names, type and values, missing ones as None."""
    levels = getattr(x, "nlevels", 1)
    if levels == 1 and getattr(x.dtype, "kind", "O") in PLAIN and str(x.dtype)[0].islower():
        plain = sys.modules["numpy"].asarray(x)
        if plain.dtype.kind in PLAIN:
            return {"n": encode(x.name), "d": plain.dtype.str, "m": 1, "v": encode(plain)}
    values = x.tolist()
    if levels == 1:
        values = [None if gone else v for v, gone in zip(values, x.isna().tolist(), strict=True)]
    name = list(x.names) if levels > 1 else x.name
    return {"n": encode(name), "d": str(x.dtype), "m": levels, "v": encode(values)}


def build_table(v: dict[str, Any], decode: Callable[[Any], Any]) -> Any:
    """Builds what `encode_table` wrote.

    Args:
        v: the encoded table. Can come from an enemy: types are looked up in a list.
        decode: decodes plain values.
    """
    import pandas as pd  # type: ignore[import-untyped,import-not-found,unused-ignore]

    if v["t"] == "pt":
        return pd.Timestamp(str(v["v"]))
    if v["t"] == "pi":
        return _index(pd, v["v"], decode)
    index = _index(pd, v["i"], decode)
    if v["t"] == "ps":
        return _series(pd, v["v"], index, decode)
    columns = [_series(pd, column, index, decode) for column in v["v"]]
    table = pd.DataFrame(dict(enumerate(columns)), index=index)
    table.columns = _index(pd, v["c"], decode)
    return table


def _type(name: Any) -> str:
    import numpy as np

    name = str(name)
    if name in COLUMN_TYPES:
        return name
    try:
        plain = np.dtype(name)
    except TypeError:
        return "object"
    return name if plain.kind in "biufcmM" else "object"


def _series(pd: Any, v: dict[str, Any], index: Any, decode: Callable[[Any], Any]) -> Any:
    values = decode(v["v"])
    if len(values) != len(index):
        raise ValueError("a column of another length than the index")
    return pd.Series(values, index=index, dtype=_type(v["d"]), name=decode(v["n"]))


def _index(pd: Any, v: dict[str, Any], decode: Callable[[Any], Any]) -> Any:
    values, name = decode(v["v"]), decode(v["n"])
    if v["m"] != 1:
        return pd.MultiIndex.from_tuples([tuple(row) for row in values], names=name)
    return pd.Index(values, dtype=_type(v["d"]), name=name)
