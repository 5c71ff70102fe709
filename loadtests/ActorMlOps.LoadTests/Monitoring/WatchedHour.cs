using ActorMlOps.Grains.Monitoring;
using ActorMlOps.Monitoring;
using ActorMlOps.Registry;
using ActorMlOps.Rollout;
using ActorMlOps.Statistics.Counters;

namespace ActorMlOps.LoadTests.Monitoring;

/// <summary>An hour of a version's panes and labels, delivered to its grains as silos would have done while it went by.</summary>
internal static class WatchedHour
{
    public static readonly TimeSpan Length = TimeSpan.FromHours(1);

    /// <summary>Panes of the hour before a moment.</summary>
    /// <param name="takes">How often the panes are taken in that hour.</param>
    /// <param name="rows">Rows between two takes.</param>
    public static FrozenPane[] Panes(VersionSpec spec, ReferenceProfile profile, DateTimeOffset end, int takes, int rows)
    {
        var source = new PaneSource(spec, profile, end - Length);
        var panes = new List<FrozenPane>();
        for (var i = 0; i < takes; i++)
        {
            source.Feed(rows, Length / takes);
            panes.AddRange(source.Take());
        }
        return [.. panes];
    }

    public static async Task DeliverAsync(IGrainFactory grains, VersionSpec spec, FrozenPane[] panes)
    {
        var version = grains.GetGrain<IModelVersionGrain>(spec.Key.ToString());
        var drift = grains.GetGrain<IDriftGrain>(spec.Key.ToString());
        var sender = Guid.NewGuid();
        foreach (var call in panes.Chunk(PaneCourier.PanesPerCall))
        {
            var receipt = await version.Deliver(new(sender, [.. call.Select(p => p.Operations)]));
            // Each version has counters of its own, whoever made them.
            var counted = call.Select((p, i) => new DriftPane(p.Operations.Header with { FirstRow = receipt.FirstRows[i] }, [.. p.Counters![0]]));
            var applied = (await drift.Deliver(new(sender, spec.ProfileSha256!, [.. counted], spec.Revision))).Applied;
            var last = call[^1].Operations.Header.Sequence;
            if (applied != last)
                throw new LoadTestException($"{spec.Key} counted panes up to {applied}, not {last}.");
        }
    }

    /// <summary>Predictions spread over the hour, each with its label.</summary>
    public static async Task LabelAsync(IGrainFactory grains, VersionSpec spec, DateTimeOffset end, int labels, long rows)
    {
        var entries = Enumerable.Range(0, labels).Select(i => new LedgerEntry(
            PredictionId.Hash($"{spec.Key}/{i}"),
            i * rows / labels,
            WindowGrid.HopOf(end - Length + (Length * ((double)i / labels))),
            0,
            VariantRole.Stable,
            i % 2,
            i % 100 / 100f,
            0));
        foreach (var partition in entries.GroupBy(e => PredictionId.Partition(e.Id, spec.LabelPartitions)))
        {
            var grain = grains.GetGrain<ILabelGrain>(new LabelPartitionKey(spec.Key.Model, partition.Key).ToString());
            await grain.Track(new(Guid.NewGuid(), 1, spec.Key.Version, [.. partition]));
            var answer = await grain.Label([.. partition.Select((e, i) => new PartitionLabel(e.Id, i % 3 == 0 ? "1" : "0"))]);
            if (!Array.TrueForAll(answer.Verdicts, v => v == LabelVerdict.Accepted))
                throw new LoadTestException($"Labels of {spec.Key} were not accepted.");
        }
    }
}
