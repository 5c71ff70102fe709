using ActorMlOps.Monitoring;
using ActorMlOps.Registry;
using ActorMlOps.Statistics.Counters;
using ActorMlOps.Statistics.Fairness;
using ActorMlOps.Statistics.Performance;
using Figures = ActorMlOps.Statistics.Fairness.FairnessReport;
using GroupFairness = ActorMlOps.Monitoring.GroupFairness;
using MetricValue = ActorMlOps.Monitoring.MetricValue;

namespace ActorMlOps.Grains.Monitoring;

/// <summary>From a window's counts by group to how they are treated.</summary>
internal static class FairnessReports
{
    /// <summary>Rows whose value the reference does not have.</summary>
    private const string Other = "other";

    private static readonly (string Name, Func<Figures, MetricValue> Of)[] Table =
    [
        ("demographicParityDifference", r => Value(r.DemographicParityDifference)),
        ("demographicParityRatio", r => Value(r.DemographicParityRatio)),
        ("disparateImpact", r => Value(r.DisparateImpact)),
        ("equalOpportunityDifference", r => Value(r.EqualOpportunityDifference)),
        ("equalizedOddsDifference", r => Value(r.EqualizedOddsDifference)),
        ("predictiveParityDifference", r => Value(r.PredictiveParityDifference)),
        ("accuracyDifference", r => Value(r.AccuracyDifference)),
        ("calibrationDifference", r => Value(r.CalibrationDifference)),
    ];

    /// <summary>Names of what is said of each sensitive column.</summary>
    public static IReadOnlyList<string> Metrics { get; } = [.. Table.Select(m => m.Name)];

    /// <summary>Why there can be no report of a version; null: there can be one.</summary>
    public static string? WhyNone(VersionSpec? spec)
    {
        if (spec is null)
            return "There is no such version.";
        if (spec.Sensitive is not { Length: > 0 })
            return "The version has no sensitive columns: name them under 'sensitive' by PUT .../monitoring.";
        return spec.Output is { Task: TaskKind.Binary, PositiveIndex: >= 0 } ? null : "Groups are compared for binary models only.";
    }

    /// <param name="counts">See <see cref="GroupCells"/>.</param>
    /// <param name="labelled">By segment * 256 + code.</param>
    /// <param name="values">The segment's values in the order of their codes.</param>
    public static FairnessCounters Counters(
        SparseCounts counts, IReadOnlyDictionary<int, BinaryCounters> labelled, int segment, IReadOnlyList<string> values)
    {
        var counters = new FairnessCounters();
        for (var code = 0; code <= values.Count; code++)
        {
            var selected = counts[GroupCells.Of(segment, code, positive: true)];
            // A reference may have a category "other" of its own.
            var name = code > 0 ? values[code - 1] : values.Contains(Other) ? $"{Other} (not in the reference)" : Other;
            counters.Add(name, counts[GroupCells.Of(segment, code, positive: false)] + selected, selected, labelled.GetValueOrDefault((segment * 256) + code));
        }
        return counters;
    }

    public static AttributeFairness Build(string attribute, FairnessCounters counters, DriftTest? bias)
    {
        var privileged = counters.Report().Groups.Where(g => g.SelectionRate.Value is not null).MaxBy(g => g.SelectionRate.Value)?.Group;
        var report = counters.Report(privileged);
        return new(
            attribute,
            [.. report.Groups.Select(g => new GroupFairness(g.Group, g.Predictions, g.LabelledRows, new Dictionary<string, MetricValue>
            {
                ["selectionRate"] = Value(g.SelectionRate),
                ["truePositiveRate"] = Value(g.TruePositiveRate),
                ["falsePositiveRate"] = Value(g.FalsePositiveRate),
                ["precision"] = Value(g.Precision),
                ["accuracy"] = Value(g.Accuracy),
                ["auc"] = Value(g.Auc),
                ["calibrationError"] = Value(g.CalibrationError),
                ["calibrationBias"] = Value(g.CalibrationBias),
            }))],
            Table.ToDictionary(m => m.Name, m => m.Of(report)),
            report.FourFifthsViolated,
            privileged,
            DriftReports.Test(report.SelectionTest),
            bias,
            report.Groups.Count == 0 ? "There are no predictions in this window." : null);
    }

    private static MetricValue Value(ConfidenceInterval interval) => new(interval.Value, interval.Low, interval.High, interval.Reason, Method: interval.Method);

    private static MetricValue Value(Statistics.Performance.MetricValue value) => new(value.Value, value.Low, value.High, value.Reason);
}
