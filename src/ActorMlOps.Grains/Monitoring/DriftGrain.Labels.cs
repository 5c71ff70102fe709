using ActorMlOps.Monitoring;
using ActorMlOps.Registry;
using ActorMlOps.Statistics.Counters;
using ActorMlOps.Statistics.Drift;

namespace ActorMlOps.Grains.Monitoring;

/// <summary>Drift of the labels: their windows are kept by the label partitions, those of the reference came with its baseline.</summary>
internal sealed partial class DriftGrain
{
    private const string Column = "label";
    private const string NoLabel = "No label has arrived for this window yet.";

    /// <summary>Labels of the reference, by the address of its baseline.</summary>
    private (string Sha256, TaskCounters Counters, ColumnProfile? Classes)? _labels;

    private async Task<LabelDrift> LabelDriftAsync(VersionSpec spec, WindowRange range, DriftSettings settings)
    {
        if (spec.BaselineSha256 is not { } sha)
            return new(null, "The reference has no labels: name them under 'reference.labelColumn' in the config.");
        if (_labels?.Sha256 != sha)
        {
            var counters = new TaskCounters(spec.Output, await BaselineAsync(sha));
            _labels = (sha, counters, counters.Labels(spec.Output) is { } classes ? Profile(classes) : null);
        }
        var (_, reference, profile) = _labels.Value;
        if (spec.Output.Task == TaskKind.Binary)
        {
            var rows = await BinaryLabelsAsync(spec, range);
            return rows.Values.Sum() == 0 ? new(null, NoLabel) : new(Classes(profile!, rows, settings), null);
        }
        var window = (await LabelShares.GatherAsync(GrainFactory, spec, range, null)).Groups.GetValueOrDefault("")?.Task;
        if (window is null || window.Rows == 0)
            return new(null, NoLabel);
        return profile is null
            ? new(Numbers(reference, window, settings.Options.Alpha), null)
            : new(Classes(profile, window.Labels(spec.Output)!, settings), null);
    }

    /// <summary>Without the scores, which a drift report has no use for: merging those of a busy hour takes longer than all else of it.</summary>
    private async Task<IReadOnlyDictionary<string, long>> BinaryLabelsAsync(VersionSpec spec, WindowRange range)
    {
        var shares = await Task.WhenAll(LabelShares.Partitions(GrainFactory, spec).Select(p => p.Labels(spec.Key.Version, range)));
        return spec.Output.Classes.Take(2).Select((name, c) => (name, Rows: shares.Sum(s => s[c]))).ToDictionary(c => c.name, c => c.Rows);
    }

    private static ColumnProfile Profile(IReadOnlyDictionary<string, long> classes) =>
        ColumnProfile.Categorical(Column, [.. classes.SelectMany(c => Enumerable.Repeat(c.Key, (int)Math.Min(c.Value, int.MaxValue)))]);

    private static ColumnDriftReport Classes(ColumnProfile profile, IReadOnlyDictionary<string, long> window, DriftSettings settings)
    {
        var counters = new ColumnCounters(profile);
        foreach (var (name, rows) in window)
            counters.AddCategory(name, rows);
        var report = Statistics.Drift.DriftReport.Evaluate([(profile, counters)], profile.Reference.Rows, counters.Rows, settings.Options);
        return DriftReports.Column(report.Columns[0], profile, counters);
    }

    /// <summary>Of numbers the label ledger keeps sums: their means are compared.</summary>
    private static ColumnDriftReport Numbers(TaskCounters reference, TaskCounters window, double alpha)
    {
        var (before, now) = (reference.Regression!, window.Regression!);
        var test = WelchT.Test(before.Labels(), before.Rows, now.Labels(), now.Rows);
        var drifted = test.PValue <= alpha;
        return new(
            Column, FeatureKind.Numeric, now.Rows, 0, now.LeftOut, 0, now.Labels().Mean, before.Labels().Mean, drifted,
            [new("welch-t", test.T, test.T, test.T, test.PValue, test.PValue, alpha, ThresholdKinds.Alpha, drifted, test.Reason)]);
    }
}
