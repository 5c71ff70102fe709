using ActorMlOps.Grains.Hosting;
using ActorMlOps.Grains.Monitoring.Receipts;
using ActorMlOps.Monitoring;
using ActorMlOps.Registry;
using Orleans.Concurrency;
using Orleans.Streams;
using Orleans.Streams.Core;

namespace ActorMlOps.Grains.Monitoring;

/// <summary>
/// Opens receipts, spreads labels over partitions by the hash of their prediction id, and puts the answers together again. A label that is
/// refused does no harm to the others.
/// </summary>
[Reentrant]
[ImplicitStreamSubscription(StreamNames.Labels)]
internal sealed class LabelIntakeGrain(ReceiptOpener opener, Instruments instruments)
    : Grain, ILabelIntakeGrain, IStreamSubscriptionObserver, IAsyncBatchObserver<LabelBatch>
{
    private VersionSpec? _anyVersion;

    public async Task<LabelResult?> Label(PredictionLabel[] labels)
    {
        var byReceipt = Array.Exists(labels, l => l.Receipt is not null);
        // A receipt may be of a version that was registered or retired a moment ago.
        var model = _anyVersion is null || byReceipt ? await GrainFactory.GetGrain<IModelGrain>(this.GetPrimaryKeyString()).Get() : null;
        _anyVersion ??= model?.Versions[0].Spec;
        if (_anyVersion is not { } spec)
            return null;
        var rejected = new List<RejectedLabel>();
        var opened = new List<(int Index, PartitionLabel Label)>(labels.Length);
        for (var i = 0; i < labels.Length; i++)
        {
            if (Read(labels[i], model, out var reason) is { } label)
                opened.Add((i, label));
            else
                rejected.Add(new(i, reason!));
        }
        CountRefused(rejected.Count);
        var byPartition = opened.GroupBy(o => PredictionId.Partition(o.Label.Id, spec.LabelPartitions)).ToList();
        var results = await Task.WhenAll(byPartition.Select(group =>
            GrainFactory.GetGrain<ILabelGrain>(new LabelPartitionKey(spec.Key.Model, group.Key).ToString())
                .Label([.. group.Select(o => o.Label)])));
        rejected.AddRange(byPartition
            .Zip(results, (group, result) => (Labels: group.ToArray(), result.Rejected))
            .SelectMany(x => x.Rejected.Select(r => r with { Index = x.Labels[r.Index].Index })));
        return new(
            results.Sum(r => r.Accepted),
            results.Sum(r => r.Duplicates),
            results.Sum(r => r.Corrected),
            results.Sum(r => r.Pending),
            [.. rejected.OrderBy(r => r.Index)]);
    }

    public async Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory) =>
        await handleFactory.Create<LabelBatch>().ResumeAsync(this);

    public async Task OnNextAsync(IList<SequentialItem<LabelBatch>> items)
    {
        foreach (var item in items)
            await Label(item.Item.Labels);
    }

    public Task OnErrorAsync(Exception ex) => Task.CompletedTask;

    private PartitionLabel? Read(in PredictionLabel label, ModelInfo? model, out string? reason)
    {
        reason = null;
        if (label.Receipt is null)
        {
            if (label.PredictionId is { } id)
                return new(PredictionId.Hash(id), label.Label);
            reason = "'predictionId' and 'receipt' are missing; give one of them.";
            return null;
        }
        var (fault, receipt) = opener.Open(label.Receipt);
        if (fault != ReceiptFault.None)
        {
            reason = ReceiptOpener.Explain(fault);
            return null;
        }
        // Versions of one model share its number; those of before there were numbers have no receipts.
        if (!Array.Exists(model!.Versions, v => v.Spec.ModelNumber == receipt.Model))
            reason = $"'receipt' is of another model than '{model.Name}'.";
        else if (Array.Find(model.Versions, v => v.Spec.Number == receipt.Version) is not { } version)
            reason = "'receipt' is of a version that was retired.";
        else if (label.PredictionId is { } named && PredictionId.Hash(named) != receipt.Id)
            reason = "'predictionId' and 'receipt' are of two predictions; give one of them.";
        else
            return new(receipt.Id, label.Label, new(version.Spec.Key.Version, receipt.ToEntry(), receipt.Place));
        return null;
    }

    private void CountRefused(int count)
    {
        if (count > 0)
        {
            instruments.LabelsCounted.Add(
                count,
                new(Telemetry.Tags.Model, this.GetPrimaryKeyString()),
                new(Telemetry.Tags.Outcome, LabelVerdict.Rejected.ToString().ToLowerInvariant()));
        }
    }
}
