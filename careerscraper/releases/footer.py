"""The footer of a Parquet file, `FileMetaData` in Thrift's compact protocol, with all that is in it.

Numbers are those of https://github.com/apache/parquet-format/blob/master/src/main/thrift/parquet.thrift. What has no number here
is kept as it is.
"""

from __future__ import annotations

from typing import Any

from thrift.protocol.TCompactProtocol import TCompactProtocol
from thrift.Thrift import TType
from thrift.transport.TTransport import TMemoryBuffer

#: A struct: of each of its fields, by number, the type and the value; of a list the type of its elements beside them.
Fields = dict[int, tuple[int, Any]]

_NUM_ROWS, _ROW_GROUPS = 3, 4  # of FileMetaData
_COLUMNS, _GROUP_OFFSET, _ORDINAL = 1, 5, 7  # of RowGroup
_META_DATA, _CHUNK_OFFSETS = 3, (2, 4, 6)  # of ColumnChunk: file_offset, those of the two indexes
_PAGE_OFFSETS = (9, 10, 11, 14)  # of ColumnMetaData: of data, index, dictionary, Bloom filter
_NAMES = {
    TType.BYTE: "Byte",
    TType.DOUBLE: "Double",
    TType.I16: "I16",
    TType.I32: "I32",
    TType.I64: "I64",
    TType.STRING: "Binary",
    TType.BOOL: "Bool",
}


def unpack(packed: bytes) -> Fields:
    """Return the footer that ``packed`` is."""
    fields: Fields = _read(TCompactProtocol(TMemoryBuffer(packed)), TType.STRUCT)
    return fields


def pack(footer: Fields) -> bytes:
    """Return ``footer`` as it stands in a file."""
    buffer = TMemoryBuffer()
    _write(TCompactProtocol(buffer), TType.STRUCT, footer)
    packed: bytes = buffer.getvalue()
    return packed


def add_groups(footer: Fields, other: Fields, shift: int) -> None:
    """Add to ``footer`` the row groups of ``other``, which stand ``shift`` bytes behind where that says."""
    kind, (of, groups) = footer[_ROW_GROUPS]
    for group in other[_ROW_GROUPS][1][1]:
        _shift(group, (_GROUP_OFFSET,), shift)
        group.pop(_ORDINAL, None)  # 16 bits, which many groups go beyond; only encryption needs it
        for chunk in group[_COLUMNS][1][1]:
            _shift(chunk, _CHUNK_OFFSETS, shift)
            _shift(chunk[_META_DATA][1], _PAGE_OFFSETS, shift)
        groups.append(group)
    footer[_ROW_GROUPS] = kind, (of, groups)
    footer[_NUM_ROWS] = TType.I64, footer[_NUM_ROWS][1] + other[_NUM_ROWS][1]


def _shift(fields: Fields, numbers: tuple[int, ...], shift: int) -> None:
    for number in numbers:
        if number in fields and fields[number][1]:  # file_offset 0: it is not said
            kind, offset = fields[number]
            fields[number] = kind, offset + shift


def _read(protocol: TCompactProtocol, kind: int) -> Any:
    if kind == TType.LIST:
        of, size = protocol.readListBegin()
        values = [_read(protocol, of) for _ in range(size)]
        protocol.readListEnd()
        return of, values
    if kind != TType.STRUCT:
        return getattr(protocol, f"read{_NAMES[kind]}")()
    fields: Fields = {}
    protocol.readStructBegin()
    while (field := protocol.readFieldBegin())[1] != TType.STOP:
        fields[field[2]] = field[1], _read(protocol, field[1])
        protocol.readFieldEnd()
    protocol.readStructEnd()
    return fields


def _write(protocol: TCompactProtocol, kind: int, value: Any) -> None:
    if kind == TType.LIST:
        of, values = value
        protocol.writeListBegin(of, len(values))
        for one in values:
            _write(protocol, of, one)
        protocol.writeListEnd()
    elif kind != TType.STRUCT:
        getattr(protocol, f"write{_NAMES[kind]}")(value)
    else:
        protocol.writeStructBegin("")
        for number, (of, one) in value.items():
            protocol.writeFieldBegin("", of, number)
            _write(protocol, of, one)
            protocol.writeFieldEnd()
        protocol.writeFieldStop()
        protocol.writeStructEnd()
