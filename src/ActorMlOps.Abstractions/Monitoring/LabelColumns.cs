using System.Globalization;
using System.Runtime.InteropServices;
using ActorMlOps.Serving;

namespace ActorMlOps.Monitoring;

/// <summary>
/// Labels in columns, as in CSV: <c>predictionId</c>, <c>receipt</c>, <c>label</c>, <c>kind</c> (label or feedback) are texts, <c>metrics.NAME</c> is FP64.
/// </summary>
public static class LabelColumns
{
    public const string PredictionId = "predictionId";
    public const string Receipt = "receipt";
    public const string Label = "label";
    public const string Kind = "kind";
    public const string MetricPrefix = "metrics.";

    private const string Feedback = "feedback";

    public static ObservationColumn[] Of(IReadOnlyList<PredictionLabel> labels)
    {
        var columns = new List<ObservationColumn>();
        AddTexts(PredictionId, l => l.PredictionId);
        AddTexts(Receipt, l => l.Receipt);
        AddTexts(Label, l => l.Label);
        AddTexts(Kind, l => l.Kind == LabelKind.Feedback ? Feedback : null);
        foreach (var metric in labels.SelectMany(l => l.Metrics?.Keys ?? Enumerable.Empty<string>()).Distinct().Order(StringComparer.Ordinal))
        {
            var values = labels.Select(l => l.Metrics is { } m && m.TryGetValue(metric, out var v) ? v : (double?)null).ToArray();
            columns.Add(ObservationColumns.Numbers(MetricPrefix + metric, values));
        }
        return [.. columns];

        void AddTexts(string name, Func<PredictionLabel, string?> text)
        {
            var texts = labels.Select(text).ToArray();
            if (Array.Exists(texts, t => t is not null))
                columns.Add(ObservationColumns.Texts(name, texts));
        }
    }

    /// <summary>The labels, or what is wrong with the columns. They are whole, as <see cref="ColumnCodec.Decode"/> gives them.</summary>
    public static (PredictionLabel[] Labels, string? Error) Read(int rows, ObservationColumn[] columns)
    {
        var labels = new PredictionLabel[rows];
        var given = new HashSet<string>();
        foreach (var column in columns)
        {
            if (!given.Add(column.Name))
                return ([], $"Column '{column.Name}' is given more than once.");
            if (column.Name.StartsWith(MetricPrefix, StringComparison.Ordinal) ? column.Type != TensorType.Fp64 : !IsText(column))
                return ([], $"Column '{column.Name}' can't be {column.Type.Name()}; '{MetricPrefix}NAME' is FP64, other columns are BYTES.");
            if (column.Name.StartsWith(MetricPrefix, StringComparison.Ordinal))
                ReadMetric(labels, column);
            else if (ReadTexts(labels, column) is { } error)
                return ([], error);
        }
        return given.Contains(PredictionId) || given.Contains(Receipt)
            ? (labels, null)
            : ([], $"The columns '{PredictionId}' and '{Receipt}' are missing; give one of them.");
    }

    private static bool IsText(ObservationColumn column) => column.Type == TensorType.Bytes;

    private static void ReadMetric(PredictionLabel[] labels, ObservationColumn column)
    {
        var values = MemoryMarshal.Cast<byte, double>(column.Data.Span);
        for (var r = 0; r < labels.Length; r++)
        {
            if (column.IsMissing(r))
                continue;
            var metrics = labels[r].Metrics ?? [];
            metrics[column.Name[MetricPrefix.Length..]] = values[r];
            labels[r] = labels[r] with { Metrics = metrics };
        }
    }

    private static string? ReadTexts(PredictionLabel[] labels, ObservationColumn column)
    {
        var texts = ObservationColumns.TextsOf(column, labels.Length);
        for (var r = 0; r < labels.Length; r++)
        {
            var text = texts[r];
            if (column.Name == Kind && text is not (null or "label" or Feedback))
                return string.Create(CultureInfo.InvariantCulture, $"Row {r}, column 'kind' must be label or feedback, not '{text}'.");
            switch (column.Name)
            {
                case PredictionId: labels[r] = labels[r] with { PredictionId = text }; break;
                case Receipt: labels[r] = labels[r] with { Receipt = text }; break;
                case Label: labels[r] = labels[r] with { Label = text }; break;
                case Kind: labels[r] = labels[r] with { Kind = text == Feedback ? LabelKind.Feedback : LabelKind.Label }; break;
                default: return $"There is no column '{column.Name}'; columns are: {PredictionId}, {Receipt}, {Label}, {Kind}, {MetricPrefix}NAME.";
            }
        }
        return null;
    }
}
