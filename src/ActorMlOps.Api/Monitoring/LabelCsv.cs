using ActorMlOps.Api.Hosting;
using ActorMlOps.Monitoring;
using ActorMlOps.Tables;

namespace ActorMlOps.Api.Monitoring;

/// <summary>
/// Labels as CSV: the columns have the names of <see cref="LabelBody"/>, a metric has a column <c>metrics.NAME</c>; an empty cell is none. A
/// label's index is that of its row, from 0.
/// </summary>
internal static class LabelCsv
{
    private const string MetricPrefix = "metrics.";
    private static readonly string[] Columns = ["predictionId", "receipt", "label", "kind", "at"];

    /// <exception cref="RequestException">No such table.</exception>
    public static async Task<LabelsBody> ReadAsync(HttpContext context, long maxBytes, int maxRows)
    {
        try
        {
            var limits = new TableLimits { MaxRows = maxRows };
            return Read(await CsvTable.ReadAsync(new LimitedStream(context.Request.Body, maxBytes), limits, context.RequestAborted));
        }
        catch (TableFormatException e)
        {
            throw new RequestException($"The body: {e.Message}");
        }
    }

    internal static LabelsBody Read(Table table)
    {
        TextColumn[] metrics = [.. table.Columns.Where(c => c.Name.StartsWith(MetricPrefix, StringComparison.Ordinal))];
        if (table.Columns.FirstOrDefault(c => !Columns.Contains(c.Name) && !metrics.Contains(c)) is { } unknown)
            throw new RequestException($"The body: there is no column '{unknown.Name}'; columns are: {string.Join(", ", Columns)}, {MetricPrefix}NAME.");
        if (!table.TryGetColumn("label", out _) && metrics.Length == 0)
            throw new RequestException("The body: the column 'label' is missing.");
        string? Of(string column, int row) => table.TryGetColumn(column, out var found) ? found[row] : null;
        return new([.. Enumerable.Range(0, table.Rows).Select(r => new LabelBody(
            Of("predictionId", r), Of("label", r), Kind(Of("kind", r), r), Of("at", r), Of("receipt", r), Metrics(metrics, r)))]);
    }

    private static LabelKind Kind(string? text, int row) => text switch
    {
        null or "label" => LabelKind.Label,
        "feedback" => LabelKind.Feedback,
        _ => throw new RequestException($"The body: 'kind' of row {row} must be label or feedback, not '{text}'."),
    };

    private static Dictionary<string, string?>? Metrics(TextColumn[] columns, int row)
    {
        var given = columns.Where(c => !c.IsMissing(row)).ToDictionary(c => c.Name[MetricPrefix.Length..], c => (string?)c[row]);
        return given.Count == 0 ? null : given;
    }
}
