using ParquetSharp;
using Encoding = System.Text.Encoding;

namespace ActorMlOps.Tables.Parquet;

/// <summary>The values of a column of the row group that is being collected.</summary>
internal abstract class ParquetOutput
{
    public static ParquetOutput Of(ColumnKind kind) => kind switch
    {
        ColumnKind.Text => new ParquetTexts(),
        ColumnKind.Integer => new ParquetOutput<long>(),
        ColumnKind.Single => new ParquetOutput<float>(),
        _ => new ParquetOutput<double>(),
    };

    public abstract Column Declare(string name);

    public abstract void AddMissing();

    /// <summary>Writes the values, which are then forgotten.</summary>
    public abstract void WriteTo(ColumnWriter writer);
}

/// <summary>Numbers.</summary>
internal sealed class ParquetOutput<T> : ParquetOutput
    where T : struct
{
    private readonly List<T?> _values = [];

    public override Column Declare(string name) => new Column<T?>(name);

    public void Add(T value) => _values.Add(value);

    public override void AddMissing() => _values.Add(null);

    public override void WriteTo(ColumnWriter writer)
    {
        using var typed = writer.LogicalWriter<T?>();
        typed.WriteBatch([.. _values]);
        _values.Clear();
    }
}

/// <summary>Texts; neighbours that are equal are kept once.</summary>
internal sealed class ParquetTexts : ParquetOutput
{
    private readonly List<string?> _values = [];
    private byte[] _lastUtf8 = [];
    private string _last = "";

    public override Column Declare(string name) => new Column<string>(name);

    public void Add(ReadOnlySpan<byte> utf8)
    {
        if (!utf8.SequenceEqual(_lastUtf8))
            (_lastUtf8, _last) = (utf8.ToArray(), Encoding.UTF8.GetString(utf8));
        _values.Add(_last);
    }

    public override void AddMissing() => _values.Add(null);

    public override void WriteTo(ColumnWriter writer)
    {
        using var typed = writer.LogicalWriter<string?>();
        typed.WriteBatch([.. _values]);
        _values.Clear();
    }
}
