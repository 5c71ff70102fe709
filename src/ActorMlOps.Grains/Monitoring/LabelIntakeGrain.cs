using ActorMlOps.Monitoring;
using ActorMlOps.Registry;
using Orleans.Concurrency;
using Orleans.Streams;
using Orleans.Streams.Core;

namespace ActorMlOps.Grains.Monitoring;

/// <summary>Spreads labels over partitions by the hash of their prediction id, and puts the answers together again.</summary>
[Reentrant]
[ImplicitStreamSubscription(StreamNames.Labels)]
internal sealed class LabelIntakeGrain : Grain, ILabelIntakeGrain, IStreamSubscriptionObserver, IAsyncBatchObserver<LabelBatch>
{
    private VersionSpec? _anyVersion;

    public async Task<LabelResult?> Label(PredictionLabel[] labels)
    {
        _anyVersion ??= (await GrainFactory.GetGrain<IModelGrain>(this.GetPrimaryKeyString()).Get())?.Versions[0].Spec;
        if (_anyVersion is not { } spec)
            return null;
        var byPartition = Enumerable.Range(0, labels.Length)
            .GroupBy(i => PredictionId.Partition(PredictionId.Hash(labels[i].PredictionId), spec.LabelPartitions))
            .ToList();
        var results = await Task.WhenAll(byPartition.Select(group =>
            GrainFactory.GetGrain<ILabelGrain>(new LabelPartitionKey(spec.Key.Model, group.Key).ToString())
                .Label([.. group.Select(i => labels[i])])));
        var rejected = byPartition
            .Zip(results, (group, result) => (Indices: group.ToArray(), result.Rejected))
            .SelectMany(x => x.Rejected.Select(r => r with { Index = x.Indices[r.Index] }))
            .OrderBy(r => r.Index);
        return new(
            results.Sum(r => r.Accepted),
            results.Sum(r => r.Duplicates),
            results.Sum(r => r.Corrected),
            results.Sum(r => r.Pending),
            [.. rejected]);
    }

    public async Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory) =>
        await handleFactory.Create<LabelBatch>().ResumeAsync(this);

    public async Task OnNextAsync(IList<SequentialItem<LabelBatch>> items)
    {
        foreach (var item in items)
            await Label(item.Item.Labels);
    }

    public Task OnErrorAsync(Exception ex) => Task.CompletedTask;
}
