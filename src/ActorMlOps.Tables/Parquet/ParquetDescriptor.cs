using ParquetSharp;

namespace ActorMlOps.Tables.Parquet;

/// <summary>What a file says of a column.</summary>
internal sealed class ParquetDescriptor : IDisposable
{
    public ParquetDescriptor(ColumnDescriptor column)
    {
        using var path = column.Path;
        Name = path.ToDotString();
        Type = column.PhysicalType;
        MaxDefinitionLevel = column.MaxDefinitionLevel;
        IsRepeated = column.MaxRepetitionLevel > 0;
        TypeLength = column.TypeLength;
        Logical = column.LogicalType;
    }

    public string Name { get; }

    public PhysicalType Type { get; }

    public short MaxDefinitionLevel { get; }

    public bool IsRepeated { get; }

    public int TypeLength { get; }

    public LogicalType Logical { get; }

    /// <summary>Why the column can't be read; null: it can.</summary>
    public string? Objection => IsRepeated
        ? "it holds lists or maps: flatten it"
        : (Type, Logical) switch
        {
            (PhysicalType.Boolean or PhysicalType.Int32 or PhysicalType.Int64 or PhysicalType.Float or PhysicalType.Double, _) => null,
            (PhysicalType.ByteArray, StringLogicalType or EnumLogicalType or JsonLogicalType or NoneLogicalType) => null,
            (PhysicalType.FixedLenByteArray, DecimalLogicalType) when TypeLength is > 0 and <= 64 => null,
            (PhysicalType.FixedLenByteArray, Float16LogicalType) when TypeLength == 2 => null,
            (PhysicalType.ByteArray, DecimalLogicalType) => null,
            (PhysicalType.Int96, _) => "it holds INT96 times: write them as TIMESTAMP",
            _ => $"it is {Type} as {Logical.Type}: write it as a number or a string",
        };

    public void Dispose() => Logical.Dispose();
}
