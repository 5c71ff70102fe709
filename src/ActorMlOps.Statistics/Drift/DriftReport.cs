using ActorMlOps.Statistics.Counters;

namespace ActorMlOps.Statistics.Drift;

/// <summary>Drift of every column of a window, with p-values corrected across the report.</summary>
/// <param name="Columns">One result a column, in the profile's order.</param>
/// <param name="ReferenceRows">Rows of the reference.</param>
/// <param name="CurrentRows">Rows of the window.</param>
/// <param name="DriftedShare">Share of the columns that drifted, 0 to 1; null without columns.</param>
/// <param name="Threshold">The share from which the data set has drifted.</param>
public sealed record DriftReport(
    IReadOnlyList<ColumnDriftResult> Columns, long ReferenceRows, long CurrentRows, double? DriftedShare, double Threshold)
{
    /// <summary>Fewer columns are tested faster by one thread.</summary>
    private const int FewestForThreads = 64;

    /// <summary>True if the data set has drifted.</summary>
    public bool Drifted => DriftedShare >= Threshold;

    /// <summary>
    /// Tests every column. All p-valued tests of the report are corrected together; a test drifts when its adjusted p-value is
    /// at most alpha (and, for a PSI, when it also reaches its band). A PSI by band or sample size has no p-value and keeps
    /// its verdict.
    /// </summary>
    /// <param name="profile">The reference.</param>
    /// <param name="window">Counted with it.</param>
    /// <param name="options">Null: the default ones.</param>
    /// <param name="columns">Only so many of the first columns are compared; null: all.</param>
    /// <exception cref="ArgumentException">The window belongs to another profile, or an option is out of range.</exception>
    public static DriftReport Evaluate(ReferenceProfile profile, WindowCounters window, DriftOptions? options = null, int? columns = null)
    {
        ArgumentNullException.ThrowIfNull(profile);
        ArgumentNullException.ThrowIfNull(window);
        options ??= DriftOptions.Default;
        options.Validate();
        if (window.Profile.Fingerprint != profile.Fingerprint)
            throw new ArgumentException("The window belongs to another reference profile; count it with this one.", nameof(window));
        return Evaluate(
            [.. profile.Columns.Take(columns ?? profile.Columns.Count).Select((column, i) => (column, window.Columns[i]))],
            profile.Rows, window.Rows, options);
    }

    /// <summary>As the other one, for columns that were counted apart; the tests run on several threads.</summary>
    /// <param name="columns">Profiles and counters of the same rows.</param>
    /// <param name="referenceRows">Rows of the reference.</param>
    /// <param name="currentRows">Rows of the window.</param>
    /// <param name="options">Null: the default ones.</param>
    /// <exception cref="ArgumentException">Counters belong to another profile, or an option is out of range.</exception>
    public static DriftReport Evaluate(
        IReadOnlyList<(ColumnProfile Profile, ColumnCounters Current)> columns, long referenceRows, long currentRows, DriftOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(columns);
        options ??= DriftOptions.Default;
        options.Validate();
        var results = new ColumnDriftResult[columns.Count];
        if (columns.Count < FewestForThreads)
        {
            for (var i = 0; i < results.Length; i++)
                results[i] = ColumnDrift.Evaluate(columns[i].Profile, columns[i].Current, options);
        }
        else
        {
            Parallel.For(0, results.Length, i => results[i] = ColumnDrift.Evaluate(columns[i].Profile, columns[i].Current, options));
        }

        // The tools compared with correct for nothing.
        if (options.Mode != DriftMode.Standard)
            options = options with { Correction = Correction.None };
        var tested = results.SelectMany(column => column.Results).Where(result => result.PValue is not null);
        var adjusted = new Queue<double>(
            MultipleTesting.Adjust(tested.Select(result => result.PValue!.Value).ToArray(), options.Correction));
        for (var i = 0; i < results.Length; i++)
            results[i] = results[i] with { Results = [.. results[i].Results.Select(result => Correct(result, adjusted, options))] };

        double? share = results.Length == 0 ? null : (double)results.Count(column => column.Drifted) / results.Length;
        return new DriftReport(results, referenceRows, currentRows, share, options.DatasetThreshold);
    }

    // An adjusted p-value is never below the raw one, so a test that did not drift by itself does not drift here.
    private static DriftResult Correct(DriftResult result, Queue<double> adjusted, DriftOptions options)
    {
        if (result.PValue is null)
            return result;
        var p = adjusted.Dequeue();
        return result with { AdjustedPValue = p, Drifted = result.Drifted && p <= options.Alpha };
    }
}
