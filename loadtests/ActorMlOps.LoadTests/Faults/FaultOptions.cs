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
        foreach (var (option, value) in CommandLine.Pairs(args))
        {
            options = option switch
            {
                "--kills" => options with { Kills = (int)CommandLine.Whole(option, value, 1, 10_000) },
                "--only" => options with { Only = CommandLine.Parts(option, value, parts) },
                "--json" => options with { Json = value },
                _ => throw new LoadTestException($"There is no option '{option}'; there are --kills, --only, --json."),
            };
        }
        return options;
    }
}
