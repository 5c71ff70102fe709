using System.Text;
using ActorMlOps.Statistics.Counters.Sorting;

namespace ActorMlOps.Statistics.Counters;

/// <summary>One column of the reference: its layout (bins or categories) and the reference's counts. Immutable.</summary>
public sealed class ColumnProfile
{
    /// <summary>More distinct categories than this are cut to the most frequent ones; the rest counts as unseen.</summary>
    public const int MaxCategories = 1000;

    internal ColumnProfile(string name, NumericBins? bins, CategorySet? categories)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        (Name, Bins, CategorySet) = (name, bins, categories);
        Reference = new ColumnCounters(this);
    }

    /// <summary>The column's name.</summary>
    public string Name { get; }

    /// <summary>How the column is counted.</summary>
    public ColumnKind Kind => Bins is null ? ColumnKind.Categorical : ColumnKind.Numeric;

    /// <summary>The bins of a numeric column, else null.</summary>
    public NumericBins? Bins { get; }

    /// <summary>Distinct values of a categorical column in ordinal order; empty for a numeric one.</summary>
    public IReadOnlyList<string> Categories => CategorySet?.Names ?? [];

    /// <summary>The reference's own counts; read-only.</summary>
    public ColumnCounters Reference { get; }

    internal CategorySet? CategorySet { get; }

    /// <summary>The position of a category among <see cref="Categories"/>, by its UTF-8 bytes; -1: it is none of them.</summary>
    public int IndexOfCategory(ReadOnlySpan<byte> utf8) => CategorySet?.Find(utf8) ?? -1;

    /// <inheritdoc cref="IndexOfCategory(ReadOnlySpan{byte})"/>
    public int IndexOfCategory(ReadOnlySpan<char> text) => CategorySet?.Find(text) ?? -1;

    /// <summary>Profiles a numeric column.</summary>
    /// <param name="name">The column's name, not empty.</param>
    /// <param name="values">One value a row; NaN and infinities are counted apart.</param>
    /// <param name="missing">True where the row has no value; as long as <paramref name="values"/>, or empty if none is missing.</param>
    /// <param name="float32">The column's values are 32-bit floats.</param>
    /// <param name="bins">Quantile bins wanted, 10 to 100,000.</param>
    /// <exception cref="ArgumentException">The two spans differ in length.</exception>
    public static ColumnProfile Numeric(
        string name,
        ReadOnlySpan<double> values,
        ReadOnlySpan<bool> missing = default,
        bool float32 = false,
        int bins = NumericBins.DefaultBins)
    {
        if (!missing.IsEmpty && missing.Length != values.Length)
        {
            throw new ArgumentException(
                $"Column '{name}': {missing.Length} missing flags for {values.Length} values; give one a row, or none.", nameof(missing));
        }

        var present = Present(values, missing);
        NumericBinsBuilder.CheckBins(bins);
        using var sorted = SortedSample.Of(present, float32);
        var profile = new ColumnProfile(name, NumericBinsBuilder.Build(sorted.Values, bins, float32), null);
        profile.Reference.AddSorted(sorted);
        profile.Reference.AddMissing(values.Length - present.Length);
        profile.Reference.Freeze();
        return profile;
    }

    /// <summary>Profiles a column of 32-bit floats; the same profile as that of the values widened, made faster.</summary>
    /// <param name="name">The column's name, not empty.</param>
    /// <param name="values">One value a row; NaN and infinities are counted apart.</param>
    /// <param name="bins">Quantile bins wanted, 10 to 100,000.</param>
    public static ColumnProfile Float32(string name, ReadOnlySpan<float> values, int bins = NumericBins.DefaultBins)
    {
        NumericBinsBuilder.CheckBins(bins);
        using var sorted = SortedSample.Of(values);
        var profile = new ColumnProfile(name, NumericBinsBuilder.Build(sorted.Values, bins, float32: true), null);
        profile.Reference.AddSorted(sorted);
        profile.Reference.Freeze();
        return profile;
    }

    /// <summary>Profiles a categorical column; null is missing, the empty string a category.</summary>
    /// <param name="name">The column's name, not empty.</param>
    /// <param name="values">One value a row.</param>
    public static ColumnProfile Categorical(string name, IReadOnlyList<string?> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        long missing = 0;
        foreach (var value in values)
        {
            if (value is null)
                missing++;
            else
                counts[value] = counts.GetValueOrDefault(value) + 1;
        }

        return Categorical(name, counts, missing);
    }

    /// <summary>Profiles a categorical column whose values have been counted.</summary>
    /// <param name="name">The column's name, not empty.</param>
    /// <param name="counts">Rows by value, each at least 0; the empty string is a category.</param>
    /// <param name="missing">Rows without a value, at least 0.</param>
    public static ColumnProfile Categorical(string name, IReadOnlyDictionary<string, long> counts, long missing)
    {
        ArgumentNullException.ThrowIfNull(counts);
        // Text is compared and stored as UTF-8, where lone surrogates become the replacement character.
        var names = counts
            .GroupBy(pair => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(pair.Key)), pair => pair.Value, StringComparer.Ordinal)
            .Select(group => (Name: group.Key, Rows: group.Sum()))
            .OrderByDescending(category => category.Rows)
            .ThenBy(category => category.Name, StringComparer.Ordinal)
            .Take(MaxCategories)
            .Select(category => category.Name)
            .Order(StringComparer.Ordinal);
        var profile = new ColumnProfile(name, null, new CategorySet([.. names]));
        foreach (var (value, rows) in counts)
            profile.Reference.AddCategory(value, rows);
        profile.Reference.AddMissing(missing);
        profile.Reference.Freeze();
        return profile;
    }

    /// <summary>
    /// Profiles some of this numeric column's values in its own bins, so that the two can be compared bin by bin; the column's other rows
    /// count as missing.
    /// </summary>
    /// <param name="name">The new column's name, not empty.</param>
    /// <param name="values">No more than the column has rows, in any order.</param>
    /// <exception cref="InvalidOperationException">The column is categorical.</exception>
    public ColumnProfile Part(string name, ReadOnlySpan<double> values)
    {
        var bins = Bins ?? throw new InvalidOperationException($"Column '{Name}' is categorical: it has no bins to count a part in.");
        using var sorted = SortedSample.Of(values, bins.Float32);
        var profile = new ColumnProfile(name, bins, null);
        profile.Reference.AddSorted(sorted);
        profile.Reference.AddMissing(Reference.Rows - values.Length);
        profile.Reference.Freeze();
        return profile;
    }

    /// <summary>
    /// A reference of what was counted by an earlier one: the same bins or categories, so the order of values within a bin is not known and
    /// categories that were unseen stay so; the deciles are the edges nearest above them.
    /// </summary>
    /// <param name="counted">Counters in this profile's layout; they are copied.</param>
    /// <exception cref="ArgumentException">The layouts differ.</exception>
    public ColumnProfile Recounted(ColumnCounters counted)
    {
        ArgumentNullException.ThrowIfNull(counted);
        var layout = Bins is null ? null : new NumericBins(Bins.Edges.ToArray(), Deciles(Bins, counted), Bins.Float32);
        var profile = new ColumnProfile(Name, layout, CategorySet);
        profile.Reference.CopyFrom(counted);
        profile.Reference.Freeze();
        return profile;
    }

    /// <summary>Positions of the edges below which at least 1/10, 2/10... of the rows lie, without repeats.</summary>
    private static int[] Deciles(NumericBins bins, ColumnCounters counted)
    {
        var positions = new List<int>();
        long below = 0;
        for (var edge = 0; edge < bins.Edges.Length && positions.Count < 9; edge++)
        {
            below += counted.Counts[edge];
            // A column without rows keeps the deciles that it had.
            if (counted.Counted > 0 && 10 * below >= (positions.Count + 1) * counted.Counted)
                positions.Add(edge);
        }

        return counted.Counted > 0 ? [.. positions] : bins.DecilePositions.ToArray();
    }

    private static ReadOnlySpan<double> Present(ReadOnlySpan<double> values, ReadOnlySpan<bool> missing)
    {
        if (!missing.Contains(true))
            return values;
        var present = new List<double>(values.Length);
        for (var i = 0; i < values.Length; i++)
        {
            if (!missing[i])
                present.Add(values[i]);
        }

        return present.ToArray();
    }
}
