using ActorMlOps.Statistics.Numerics;

namespace ActorMlOps.Statistics.Detectors;

/// <summary>
/// Makes a stream of error bits of steps of which only the numbers of rows and errors are known: the bits of a step come in an order drawn by
/// the seed, as they would if its rows were exchangeable. Of a large step a sample without replacement is taken.
/// </summary>
/// <remarks>The same steps and seeds give the same stream. O(rows added).</remarks>
public static class ErrorStream
{
    /// <summary>Rows of one step that detectors see at most.</summary>
    public const int MostRows = 2_000;

    /// <summary>Adds a step's rows.</summary>
    /// <param name="detector">Is changed.</param>
    /// <param name="rows">Rows of the step, at least 0.</param>
    /// <param name="errors">Those predicted wrong, from 0 to <paramref name="rows"/>.</param>
    /// <param name="seed">Of the order; another one for each step.</param>
    /// <returns>Drifts found within the step.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public static int Add(IDriftDetector detector, long rows, long errors, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(detector);
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        ArgumentOutOfRangeException.ThrowIfNegative(errors);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(errors, rows);
        var generator = new SplitMix64(seed);
        var drifts = 0;
        for (var left = Math.Min(rows, MostRows); left > 0; left--)
        {
            // Each of the rows that are left is the next one with the same chance.
            var wrong = generator.NextDouble() * rows < errors;
            rows--;
            errors -= wrong ? 1 : 0;
            if (detector.Add(wrong ? 1 : 0) == DetectorState.Drift)
                drifts++;
        }

        return drifts;
    }
}
