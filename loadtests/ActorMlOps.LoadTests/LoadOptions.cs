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
        for (var i = 0; i < args.Length; i += 2)
        {
            if (i + 1 == args.Length)
                throw new LoadTestException($"{args[i]}: a value is missing.");
            options = args[i] switch
            {
                "--seconds" => options with { Duration = Seconds(args[i + 1]) },
                "--rounds" => options with { Rounds = Whole(args[i + 1]) },
                "--only" => options with { Only = Known(args[i + 1].Split(','), parts) },
                "--json" => options with { Json = args[i + 1] },
                "--markdown" => options with { Markdown = args[i + 1] },
                _ => throw new LoadTestException(
                    $"There is no option '{args[i]}'; there are --seconds, --rounds, --only, --json, --markdown."),
            };
        }
        return options;
    }

    private static TimeSpan Seconds(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && seconds is >= 0.5 and <= 600
            ? TimeSpan.FromSeconds(seconds)
            : throw new LoadTestException($"--seconds: '{text}' is not a number from 0.5 to 600.");

    private static int Whole(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var rounds) && rounds is >= 1 and <= 100
            ? rounds
            : throw new LoadTestException($"--rounds: '{text}' is not a whole number from 1 to 100.");

    private static string[] Known(string[] names, IReadOnlyList<string> parts) =>
        Array.Find(names, n => !parts.Contains(n)) is { } unknown
            ? throw new LoadTestException($"--only: there is no part '{unknown}'; there are {string.Join(", ", parts)}.")
            : names;
}
