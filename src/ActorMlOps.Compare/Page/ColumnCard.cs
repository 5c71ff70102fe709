using System.Globalization;
using ActorMlOps.Compare.Columns;
using ActorMlOps.Compare.Words;

namespace ActorMlOps.Compare.Page;

/// <summary>One column: what changed, both distributions, the tests.</summary>
internal static class ColumnCard
{
    public static string Draw(ColumnComparison column, int index, Comparison comparison) =>
        $"""
        <section class="card" id="c{index.ToString(CultureInfo.InvariantCulture)}">
        <header><h3>{Html.Text(column.Column.Name)}</h3>{Html.Badge(column.Drift.Drifted)}<span class="soft small">{Html.Text(What(column))}</span></header>
        <p>{Html.Text(Sentence.Of(column))}</p>
        <div class="parts"><div>{ColumnChart.Draw(column)}{Html.Legend(comparison.Reference, comparison.Current)}</div>{TestTable.Draw(column.Drift.Results)}</div>
        </section>

        """;

    private static string What(ColumnComparison column)
    {
        var type = (column.Column.Type, column.Column.Kind) switch
        {
            (ColumnType.Number, ColumnKind.Numeric) => "numbers",
            (ColumnType.Number, _) => "numbers as categories",
            (ColumnType.Time, ColumnKind.Numeric) => "times",
            (ColumnType.Boolean, _) => "true or false",
            _ => "categories",
        };
        var moved = column.Moved is { } share ? $", at least {Figures.Percent(share)} of rows moved" : "";
        return type + moved;
    }
}
