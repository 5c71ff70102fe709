using System.Buffers.Text;
using System.Globalization;
using System.Text;
using ActorMlOps.Statistics.Sketches;

namespace ActorMlOps.Statistics.Counters;

public sealed partial class ColumnCounters
{
    // Beyond it not every integer is a double.
    private const double MaxExactInteger = 9007199254740992;

    /// <summary>
    /// Counts one number. A categorical column counts it by its text: integers without a fraction, others in the
    /// shortest form that reads back.
    /// </summary>
    public void Add(double value)
    {
        CheckWritable();
        if (_bins is null)
        {
            AddNumberCategory(value);
            return;
        }

        var x = _bins.Float32 ? (float)value : value;
        if (!CountNonFinite(x))
        {
            _counts[_bins.BinOf(x)]++;
            _moments.Add(x);
        }
    }

    /// <inheritdoc cref="Add(double)"/>
    public void Add(float value) => Add((double)value);

    /// <summary>Counts a row without a value.</summary>
    public void AddMissing() => AddMissing(1);

    /// <summary>Counts <paramref name="rows"/> rows without a value.</summary>
    public void AddMissing(long rows)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        CheckWritable();
        _missing += rows;
    }

    /// <summary>Counts a category for some rows; null is missing, the empty string a category like any other.</summary>
    /// <exception cref="InvalidOperationException">The column is numeric.</exception>
    public void AddCategory(string? category, long rows = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        if (category is null)
            AddMissing(rows);
        else
            CountCategory(category.AsSpan(), rows);
    }

    /// <summary>Counts one category by its UTF-8 bytes.</summary>
    /// <exception cref="InvalidOperationException">The column is numeric.</exception>
    public void AddCategory(ReadOnlySpan<byte> utf8) => CountCategory(utf8);

    private CategorySet Categories
    {
        get
        {
            CheckWritable();
            return _categories
                ?? throw new InvalidOperationException($"Column '{Name}' is numeric: add numbers, or declare the column categorical.");
        }
    }

    private bool CountNonFinite(double x)
    {
        if (double.IsFinite(x))
            return false;
        if (double.IsNaN(x))
            _nan++;
        else if (x > 0)
            _positiveInfinity++;
        else
            _negativeInfinity++;
        return true;
    }

    private void CountCategory(ReadOnlySpan<byte> utf8)
    {
        var index = Categories.Find(utf8);
        if (index < 0)
            CountUnseen(utf8, 1);
        else
            _counts[index]++;
    }

    private void CountCategory(ReadOnlySpan<char> text, long rows = 1)
    {
        var index = Categories.Find(text);
        if (index >= 0)
        {
            _counts[index] += rows;
            return;
        }

        // Only the first bytes of a name are kept, and no character has less than one.
        Span<byte> utf8 = stackalloc byte[3 * (HeavyHitters.MaxKeyBytes + 1)];
        CountUnseen(utf8[..Encoding.UTF8.GetBytes(text[..int.Min(text.Length, HeavyHitters.MaxKeyBytes + 1)], utf8)], rows);
    }

    private void CountUnseen(ReadOnlySpan<byte> name, long rows)
    {
        if (rows == 0)
            return;
        _unseen += rows;
        (_unseenNames ??= new HeavyHitters()).Add(name, rows);
    }

    private void AddNumberCategory(double value)
    {
        if (CountNonFinite(value))
            return;
        if (value == Math.Floor(value) && Math.Abs(value) <= MaxExactInteger)
        {
            AddIntegerCategory((long)value);
            return;
        }

        Span<char> text = stackalloc char[32];
        value.TryFormat(text, out var length, "R", CultureInfo.InvariantCulture);
        CountCategory(text[..length]);
    }

    private void AddIntegerCategory(long value)
    {
        Span<byte> text = stackalloc byte[20];
        Utf8Formatter.TryFormat(value, text, out var length);
        CountCategory(text[..length]);
    }
}
