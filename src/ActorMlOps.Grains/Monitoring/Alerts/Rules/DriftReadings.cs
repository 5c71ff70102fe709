using ActorMlOps.Monitoring;
using ActorMlOps.Monitoring.Alerts;
using ActorMlOps.Registry;
using ActorMlOps.Statistics.Drift;

namespace ActorMlOps.Grains.Monitoring.Alerts.Rules;

/// <summary>
/// <c>drift.share</c> of the features that drifted by the default tests; <c>METHOD:COLUMN</c>, the value of a test of a feature or of the
/// predictions; <c>missing:COLUMN</c> and <c>unseen:COLUMN</c>, shares of its rows.
/// </summary>
internal static class DriftReadings
{
    private const string Share = "drift.share";
    private const string Missing = "missing";
    private const string Unseen = "unseen";

    private static readonly string[] Figures = [.. DriftMethods.All, Missing, Unseen];

    /// <summary>Of a column's metric; null: it is of no column.</summary>
    public static string? FeatureOf(string metric) => metric.IndexOf(':') is > 0 and var colon ? metric[(colon + 1)..] : null;

    public static AlertKind KindOf(string metric) => Before(metric) is Missing or Unseen ? AlertKind.Quality : AlertKind.Drift;

    public static IEnumerable<string> Names(VersionSpec spec) => Columns(spec).SelectMany(c => Figures.Select(f => $"{f}:{c}")).Prepend(Share);

    public static bool Has(VersionSpec spec, string metric) =>
        metric == Share || (FeatureOf(metric) is { } column && Figures.Contains(Before(metric)) && Columns(spec).Contains(column));

    public static async Task<ReportReadings> ReadAsync(
        IGrainFactory grains, VersionSpec spec, WindowRange range, IReadOnlyCollection<string> metrics)
    {
        var drift = grains.GetGrain<IDriftGrain>(spec.Key.ToString());
        string[] methods = [.. metrics.Select(Before).OfType<string>().Where(DriftMethods.All.Contains).Distinct()];
        // The share is what the default tests say, whatever other rules ask for.
        var report = metrics.Contains(Share) || methods.Length == 0 ? await drift.Report(range, null) : null;
        var tested = methods.Length == 0 ? null : await drift.Report(range, methods);
        return Of(report, tested);
    }

    /// <param name="report">With the default tests; null: none of its figures is asked for.</param>
    /// <param name="tested">With the tests that are asked for; null: none is.</param>
    public static ReportReadings Of(ActorMlOps.Monitoring.DriftReport? report, ActorMlOps.Monitoring.DriftReport? tested)
    {
        var values = new Dictionary<string, Reading>();
        var any = (tested ?? report)!;
        foreach (var column in any.Features.Concat(any.Prediction))
        {
            values[$"{Missing}:{column.Name}"] = ShareOf(column.Missing, column.Rows);
            values[$"{Unseen}:{column.Name}"] = ShareOf(column.Unseen, column.Rows);
            foreach (var test in column.Tests)
                values[$"{test.Method}:{column.Name}"] = new(test.Value, test.Low, test.High, test.Reason);
        }
        if (report is not null)
            values[Share] = new(report.Dataset.DriftedShare, Reason: report.Dataset.DriftedShare is null ? report.Reason : null);
        return new(any.Window, values, any.Reason);
    }

    /// <summary>The features, then what is compared of the predictions.</summary>
    private static IEnumerable<string> Columns(VersionSpec spec) => spec.Features.Select(f => f.Name)
        .Concat(PredictionColumns.Names(spec.Output).Where(c => c != PredictionColumns.Selected).Select(PredictionColumns.Shown));

    private static string? Before(string metric) => metric.IndexOf(':') is > 0 and var colon ? metric[..colon] : null;

    private static Reading ShareOf(long count, long rows) =>
        rows == 0 ? new(null, Reason: "There are no rows in this window.") : new((double)count / rows);
}
