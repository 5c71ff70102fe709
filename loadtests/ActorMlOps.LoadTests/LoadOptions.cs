using System.Globalization;

namespace ActorMlOps.LoadTests;

/// <param name="Duration">Of each measured window. Default 10 s, 0.5 s to 10 min.</param>
/// <param name="Only">Parts to run; empty: all.</param>
/// <param name="Json">File for the figures; null: none.</param>
internal sealed record LoadOptions(TimeSpan Duration, IReadOnlyList<string> Only, string? Json)
{
    /// <summary>Windows of each contestant, in turn with the others': A B A B.</summary>
    public const int Rounds = 2;

    private static readonly TimeSpan LeastWarmUp = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan MostWarmUp = TimeSpan.FromSeconds(5);

    /// <summary>Driven before each window and not measured.</summary>
    public TimeSpan WarmUp => TimeSpan.FromTicks(Math.Clamp(Duration.Ticks / 2, LeastWarmUp.Ticks, MostWarmUp.Ticks));

    /// <exception cref="LoadTestException">An option is unknown or out of range.</exception>
    public static LoadOptions Parse(string[] args, IReadOnlyList<string> parts)
    {
        var options = new LoadOptions(TimeSpan.FromSeconds(10), [], null);
        for (var i = 0; i < args.Length; i += 2)
        {
            if (i + 1 == args.Length)
                throw new LoadTestException($"{args[i]}: a value is missing.");
            options = args[i] switch
            {
                "--seconds" => options with { Duration = Seconds(args[i + 1]) },
                "--only" => options with { Only = Known(args[i + 1].Split(','), parts) },
                "--json" => options with { Json = args[i + 1] },
                _ => throw new LoadTestException($"There is no option '{args[i]}'; there are --seconds, --only, --json."),
            };
        }
        return options;
    }

    private static TimeSpan Seconds(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && seconds is >= 0.5 and <= 600
            ? TimeSpan.FromSeconds(seconds)
            : throw new LoadTestException($"--seconds: '{text}' is not a number from 0.5 to 600.");

    private static string[] Known(string[] names, IReadOnlyList<string> parts) =>
        Array.Find(names, n => !parts.Contains(n)) is { } unknown
            ? throw new LoadTestException($"--only: there is no part '{unknown}'; there are {string.Join(", ", parts)}.")
            : names;
}
