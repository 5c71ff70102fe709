using System.Globalization;
using System.Text;
using ActorMlOps.Compare.Columns;
using ActorMlOps.Compare.Words;

namespace ActorMlOps.Compare.Page;

/// <summary>All columns, those that moved most first.</summary>
internal static class SummaryTable
{
    private const double BarWidth = 90;

    public static string Draw(IReadOnlyList<ColumnComparison> ranked, int detailed)
    {
        var rows = new StringBuilder();
        for (var i = 0; i < ranked.Count; i++)
        {
            var column = ranked[i];
            var name = Html.Text(column.Column.Name);
            rows.Append("<tr><td class=\"name\">")
                .Append(i < detailed ? string.Create(CultureInfo.InvariantCulture, $"<a href=\"#c{i}\">{name}</a>") : name)
                .Append(column.Column.Role switch
                {
                    ColumnRole.Label => " <span class=\"soft small\">label</span>",
                    ColumnRole.Prediction => " <span class=\"soft small\">prediction</span>",
                    _ => "",
                })
                .Append("</td><td>").Append(Html.Badge(column.Drift.Drifted))
                .Append("</td><td class=\"moved number\">").Append(Bar(column.Moved))
                .Append("</td><td>").Append(Html.Text(Sentence.Of(column))).Append("</td></tr>\n");
        }

        return "<div class=\"scroll\"><table><thead><tr><th>Column</th><th>Verdict</th><th class=\"number\">Rows moved, at least</th>"
            + $"<th>What changed</th></tr></thead><tbody>{rows}</tbody></table></div>";
    }

    private static string Bar(double? moved)
    {
        if (moved is not { } share)
            return "–";
        var bar = Html.Rectangle(0, 0, share > 0 ? Math.Max(1, share * BarWidth) : 0, 10, "current") + Html.Line(0, 10, BarWidth, 10, "axis");
        return $"{Html.Text(Figures.Percent(share))} {Html.Svg(BarWidth, 10, "Share of rows moved", bar)}";
    }
}
