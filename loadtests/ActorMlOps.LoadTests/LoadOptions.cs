using System.Globalization;

namespace ActorMlOps.LoadTests;

/// <param name="Duration">Of each measured window. Default 10 s, 0.5 s to 10 min.</param>
/// <param name="Only">Parts to run; empty: all.</param>
/// <param name="Json">File for the figures; null: none.</param>
/// <param name="Markdown">File for them as tables; null: none.</param>
/// <param name="Rounds">Windows of each contestant, in turn with the others': A B A B. Default 2, 1 to 100.</param>
internal sealed record LoadOptions(TimeSpan Duration, int Rounds, IReadOnlyList<string> Only, string? Json, string? Markdown)
{
    private static readonly TimeSpan LeastWarmUp = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MostWarmUp = TimeSpan.FromSeconds(5);

    /// <summary>Driven before each window and not measured.</summary>
    public TimeSpan WarmUp => TimeSpan.FromTicks(Math.Clamp(Duration.Ticks / 2, LeastWarmUp.Ticks, MostWarmUp.Ticks));

    /// <param name="args">Pairs of option and value.</param>
    /// <param name="parts">What <c>--only</c> may name.</param>
    /// <exception cref="LoadTestException">An option is unknown or out of range.</exception>
    public static LoadOptions Parse(string[] args, IReadOnlyList<string> parts)
    {
        var options = new LoadOptions(TimeSpan.FromSeconds(10), 2, [], null, null);
        foreach (var (option, value) in CommandLine.Pairs(args))
        {
            options = option switch
            {
                "--seconds" => options with { Duration = Seconds(value) },
                "--rounds" => options with { Rounds = (int)CommandLine.Whole(option, value, 1, 100) },
                "--only" => options with { Only = CommandLine.Parts(option, value, parts) },
                "--json" => options with { Json = value },
                "--markdown" => options with { Markdown = value },
                _ => throw new LoadTestException(
                    $"There is no option '{option}'; there are --seconds, --rounds, --only, --json, --markdown."),
            };
        }
        return options;
    }

    private static TimeSpan Seconds(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && seconds is >= 0.5 and <= 600
            ? TimeSpan.FromSeconds(seconds)
            : throw new LoadTestException($"--seconds: '{text}' is not a number from 0.5 to 600.");
}
