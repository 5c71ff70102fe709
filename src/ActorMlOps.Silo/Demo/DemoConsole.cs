using Spectre.Console;

namespace ActorMlOps.Silo.Demo;

internal static class DemoConsole
{
    /// <summary>Least width at which the tables read well; a pipe has no width of its own.</summary>
    private const int PipeWidth = 140;

    public static IAnsiConsole Create()
    {
        var console = AnsiConsole.Console;
        if (!console.Profile.Out.IsTerminal)
            console.Profile.Width = PipeWidth;
        return console;
    }

    public static void Act(this IAnsiConsole console, string title, string what)
    {
        console.WriteLine();
        console.Write(new Rule($"[bold yellow]{Markup.Escape(title)}[/]").LeftJustified());
        console.MarkupLine(what);
    }

    public static string Share(double? value) => value is { } v ? v.ToString("0.000", System.Globalization.CultureInfo.InvariantCulture) : "-";

    public static string Percent(double? value) => value is { } v ? v.ToString("0.0 %", System.Globalization.CultureInfo.InvariantCulture) : "-";
}
