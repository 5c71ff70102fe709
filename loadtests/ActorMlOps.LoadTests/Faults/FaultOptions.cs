using System.Globalization;

namespace ActorMlOps.LoadTests.Faults;

/// <param name="Kills">Of each part. 1 to 10,000; default 100.</param>
/// <param name="Only">Parts to run; empty: all.</param>
/// <param name="Json">File for the result; null: none.</param>
internal sealed record FaultOptions(int Kills, IReadOnlyList<string> Only, string? Json)
{
    /// <param name="args">Pairs of option and value.</param>
    /// <param name="parts">What <c>--only</c> may name.</param>
    /// <exception cref="LoadTestException">An option is unknown or out of range.</exception>
    public static FaultOptions Parse(string[] args, IReadOnlyList<string> parts)
    {
        var options = new FaultOptions(100, [], null);
        for (var i = 0; i < args.Length; i += 2)
        {
            if (i + 1 == args.Length)
                throw new LoadTestException($"{args[i]}: a value is missing.");
            options = args[i] switch
            {
                "--kills" => options with { Kills = Whole(args[i + 1]) },
                "--only" => options with { Only = Known(args[i + 1].Split(','), parts) },
                "--json" => options with { Json = args[i + 1] },
                _ => throw new LoadTestException($"There is no option '{args[i]}'; there are --kills, --only, --json."),
            };
        }
        return options;
    }

    private static int Whole(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var kills) && kills is >= 1 and <= 10_000
            ? kills
            : throw new LoadTestException($"--kills: '{text}' is not a whole number from 1 to 10000.");

    private static string[] Known(string[] names, IReadOnlyList<string> parts) =>
        Array.Find(names, n => !parts.Contains(n)) is { } unknown
            ? throw new LoadTestException($"--only: there is no part '{unknown}'; there are {string.Join(", ", parts)}.")
            : names;
}
