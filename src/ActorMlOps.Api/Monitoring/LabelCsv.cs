using ActorMlOps.Api.Hosting;
using ActorMlOps.Tables;

namespace ActorMlOps.Api.Monitoring;

/// <summary>Labels as CSV: the columns have the names of <see cref="LabelBody"/>; a label's index is that of its row, from 0.</summary>
internal static class LabelCsv
{
    private static readonly string[] Columns = ["predictionId", "receipt", "label", "at"];

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
        if (table.Columns.FirstOrDefault(c => !Columns.Contains(c.Name)) is { } unknown)
            throw new RequestException($"The body: there is no column '{unknown.Name}'; columns are: {string.Join(", ", Columns)}.");
        if (!table.TryGetColumn("label", out var label))
            throw new RequestException("The body: the column 'label' is missing.");
        string? Of(string column, int row) => table.TryGetColumn(column, out var found) ? found[row] : null;
        return new([.. Enumerable.Range(0, table.Rows).Select(r => new LabelBody(Of("predictionId", r), label[r], At: Of("at", r), Receipt: Of("receipt", r)))]);
    }
}
