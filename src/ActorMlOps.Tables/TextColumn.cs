using System.Globalization;
using System.Text;

namespace ActorMlOps.Tables;

/// <summary>A named column of texts, some of which may be missing. Kept as UTF-8; immutable.</summary>
public sealed class TextColumn
{
    private readonly byte[] _utf8;

    // End of each value in _utf8; its complement where the value is missing.
    private readonly int[] _ends;

    internal TextColumn(string name, byte[] utf8, int[] ends)
    {
        Name = name;
        _utf8 = utf8;
        _ends = ends;
        Missing = ends.Count(e => e < 0);
    }

    /// <summary>From values; null = missing.</summary>
    public static TextColumn From(string name, IEnumerable<string?> values)
    {
        var builder = new ColumnBuilder(name);
        foreach (var value in values)
        {
            if (value is null)
                builder.AddMissing();
            else
                builder.Add(Encoding.UTF8.GetBytes(value));
        }
        return builder.ToColumn();
    }

    /// <summary>Unique within its table, never empty.</summary>
    public string Name { get; }

    /// <summary>Number of values, missing ones included.</summary>
    public int Rows => _ends.Length;

    /// <summary>Number of missing values.</summary>
    public int Missing { get; }

    /// <summary>The text in a row; null = missing.</summary>
    public string? this[int row] => IsMissing(row) ? null : Encoding.UTF8.GetString(Utf8(row));

    /// <summary>Whether the value is missing.</summary>
    public bool IsMissing(int row) => _ends[row] < 0;

    /// <summary>UTF-8 of the value; empty for a missing one.</summary>
    public ReadOnlySpan<byte> Utf8(int row)
    {
        int start = row == 0 ? 0 : End(row - 1);
        return _utf8.AsSpan(start, End(row) - start);
    }

    /// <summary>Whether there is a value and all are numbers (invariant culture; also <c>NaN</c>, <c>Infinity</c>, <c>-Infinity</c>).</summary>
    public bool IsNumeric
    {
        get
        {
            for (int row = 0; row < Rows; row++)
                if (!IsMissing(row) && !TryNumber(row, out _))
                    return false;
            return Missing < Rows;
        }
    }

    /// <summary>Number of different values, missing ones not counted.</summary>
    public int DistinctCount
    {
        get
        {
            var seen = new HashSet<int>(new RowComparer(this));
            for (int row = 0; row < Rows; row++)
                if (!IsMissing(row))
                    seen.Add(row);
            return seen.Count;
        }
    }

    /// <summary>The number in a row; false if it is missing or no number, with NaN.</summary>
    public bool TryNumber(int row, out double value)
    {
        if (!IsMissing(row) && double.TryParse(Utf8(row), NumberStyles.Float, CultureInfo.InvariantCulture, out value))
            return true;
        value = double.NaN;
        return false;
    }

    /// <summary>All values as numbers, missing ones as NaN (<see cref="IsMissing"/> tells them from a stated NaN).</summary>
    /// <exception cref="TableFormatException">A value is no number; the message names column, row and value.</exception>
    public double[] ToDoubles()
    {
        var values = new double[Rows];
        for (int row = 0; row < values.Length; row++)
            if (!TryNumber(row, out values[row]) && !IsMissing(row))
                throw new TableFormatException($"Column '{Name}', row {row + 1}: '{Shown(this[row]!)}' is not a number.");
        return values;
    }

    /// <summary>All values; null = missing.</summary>
    public string?[] ToTexts()
    {
        var values = new string?[Rows];
        for (int row = 0; row < values.Length; row++)
            values[row] = this[row];
        return values;
    }

    internal static string Shown(string text) => text.Length <= 40 ? text : text[..40] + "...";

    private int End(int row) => _ends[row] < 0 ? ~_ends[row] : _ends[row];

    private sealed class RowComparer(TextColumn column) : IEqualityComparer<int>
    {
        public bool Equals(int a, int b) => column.Utf8(a).SequenceEqual(column.Utf8(b));

        public int GetHashCode(int row)
        {
            var hash = new HashCode();
            hash.AddBytes(column.Utf8(row));
            return hash.ToHashCode();
        }
    }
}
