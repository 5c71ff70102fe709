namespace ActorMlOps.Cli.Hosting;

/// <summary>A lone dash after an option is its value (standard output); the parser takes it for an option without a name.</summary>
internal static class Dashes
{
    private const string Lone = "-";

    /// <summary><c>--json -</c> as <c>--json=-</c>.</summary>
    public static string[] Joined(string[] args)
    {
        var joined = new List<string>(args.Length);
        foreach (var arg in args)
        {
            if (arg == Lone && joined.Count > 0 && joined[^1].StartsWith("--", StringComparison.Ordinal) && !joined[^1].Contains('='))
                joined[^1] += "=" + Lone;
            else
                joined.Add(arg);
        }
        return [.. joined];
    }
}
