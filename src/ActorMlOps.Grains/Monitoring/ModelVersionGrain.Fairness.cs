using System.Globalization;
using ActorMlOps.Grains.Registry;
using ActorMlOps.Monitoring;
using ActorMlOps.Registry;
using ActorMlOps.Statistics.Counters;
using ActorMlOps.Statistics.Fairness;
using FairnessReport = ActorMlOps.Monitoring.FairnessReport;

namespace ActorMlOps.Grains.Monitoring;

/// <summary>Fairness: selection rates from the predictions that <see cref="DriftGrain"/> counts by group, error rates from the label partitions.</summary>
internal sealed partial class ModelVersionGrain
{
    public async Task<FairnessReport> Fairness(WindowRange range)
    {
        var spec = await GrainFactory.GetGrain<IModelGrain>(Key.Model).GetSpec(Key.Version);
        if (FairnessReports.WhyNone(spec) is { } reason)
            return new(Key.Model, Key.Version, new(null, null, 0, null), 0, [], reason);
        var counting = GrainFactory.GetGrain<IDriftGrain>(Key.ToString()).Groups(range);
        var labelled = (await LabelShares.GatherAsync(GrainFactory, spec!, range, ILabelGrain.EverySegment)).Groups
            .ToDictionary(g => int.Parse(g.Key, CultureInfo.InvariantCulture), g => g.Value.Task.Binary!);
        var counted = await counting;
        if (counted.Reason is not null)
            return new(Key.Model, Key.Version, counted.Window, 0, [], counted.Reason);
        var profile = spec!.ProfileSha256 is { } sha ? await profiles.GetAsync(sha) : null;
        var counts = counted.Counts.Length == 0 ? new() : SparseCounts.Decode(counted.Counts);
        AttributeFairness[] attributes = [.. spec.Sensitive!.Select(name =>
        {
            var segment = Array.IndexOf(spec.Segments, name);
            var counters = FairnessReports.Counters(counts, labelled, segment, SegmentCodes.Values(spec, profile, segment));
            return FairnessReports.Build(name, counters, counted.SamplingBias.GetValueOrDefault(name));
        })];
        return new(
            Key.Model, Key.Version, counted.Window, attributes.Length == 0 ? 0 : attributes[0].Groups.Sum(g => g.Labelled), attributes,
            counted.Window.Rows == 0 ? "There are no rows in this window." : null);
    }
}
