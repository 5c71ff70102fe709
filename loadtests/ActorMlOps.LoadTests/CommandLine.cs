using System.Globalization;

namespace ActorMlOps.LoadTests;

/// <summary>What the commands have in common: their options, and how they say that a run failed.</summary>
internal static class CommandLine
{
    /// <summary>What a run returns that failed; a goal that is missed is no failure.</summary>
    public const int Failed = 2;

    /// <returns>0, or <see cref="Failed"/>.</returns>
    public static async Task<int> RunAsync(Func<Task> command)
    {
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        try
        {
            await command();
            return 0;
        }
        catch (LoadTestException e)
        {
            await Console.Error.WriteLineAsync($"Failed. {e.Message}");
            return Failed;
        }
        catch (Exception e)
        {
            // The number tells a script that the run failed, whatever the reason.
            await Console.Error.WriteLineAsync($"Failed. {e}");
            return Failed;
        }
    }

    /// <param name="args">Option, value, option, value...</param>
    /// <exception cref="LoadTestException">The last value is missing.</exception>
    public static IEnumerable<(string Option, string Value)> Pairs(string[] args)
    {
        for (var i = 0; i < args.Length; i += 2)
            yield return i + 1 < args.Length ? (args[i], args[i + 1]) : throw new LoadTestException($"{args[i]}: a value is missing.");
    }

    /// <exception cref="LoadTestException">It is no whole number, or out of range.</exception>
    public static long Whole(string option, string text, long least, long most) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most
            ? value
            : throw new LoadTestException($"{option}: '{text}' is not a whole number from {least} to {most}.");

    /// <summary>Names of parts, with commas between them.</summary>
    /// <exception cref="LoadTestException">There is no such part.</exception>
    public static string[] Parts(string option, string text, IReadOnlyList<string> known)
    {
        var names = text.Split(',');
        return Array.Find(names, n => !known.Contains(n)) is { } unknown
            ? throw new LoadTestException($"{option}: there is no part '{unknown}'; there are {string.Join(", ", known)}.")
            : names;
    }
}
