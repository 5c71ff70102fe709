using System.Globalization;
using ActorMlOps.Compare.Views;
using Spectre.Console;

namespace ActorMlOps.Cli.Monitoring;

/// <summary>A comparison of two files on a terminal: what drifted first, in words, then every test.</summary>
internal static class CompareTable
{
    // Nobody reads more on a terminal; files have all.
    private const int MostColumns = 60;

    public static void Write(ComparisonView view)
    {
        AnsiConsole.MarkupLine($"[bold]{Markup.Escape(view.Summary)}[/]");
        AnsiConsole.MarkupLine(Markup.Escape(
            $"{Count(view.Window.Rows)} rows of {view.Window.File} against {Count(view.Reference.Rows)} of {view.Reference.File}."));
        ColumnView[] columns = [.. view.Features.Concat(view.Prediction).Concat(view.Label is null ? [] : [view.Label])];
        columns = [.. columns.OrderByDescending(c => c.Drifted).ThenByDescending(c => c.Moved)];
        foreach (var column in columns.Where(c => c.Drifted).Take(MostColumns))
            AnsiConsole.MarkupLine($"  [red]{Markup.Escape(column.Name)}[/]: {Markup.Escape(column.Summary)}");

        var table = new Table().Border(TableBorder.Rounded);
        foreach (var heading in (string[])["Column", "Test", "Value", "Low", "High", "p (adj.)", "Limit", "Drifted"])
            table.AddColumn(heading);
        foreach (var column in columns.Take(MostColumns))
        {
            foreach (var test in column.Tests)
                table.AddRow([Markup.Escape(column.Name), test.Method, .. Cells(test.Value, test.Low, test.High, test.AdjustedPValue, test.Threshold), Verdict(test.Drifted, test.Reason)]);
        }

        foreach (var test in view.Multivariate)
            table.AddRow(["(rows)", test.Method, .. Cells(test.Value, test.Low, test.High, test.AdjustedPValue, test.Threshold), Verdict(test.Drifted, test.Reason)]);
        AnsiConsole.Write(table);
        if (columns.Length > MostColumns)
            AnsiConsole.MarkupLine($"{columns.Length - MostColumns} more columns are in the files of --html and --json.");
        foreach (var note in view.Notes)
            AnsiConsole.MarkupLine($"[yellow]Note:[/] {Markup.Escape(note)}");
    }

    private static string[] Cells(params double?[] numbers) =>
        Array.ConvertAll(numbers, n => n is null ? "-" : n.Value.ToString(Math.Abs(n.Value) is > 0 and < 1e-3 ? "0.#e0" : "G4", CultureInfo.InvariantCulture));

    private static string Verdict(bool drifted, string? reason) => drifted ? "[red]yes[/]" : Markup.Escape(reason ?? "no");

    private static string Count(long rows) => rows.ToString("N0", CultureInfo.InvariantCulture);
}
