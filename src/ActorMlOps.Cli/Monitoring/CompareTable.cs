using System.Globalization;
using ActorMlOps.Compare.Views;
using ActorMlOps.Statistics.Drift;
using Spectre.Console;

namespace ActorMlOps.Cli.Monitoring;

/// <summary>A comparison of two files on a terminal: what drifted first, in words, then every test.</summary>
internal static class CompareTable
{
    // Nobody reads more on a terminal; files have all.
    private const int MostColumns = 60;

    private static readonly CultureInfo Plain = CultureInfo.InvariantCulture;

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
        foreach (var heading in (string[])["Column", "Drifted", "Moved", "Tests (value, what it is compared with)"])
            table.AddColumn(heading);
        foreach (var column in columns.Take(MostColumns))
        {
            table.AddRow(
                Markup.Escape(column.Name), column.Drifted ? "[red]yes[/]" : "no", column.Moved is { } moved ? moved.ToString("P1", Plain) : "-",
                Markup.Escape(string.Join('\n', column.Tests.Select(Test))));
        }

        foreach (var test in view.Multivariate)
        {
            var whole = new TestView(
                test.Method, test.Value, test.Low, test.High, null, null, test.Threshold, test.ThresholdOf, test.Drifted, test.Reason);
            table.AddRow("(whole rows)", test.Drifted ? "[red]yes[/]" : "no", "", Markup.Escape(Test(whole)));
        }

        AnsiConsole.Write(table);
        if (columns.Length > MostColumns)
            AnsiConsole.MarkupLine($"{columns.Length - MostColumns} more columns are in the files of --html and --json.");
        foreach (var note in view.Notes)
            AnsiConsole.MarkupLine($"[yellow]Note:[/] {Markup.Escape(note)}");
    }

    private static string Test(TestView test)
    {
        if (test.Value is not { } value)
            return $"{test.Method}: {test.Reason}";
        var text = $"{test.Method} {Number(value)}";
        if (test.Low is { } low && test.High is { } high && Number(low) != Number(high))
            text += $" [{Number(low)}, {Number(high)}]";
        text += test.ThresholdOf == ThresholdKinds.Alpha
            ? $", p {(test.AdjustedPValue is { } p ? Number(p) : "-")} (alpha {Number(test.Threshold ?? 0)})"
            : $", limit {(test.Threshold is { } limit ? Number(limit) : "-")}";
        return text + (test.Drifted ? " *" : "") + (test.Reason is null ? "" : $" {test.Reason}");
    }

    private static string Number(double value) => value.ToString(Math.Abs(value) is > 0 and < 1e-3 ? "0.#e0" : "0.####", Plain);

    private static string Count(long rows) => rows.ToString("N0", Plain);
}
