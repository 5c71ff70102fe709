using ActorMlOps.Monitoring;
using ActorMlOps.Registry;

namespace ActorMlOps.Api.Monitoring;

/// <summary>Quality, fairness and distributions as tables, a row per figure.</summary>
internal static class QualityCsv
{
    /// <summary>Those of the whole window have no feature.</summary>
    public static IResult Of(QualityReport report)
    {
        var csv = new CsvBody("feature", "kind", "rows", "figure", "value", "low", "high", "reference", "reason");
        Row("", null, report.Window.Rows, "duplicates", report.Duplicates, null);
        Row("", null, report.Window.Rows, "ageSeconds", report.AgeSeconds, null);
        foreach (var column in report.Features)
        {
            Row(column.Name, column.Kind, column.Rows, "completeness", column.Completeness, column.ReferenceCompleteness);
            foreach (var (name, count) in new (string, long)[]
            {
                ("missing", column.Missing), ("nan", column.NaN), ("positiveInfinity", column.PositiveInfinity),
                ("negativeInfinity", column.NegativeInfinity), ("typeMismatches", column.TypeMismatches), ("unseen", column.Unseen),
            })
            {
                Row(column.Name, column.Kind, column.Rows, name, MetricValue.Exact(count), null);
            }
            Row(column.Name, column.Kind, column.Rows, "outOfRange", column.OutOfRange, null);
            foreach (var (name, value) in column.Moments)
                Row(column.Name, column.Kind, column.Rows, name, value, column.ReferenceMoments.GetValueOrDefault(name));
            foreach (var (name, value) in column.Quantiles)
                Row(column.Name, column.Kind, column.Rows, name, value, null);
        }
        return csv.ToResult();

        void Row(string feature, FeatureKind? kind, long rows, string figure, MetricValue value, MetricValue? reference) =>
            csv.Add(feature).Add(kind is null ? null : Name(kind.Value)).Add(rows).Add(figure)
                .Add(value.Value).Add(value.Low).Add(value.High).Add(reference?.Value).Add(value.Reason).EndRow();
    }

    /// <summary>Those of the whole attribute have no group.</summary>
    public static IResult Of(FairnessReport report)
    {
        var csv = new CsvBody("attribute", "group", "predictions", "labelled", "figure", "value", "low", "high", "reason");
        foreach (var attribute in report.Attributes)
        {
            foreach (var (name, value) in attribute.Metrics)
                Row(attribute.Attribute, null, null, null, name, value);
            Row(attribute.Attribute, null, null, null, "fourFifthsViolated", MetricValue.Exact(attribute.FourFifthsViolated ? 1 : 0));
            if (attribute.SamplingBias is { } bias)
                Row(attribute.Attribute, null, null, null, "samplingBias", new(bias.Value, bias.Low, bias.High, bias.Reason));
            foreach (var group in attribute.Groups)
            {
                foreach (var (name, value) in group.Metrics)
                    Row(attribute.Attribute, group.Group, group.Predictions, group.Labelled, name, value);
            }
        }
        return csv.ToResult();

        void Row(string attribute, string? group, long? predictions, long? labelled, string figure, MetricValue value) =>
            csv.Add(attribute).Add(group).Add(predictions).Add(labelled).Add(figure)
                .Add(value.Value).Add(value.Low).Add(value.High).Add(value.Reason).EndRow();
    }

    public static IResult Of(DistributionReport report)
    {
        var csv = new CsvBody("from", "to", "category", "apart", "reference", "window", "referenceShare", "windowShare");
        foreach (var bin in report.Bins)
        {
            csv.Add(bin.From).Add(bin.To).Add(bin.Category).Add(bin.Apart).Add(bin.Reference).Add(bin.Window)
                .Add(bin.ReferenceShare).Add(bin.WindowShare).EndRow();
        }
        return csv.ToResult();
    }

    private static string Name(FeatureKind kind) => kind == FeatureKind.Numeric ? "numeric" : "categorical";
}
