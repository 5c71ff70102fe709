using System.Globalization;
using ActorMlOps.Compare.Columns;
using ActorMlOps.Compare.Files;
using ActorMlOps.Statistics.Counters;
using ActorMlOps.Statistics.Drift;
using ActorMlOps.Tables;

namespace ActorMlOps.Compare;

/// <summary>
/// Compares two files. The reference is read three times: for the types of its columns, for their profiles (so many columns at a time that
/// their numbers fit into about 150 MB), and for its sample; the current file once, chunk by chunk.
/// </summary>
public static class FileComparer
{
    /// <summary>More rows than this are not profiled.</summary>
    public const int MaxReferenceRows = 50_000_000;

    private const int NumbersAtOnce = 1 << 24;
    private const ulong ReferenceSeed = 1;
    private const ulong CurrentSeed = 2;

    /// <summary>Compares.</summary>
    /// <param name="reference">What was.</param>
    /// <param name="current">What is.</param>
    /// <param name="options">Null: the default ones.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ComparisonException">A file is no table, or the columns differ.</exception>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public static async Task<Comparison> CompareAsync(
        TableFile reference, TableFile current, ComparisonOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(reference);
        ArgumentNullException.ThrowIfNull(current);
        options ??= new();
        options.Drift.Validate();
        var plan = await PlanAsync(reference, current, options, cancellationToken).ConfigureAwait(false);
        var notes = new List<string>(plan.Notes);
        var (columns, profile) = await ProfileAsync(reference, plan, options, notes, cancellationToken).ConfigureAwait(false);

        var wholeRows = options.Multivariate.Count > 0 && columns.Length is > 0 and <= WholeRows.MostColumns;
        var encoder = wholeRows ? new RowEncoder(columns, profile) : null;
        var window = new WindowCounters(profile);
        RowFolder? folder = null;
        RowSampler? sampler = null;
        await ReadAsync(current, columns.Select(c => c.Name), notes, (chunk, reader) =>
        {
            folder ??= new RowFolder(columns, reader.DecimalCommas);
            folder.Fold(chunk, 0, chunk.Table.Rows, window);
            if (encoder is not null)
                (sampler ??= new(columns, reader.DecimalCommas, encoder, CurrentSeed)).Add(chunk);
        }, cancellationToken).ConfigureAwait(false);

        var chunks = options.Drift.Mode == DriftMode.NannyMl ? ReferenceChunks.Of(profile, window.Rows) : null;
        RowSampler? referenceSampler = null;
        if (chunks is not null || encoder is not null)
        {
            await ReadAsync(reference, columns.Select(c => c.Name), null, (chunk, reader) =>
            {
                chunks?.Add(chunk, columns, reader.DecimalCommas);
                if (encoder is not null)
                    (referenceSampler ??= new(columns, reader.DecimalCommas, encoder, ReferenceSeed)).Add(chunk);
            }, cancellationToken).ConfigureAwait(false);
        }

