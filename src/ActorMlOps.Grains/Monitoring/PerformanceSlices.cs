using System.Globalization;
using ActorMlOps.Grains.Registry;
using ActorMlOps.Monitoring;
using ActorMlOps.Registry;
using ActorMlOps.Statistics.Performance.Slices;

namespace ActorMlOps.Grains.Monitoring;

/// <summary>The groups of a window by segment column and value.</summary>
internal sealed class PerformanceSlices
{
    /// <summary>Of the worst slices so many are shown; all are tested.</summary>
    private const int MaxShown = 50;

    private readonly VersionSpec _spec;
    private readonly (int Column, string Value, GroupCounters Rows)[] _slices;

    private PerformanceSlices(VersionSpec spec, (int Column, string Value, GroupCounters Rows)[] slices) => (_spec, _slices) = (spec, slices);

    /// <param name="groups">By column * 256 + code of the value, see <see cref="LabelCell.Groups"/>.</param>
    public static async Task<PerformanceSlices> OfAsync(VersionSpec spec, ProfileCache profiles, IReadOnlyDictionary<string, GroupCounters> groups)
    {
        var profile = spec.ProfileSha256 is { } sha ? await profiles.GetAsync(sha) : null;
        return new(spec, [.. groups
            .Select(g => (Key: int.Parse(g.Key, CultureInfo.InvariantCulture), g.Value))
            .OrderBy(g => g.Key)
            .Select(g => (g.Key / 256, ValueOf(g.Key / 256, (g.Key % 256) - 1), g.Value))]);

        string ValueOf(int column, int index)
        {
            var values = SegmentCodes.Values(spec, profile, column);
            return index >= 0 && index < values.Count ? values[index] : "other";
        }
    }

    public Dictionary<string, SegmentPerformance> Segment(int column)
    {
        var values = new Dictionary<string, SegmentPerformance>();
        foreach (var (_, value, rows) in _slices.Where(s => s.Column == column))
        {
            // The reference may have a category "other" of its own.
            values[values.ContainsKey(value) ? $"{value} (not in the reference)" : value] = new(
                rows.Task.Rows,
                PerformanceMetrics.Of(PerformanceMetrics.Table(rows.Task)),
                CustomMetrics.Of(rows.Custom, _spec),
                CustomMetrics.Feedback(rows.Custom));
        }
        return values;
    }

    /// <param name="all">All labelled rows of the window.</param>
    public PerformanceSlice[] Worst(TaskCounters all)
    {
        var found = all.Regression is { } values
            ? SliceSearch.Error(_slices.Select(s => (_spec.Segments[s.Column], s.Value, s.Rows.Task.Regression!)), values)
            : SliceSearch.Accuracy(_slices.Select(s => (_spec.Segments[s.Column], s.Value, s.Rows.Task.Right ?? 0, s.Rows.Task.Rows)), all.Right ?? 0, all.Rows);
        return [.. found.Take(MaxShown).Select(s => new PerformanceSlice(
            s.Column, s.Value, s.Rows, s.Metric, s.SliceValue, s.Rest, s.Difference, s.Low, s.High, s.PValue, s.AdjustedPValue, s.Worse, s.Reason))];
    }
}
