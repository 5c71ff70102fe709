using ActorMlOps.Grains.Monitoring;
using ActorMlOps.Grains.Tests.Testing;
using ActorMlOps.Registry;
using ActorMlOps.Statistics.Counters;

namespace ActorMlOps.Grains.Tests.Monitoring;

/// <summary>Rows of the electricity market that a version executed in one hop, and what it said.</summary>
/// <param name="Hop">Unix seconds.</param>
/// <param name="IsAtRisk">Whether they may be gone: their silo was killed before it had delivered them for certain.</param>
internal sealed record ExecutedRows(long Hop, int First, double[] Predicted, float[] Scores, bool IsAtRisk)
{
    public int Rows => Predicted.Length;

    /// <summary>The first of several.</summary>
    public static List<ExecutedRows> Take(IEnumerable<ExecutedRows> executed, long rows)
    {
        var taken = new List<ExecutedRows>();
        foreach (var part in executed)
        {
            var count = (int)Math.Min(part.Rows, rows - taken.Sum(t => t.Rows));
            if (count > 0)
                taken.Add(part with { Predicted = part.Predicted[..count], Scores = part.Scores[..count] });
        }
        return taken;
    }

    /// <summary>Counts them again, value by value.</summary>
    public static WindowCounters Recount(VersionSpec spec, ReferenceProfile profile, IEnumerable<ExecutedRows> executed)
    {
        var window = new WindowCounters(profile);
        var columns = Elec2.Features.Select(f => window.Columns[profile.IndexOf(f)]).ToArray();
        foreach (var part in executed)
        {
            for (var r = 0; r < part.Rows; r++)
            {
                var row = Elec2.Instance.Row(part.First + r).Span;
                for (var f = 0; f < columns.Length; f++)
                    columns[f].Add(row[f]);
                PredictionColumns.Fold(spec.Output, window.Columns, part.Predicted.AsSpan(r, 1), part.Scores.AsSpan(r, 1));
            }
            window.AddRows(part.Rows);
        }
        return window;
    }
}
