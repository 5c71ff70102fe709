using ActorMlOps.Statistics.Drift;
using ActorMlOps.Statistics.Performance;

namespace ActorMlOps.Statistics.Fairness;

/// <summary>The figures of <see cref="FairnessCounters"/>.</summary>
/// <remarks>
/// Measures: demographic parity (Dwork et al. 2012), equal opportunity and equalized odds (Hardt, Price and Srebro 2016),
/// predictive parity (Chouldechova 2017), calibration within groups (Kleinberg, Mullainathan and Raghavan 2016), the four-fifths
/// rule. Exact from the counts. Cost: linear in groups and their score groups.
/// </remarks>
internal static class FairnessFigures
{
    public static FairnessReport Of(FairnessCounters counters, string? privileged, double level)
    {
        GroupFairness[] groups = [.. counters.Groups.Select(group => Figures(group.Key, group.Value, level))];
        var ratio = Ratio(groups);
        var opportunity = Range(groups, group => group.TruePositiveRate.Value, FairnessReasons.NoPositives);
        var falsePositives = Range(groups, group => group.FalsePositiveRate.Value, FairnessReasons.NoNegatives);
        return new FairnessReport
        {
            Groups = groups,
            DemographicParityDifference = Range(groups, group => group.SelectionRate.Value, FairnessReasons.NoRows),
            DemographicParityRatio = ratio,
            EqualOpportunityDifference = opportunity,
            EqualizedOddsDifference = Larger(opportunity, falsePositives),
            PredictiveParityDifference = Range(groups, group => group.Precision.Value, FairnessReasons.NobodySelected),
            AccuracyDifference = Range(groups, group => group.Accuracy.Value, FairnessReasons.NoRows),
            CalibrationDifference = Range(groups, group => group.CalibrationBias.Value, FairnessReasons.NoRows),
            DisparateImpact = DisparateImpact(counters, privileged),
            FourFifthsViolated = ratio.Value < FairnessReport.FourFifths,
            SelectionTest = SelectionTest(counters),
            OverflowPredictions = counters.OverflowPredictions,
        };
    }

    private static GroupFairness Figures(string name, GroupCounters group, double level)
    {
        var rows = group.Labelled;
        var metrics = rows.Metrics();
        long positives = rows.TruePositives + rows.FalseNegatives, negatives = rows.TrueNegatives + rows.FalsePositives;
        return new GroupFairness(
            name,
            group.Predictions,
            rows.Rows,
            Rate(group.Selected, group.Predictions, FairnessReasons.NoRows),
            Rate(rows.TruePositives, positives, FairnessReasons.NoPositives),
            Rate(rows.FalsePositives, negatives, FairnessReasons.NoNegatives),
            Rate(rows.TruePositives, rows.TruePositives + rows.FalsePositives, FairnessReasons.NobodySelected),
            Rate(rows.TruePositives + rows.TrueNegatives, rows.Rows, FairnessReasons.NoRows),
            metrics.Auc,
            metrics.CalibrationError,
            metrics.CalibrationError.Value is null
                ? metrics.CalibrationError
                : new Calibration(rows.Scores.Sums(), rows.Rows).Bias,
            metrics.Reliability);

        ConfidenceInterval Rate(long part, long whole, string reason) => whole == 0
            ? ConfidenceInterval.Undefined(level, IntervalMethods.Wilson, reason)
            : Intervals.Wilson(part, whole, level);
    }

    private static MetricValue Range(GroupFairness[] groups, Func<GroupFairness, double?> rate, string reason)
    {
        var rates = groups.Select(rate).OfType<double>().ToArray();
        if (rates.Length == 0)
            return MetricValue.Undefined(groups.Length == 0 ? FairnessReasons.NoRows : reason);
        return MetricValue.Exact(rates.Max() - rates.Min(), Note(groups.Length, rates.Length));
    }

    private static string? Note(int groups, int compared) =>
        compared < groups ? FairnessReasons.GroupsLeftOut : groups == 1 ? FairnessReasons.OneGroup : null;

    private static MetricValue Ratio(GroupFairness[] groups)
    {
        var rates = groups.Select(group => group.SelectionRate.Value).OfType<double>().ToArray();
        if (rates.Length == 0)
            return MetricValue.Undefined(FairnessReasons.NoRows);
        return rates.Max() == 0
            ? MetricValue.Undefined(FairnessReasons.NobodySelected)
            : MetricValue.Exact(rates.Min() / rates.Max(), Note(groups.Length, rates.Length));
    }

    private static MetricValue Larger(MetricValue a, MetricValue b)
    {
        if (a.Value is null && b.Value is null)
            return a;
        return b.Value is null || a.Value >= b.Value ? a with { Reason = a.Reason ?? b.Reason } : b with { Reason = b.Reason ?? a.Reason };
    }

    private static MetricValue DisparateImpact(FairnessCounters counters, string? privileged)
    {
        if (privileged is null || !counters.Groups.TryGetValue(privileged, out var group) || group.Predictions == 0)
            return MetricValue.Undefined(FairnessReasons.NoPrivilegedGroup);
        var (others, selected) = (counters.Predictions - group.Predictions, counters.Groups.Values.Sum(g => g.Selected) - group.Selected);
        if (others == 0)
            return MetricValue.Undefined(FairnessReasons.OneGroup);
        return group.Selected == 0
            ? MetricValue.Undefined(FairnessReasons.NobodySelected)
            : MetricValue.Exact((double)selected / others / ((double)group.Selected / group.Predictions));
    }

    private static DriftResult SelectionTest(FairnessCounters counters) => ChiSquare.Test(
        (long[])[.. counters.Groups.Values.Select(group => group.Selected)],
        [.. counters.Groups.Values.Select(group => group.Predictions - group.Selected)]);
}