        var drift = DriftReport.Evaluate(profile, window, options.Drift with { ReferenceChunks = chunks?.Windows });
        return new(
            reference.Name,
            current.Name,
            profile.Rows,
            window.Rows,
            [
                .. columns.Select((column, c) => new ColumnComparison(
                    column, profile.Columns[c], window.Columns[c], drift.Columns[c], folder?.Cells[c].Odd ?? 0, folder?.Cells[c].FirstOdd)),
            ],
            referenceSampler is not null && sampler is not null
                ? WholeRows.Test(options.Multivariate, columns, encoder!, referenceSampler.Sample, sampler.Sample)
                : columns.Length > WholeRows.MostColumns ? WholeRows.TooManyColumns(options.Multivariate) : [],
            notes,
            options);
    }

    private static async Task<ColumnPlan> PlanAsync(
        TableFile reference, TableFile current, ComparisonOptions options, CancellationToken cancellationToken)
    {
        await using var left = await GuardAsync(reference, () => reference.OpenAsync(cancellationToken)).ConfigureAwait(false);
        await using var right = await GuardAsync(current, () => current.OpenAsync(cancellationToken)).ConfigureAwait(false);
        return ColumnPlan.Make(left, right, options);
    }

    private static async Task<(ComparedColumn[] Columns, ReferenceProfile Profile)> ProfileAsync(
        TableFile reference, ColumnPlan plan, ComparisonOptions options, List<string> notes, CancellationToken cancellationToken)
    {
        ColumnScan[] scans = [.. plan.All.Select(name => new ColumnScan(name))];
        var rows = await ReadAsync(reference, plan.All, notes, (chunk, reader) =>
        {
            foreach (var scan in scans)
                scan.Add(chunk, reader.DecimalCommas);
        }, cancellationToken).ConfigureAwait(false);
        if (rows > MaxReferenceRows)
        {
            throw new ComparisonException(string.Create(
                CultureInfo.InvariantCulture,
                $"{reference.Name}: {rows:N0} rows; a reference of up to {MaxReferenceRows:N0} can be profiled. Take a sample of it."));
        }

        var columns = new List<ComparedColumn>();
        var profiles = new List<ColumnProfile>();
        foreach (var group in scans.Chunk((int)Math.Clamp(NumbersAtOnce / Math.Max(1, rows), 1, NumbersAtOnce)))
        {
            ProfileBuilder[]? builders = null;
            await ReadAsync(reference, group.Select(scan => scan.Name), null, (chunk, reader) =>
            {
                builders ??= Builders(reader.DecimalCommas);
                foreach (var builder in builders)
                    builder.Add(chunk);
            }, cancellationToken).ConfigureAwait(false);
            foreach (var builder in builders ?? Builders(decimalCommas: false))
            {
                if (IsCompared(builder, options, notes))
                {
                    columns.Add(builder.Column);
                    profiles.Add(builder.Build());
                }
            }

            ProfileBuilder[] Builders(bool decimalCommas) => Array.ConvertAll(group, scan =>
            {
                var column = Column(scan, plan, options);
                return new ProfileBuilder(column, new CellReader(column, decimalCommas), (int)rows);
            });
        }

        return ([.. columns], new ReferenceProfile(profiles, rows));
    }

    private static ComparedColumn Column(ColumnScan scan, ColumnPlan plan, ComparisonOptions options)
    {
        var role = scan.Name == plan.Label ? ColumnRole.Label
            : plan.Predictions.Contains(scan.Name) ? ColumnRole.Prediction
            : ColumnRole.Feature;
        if (!options.Kinds.TryGetValue(scan.Name, out var kind))
            kind = scan.Type is ColumnType.Number or ColumnType.Time ? ColumnKind.Numeric : ColumnKind.Categorical;
        var type = kind == ColumnKind.Numeric && scan.Type != ColumnType.Time ? ColumnType.Number : scan.Type;
        return new(scan.Name, role, type, kind);
    }

    private static bool IsCompared(ProfileBuilder builder, ComparisonOptions options, List<string> notes)
    {
        var name = builder.Column.Name;
        var declared = options.Kinds.ContainsKey(name);
        if (builder.Cells.Odd > 0)
        {
            notes.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"Column '{name}': {builder.Cells.Odd:N0} values of the reference do not fit it, such as '{builder.Cells.FirstOdd}'."));
        }

        if (declared && builder.IsFull)
        {
            throw new ComparisonException(string.Create(
                CultureInfo.InvariantCulture,
                $"Column '{name}' has more than {TextTally.MaxDistinct:N0} different texts, too many categories. Leave it out with 'ignore'."));
        }

        if (declared || !builder.NamesRows)
            return true;
        var texts = string.Create(CultureInfo.InvariantCulture, $"{(builder.IsFull ? "more than " : "")}{builder.Texts:N0}");
        notes.Add(
            $"Column '{name}' is not compared: its {texts} different texts hardly recur, they name rows. "
            + "Declare it categorical to compare it all the same.");
        return false;
    }

    /// <summary>Reads a file to its end.</summary>
    /// <returns>Rows that could be read.</returns>
    private static async Task<long> ReadAsync(
        TableFile file,
        IEnumerable<string> columns,
        List<string>? notes,
        Action<TableChunk, TableReader> take,
        CancellationToken cancellationToken)
    {
        var rows = new RowCount();
        await GuardAsync(file, async () =>
        {
            await using var reader = await file.OpenAsync(cancellationToken).ConfigureAwait(false);
            reader.Select(columns.ToHashSet());
            while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false) is { } chunk)
            {
                rows.Add(chunk);
                take(chunk, reader);
                cancellationToken.ThrowIfCancellationRequested();
            }

            return true;
        }).ConfigureAwait(false);
        if (rows is { Bad: > 0, Read: 0 })
            throw new ComparisonException($"{file.Name}: no row can be read. {rows.FirstBad}");
        if (rows.Bad > 0)
        {
            notes?.Add(string.Create(
                CultureInfo.InvariantCulture, $"{file.Name}: {rows.Bad:N0} rows can't be read and are left out. The first: {rows.FirstBad}"));
        }

        return rows.Read;
    }

    private static async Task<T> GuardAsync<T>(TableFile file, Func<Task<T>> read)
    {
        try
        {
            return await read().ConfigureAwait(false);
        }
        catch (TableFormatException e)
        {
            throw new ComparisonException($"{file.Name}: {e.Message}");
        }
    }
}
