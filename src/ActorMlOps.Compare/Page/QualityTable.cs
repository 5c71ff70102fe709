using System.Text;
using ActorMlOps.Compare.Words;

namespace ActorMlOps.Compare.Page;

/// <summary>Values that are missing, not finite, new or out of range on either side.</summary>
internal static class QualityTable
{
    /// <summary>Null: there are none.</summary>
    public static string? Draw(IEnumerable<ColumnComparison> columns)
    {
        var rows = new StringBuilder();
        foreach (var column in columns)
        {
            var (reference, current) = (column.Reference, column.Current);
            if (reference.Rows == 0 || current.Rows == 0)
                continue;
            long notFinite = reference.Rows - reference.Counted - reference.Missing - reference.Unseen;
            long notFiniteNow = current.Rows - current.Counted - current.Missing - current.Unseen;
            var outside = column.Column.Kind == ColumnKind.Numeric && current.Counted > 0 && reference.Counted > 0 ? NumberSentence.Outside(column) : null;
            if (reference.Missing + current.Missing + notFinite + notFiniteNow + current.Unseen == 0 && outside is null)
                continue;
            rows.Append("<tr><td class=\"name\">").Append(Html.Text(column.Column.Name)).Append("</td>");
            Pair(reference.Missing, current.Missing);
            Pair(notFinite, notFiniteNow);
            rows.Append("<td class=\"number\">").Append(Share(current.Unseen, current.Rows)).Append(Names(column)).Append("</td>")
                .Append("<td class=\"number\">").Append(outside is { } o ? $"at most {Share(o.Most, current.Rows)}" : "–").Append("</td></tr>\n");

            void Pair(long before, long now) => rows.Append("<td class=\"number\">").Append(Share(before, reference.Rows))
                .Append("</td><td class=\"number\">").Append(Share(now, current.Rows)).Append("</td>");
        }

        return rows.Length == 0
            ? null
            : "<div class=\"scroll\"><table><thead><tr><th>Column</th><th class=\"number\">Missing, reference</th><th class=\"number\">current</th>"
                + "<th class=\"number\">Not a number, reference</th><th class=\"number\">current</th><th class=\"number\">Not in the reference</th>"
                + $"<th class=\"number\">Outside its range</th></tr></thead><tbody>{rows}</tbody></table></div>";
    }

    private static string Share(long rows, long all) => rows == 0 ? "–" : Html.Text(Figures.Percent((double)rows / all));

    private static string Names(ColumnComparison column)
    {
        const int Most = 3;
        string[] names = [.. column.Current.UnseenNames.Take(Most).Select(name => Figures.Text(name.Name))];
        return names.Length == 0 ? "" : $"<br><span class=\"soft small\">{Html.Text(string.Join(", ", names))}</span>";
    }
}
