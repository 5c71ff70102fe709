namespace ActorMlOps.LoadTests.Fuzz;

/// <param name="Cases">1 to 1,000,000,000; default 1,000,000.</param>
/// <param name="Seed">Default 1. The same seed and number make the same case.</param>
/// <param name="First">Number of the first case: <c>--first N --cases 1</c> repeats case N. Default 0.</param>
/// <param name="Folder">Where the bodies of findings are written. Default <c>fuzz-findings</c>, made when needed.</param>
/// <param name="Json">File for the result; null: none.</param>
internal sealed record FuzzOptions(
    long Cases = 1_000_000, long Seed = 1, long First = 0, string Folder = "fuzz-findings", string? Json = null)
{
    private const long MostCases = 1_000_000_000;

    /// <exception cref="LoadTestException">An option is unknown or out of range.</exception>
    public static FuzzOptions Parse(string[] args)
    {
        var options = new FuzzOptions();
        foreach (var (option, value) in CommandLine.Pairs(args))
        {
            options = option switch
            {
                "--cases" => options with { Cases = CommandLine.Whole(option, value, 1, MostCases) },
                "--seed" => options with { Seed = CommandLine.Whole(option, value, 0, long.MaxValue) },
                "--first" => options with { First = CommandLine.Whole(option, value, 0, long.MaxValue - MostCases) },
                "--out" => options with { Folder = value },
                "--json" => options with { Json = value },
                _ => throw new LoadTestException($"There is no option '{option}'; there are --cases, --seed, --first, --out, --json."),
            };
        }
        return options;
    }
}
