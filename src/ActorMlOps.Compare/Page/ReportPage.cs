using ActorMlOps.Compare.Columns;
using ActorMlOps.Compare.Words;
using ActorMlOps.Statistics.Multivariate;

namespace ActorMlOps.Compare.Page;

/// <summary>A comparison as one HTML page that needs nothing else: no script, no font, no picture from elsewhere.</summary>
public static class ReportPage
{
    // Files of thousands of columns still make a page that a browser opens at once; the table has all of them.
    private const int MostCards = 300;
    private const int MostNamed = 5;
    private const int MostListed = 20;

    private static readonly Lazy<string> s_css = new(() =>
    {
        using var css = new StreamReader(typeof(ReportPage).Assembly.GetManifestResourceStream("page.css")!);
        return css.ReadToEnd();
    });

    /// <summary>Writes the page; the writer stays open.</summary>
    public static void Write(Comparison comparison, TextWriter writer)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        ArgumentNullException.ThrowIfNull(writer);
        ColumnComparison[] ranked = [.. comparison.Columns.OrderByDescending(c => c.Drift.Drifted).ThenByDescending(c => c.Moved ?? 0)];
        var title = $"Drift of {comparison.Current} against {comparison.Reference}";
        writer.Write(
            $"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{Html.Text(title)}</title>
            <style>
            {s_css.Value}</style>
            </head>
            <body>
            <main>

            """);
        WriteVerdict(comparison, ranked, title, writer);
        WriteColumns(comparison, ranked, writer);
        if (QualityTable.Draw(ranked) is { } quality)
            writer.Write($"<h2>Data quality</h2>\n{quality}\n");
        if (comparison.Multivariate.Count > 0)
            writer.Write($"<h2>Whole rows</h2>\n{WholeRowsSection.Draw(comparison.Multivariate)}");
        WriteList("Left out, or read in another way", comparison.Notes, writer);
        WriteList("How this was computed", MethodNotes.Of(comparison), writer);
        writer.Write("</main>\n</body>\n</html>\n");
    }

    private static void WriteVerdict(Comparison comparison, ColumnComparison[] ranked, string title, TextWriter writer)
    {
        var drifted = comparison.Features.Count(c => c.Drift.Drifted);
        var type = comparison.Drifted ? " drifted" : drifted > 0 || comparison.Reason is not null ? " partly" : "";
        writer.Write($"<p class=\"eyebrow\">{Html.Text(title)}</p>\n<div class=\"verdict{type}\">\n<h1>{Html.Text(Headline.Of(comparison))}</h1>\n");
        ColumnComparison[] worst = [.. ranked.Where(c => c.Drift.Drifted)];
        if (worst.Length > 0)
        {
            writer.Write("<ul>\n");
            foreach (var column in worst.Take(MostNamed))
                writer.Write($"<li><b>{Html.Text(column.Column.Name)}</b>: {Html.Text(Sentence.Of(column))}</li>\n");
            string[] others = [.. worst.Skip(MostNamed).Take(MostListed).Select(c => Html.Text(c.Column.Name))];
            if (others.Length > 0)
                writer.Write($"<li>and {string.Join(", ", others)}{(worst.Length > MostNamed + MostListed ? ", ..." : "")}</li>\n");
            writer.Write("</ul>\n");
        }

        writer.Write("</div>\n<dl class=\"facts\">\n");
        Fact("Reference", $"{Figures.Count(comparison.ReferenceRows)} rows");
        Fact("Current", $"{Figures.Count(comparison.CurrentRows)} rows");
        Fact("Features drifted", $"{drifted} of {Figures.Count(comparison.Features.Count)}");
        if (comparison.Multivariate.FirstOrDefault(test => test.Method == MultivariateMethods.Classifier) is { Value: { } auc })
            Fact("Rows told apart (AUC)", Figures.Number(auc));
        writer.Write("</dl>\n");

        void Fact(string name, string value) => writer.Write($"<div><dt>{Html.Text(name)}</dt><dd>{Html.Text(value)}</dd></div>\n");
    }

    private static void WriteColumns(Comparison comparison, ColumnComparison[] ranked, TextWriter writer)
    {
        if (ranked.Length == 0)
            return;
        var detailed = Math.Min(ranked.Length, MostCards);
        writer.Write($"<h2>Columns</h2>\n{SummaryTable.Draw(ranked, detailed)}\n<h2>Distributions</h2>\n");
        if (detailed < ranked.Length)
            writer.Write($"<p class=\"soft\">Of the {Figures.Count(detailed)} columns that moved most.</p>\n");
        for (var i = 0; i < detailed; i++)
        {
            var role = ranked[i].Column.Role;
            if (role != ColumnRole.Feature)
            {
                var what = role == ColumnRole.Label ? "The label" : "A prediction";
                writer.Write($"<p class=\"soft small\">{what}, which does not count in the verdict on the data set:</p>\n");
            }

            writer.Write(ColumnCard.Draw(ranked[i], i, comparison));
        }
    }

    private static void WriteList(string title, IEnumerable<string> items, TextWriter writer)
    {
        string[] all = [.. items];
        if (all.Length == 0)
            return;
        writer.Write($"<h2>{Html.Text(title)}</h2>\n<ul class=\"notes small\">\n");
        foreach (var item in all)
            writer.Write($"<li>{Html.Text(item)}</li>\n");
        writer.Write("</ul>\n");
    }
}
