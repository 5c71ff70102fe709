using ActorMlOps.Statistics.Counters;
using ActorMlOps.Statistics.Multivariate;
using ActorMlOps.Statistics.Sketches;
using ActorMlOps.Tables;

namespace ActorMlOps.Compare.Columns;

/// <summary>
/// Rows as numbers for the tests of whole rows. A category is its rank by frequency in the reference (a classifier tells ranks apart), or
/// its share there (principal components relate shares); one that the reference never had comes after all others, with share 0.
/// </summary>
internal sealed class RowEncoder
{
    private readonly IReadOnlyList<ComparedColumn> _columns;
    private readonly Dictionary<string, int>?[] _ranks;
    private readonly double[]?[] _shares;

    /// <param name="columns">In the profile's order.</param>
    /// <param name="profile">The reference.</param>
    public RowEncoder(IReadOnlyList<ComparedColumn> columns, ReferenceProfile profile)
    {
        _columns = columns;
        _ranks = new Dictionary<string, int>?[columns.Count];
        _shares = new double[]?[columns.Count];
        for (var c = 0; c < columns.Count; c++)
        {
            if (columns[c].Kind == ColumnKind.Numeric)
                continue;
            var column = profile.Columns[c];
            var counts = column.Reference.Counts.ToArray();
            int[] order = [.. Enumerable.Range(0, counts.Length).OrderByDescending(i => counts[i])];
            _ranks[c] = order.Select((category, rank) => (Name: column.Categories[category], rank)).ToDictionary(r => r.Name, r => r.rank);
            _shares[c] = [.. order.Select(category => (double)counts[category] / Math.Max(1, profile.Rows)), 0];
        }
    }

    /// <summary>Numbers in a row.</summary>
    public int Width => _columns.Count;

    /// <summary>Writes a row; NaN is missing.</summary>
    public void Encode(TextColumn[] texts, int row, IReadOnlyList<CellReader> cells, Span<double> into)
    {
        for (var c = 0; c < into.Length; c++)
        {
            into[c] = double.NaN;
            if (texts[c].IsMissing(row))
                continue;
            if (_ranks[c] is not { } ranks)
                into[c] = cells[c].TryNumber(texts[c].Utf8(row), out var number) ? number : double.NaN;
            else if (cells[c].Category(texts[c].Utf8(row)) is { } category)
                into[c] = ranks.GetValueOrDefault(category, ranks.Count);
        }
    }

    /// <summary>The rows of a reservoir, categories as ranks.</summary>
    public RowSample Ranks(RowReservoir sample) => Sample(sample, static (_, value) => value);

    /// <summary>The rows of a reservoir, categories as shares of the reference.</summary>
    public RowSample Shares(RowReservoir sample) =>
        Sample(sample, (c, value) => _shares[c] is { } shares && !double.IsNaN(value) ? shares[(int)value] : value);

    private RowSample Sample(RowReservoir sample, Func<int, double, double> value)
    {
        var values = new double[sample.Count * Width];
        for (var r = 0; r < sample.Count; r++)
        {
            var row = sample.Row(r);
            for (var c = 0; c < Width; c++)
                values[(r * Width) + c] = value(c, row[c]);
        }

        return new(values, Width);
    }
}
