using ActorMlOps.Grains.Hosting;
using ActorMlOps.Grains.Monitoring.Receipts;
using ActorMlOps.Grains.Storage;
using ActorMlOps.Monitoring;
using ActorMlOps.Registry;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;

namespace ActorMlOps.Grains.Monitoring;

/// <summary>
/// Opens receipts, spreads labels over partitions by the hash of their prediction id, and puts the answers together again. A label that is
/// refused does no harm to the others.
/// </summary>
[Reentrant]
[ImplicitStreamSubscription(StreamNames.Labels)]
internal sealed partial class LabelIntakeGrain : Grain, ILabelIntakeGrain
{
    private readonly ReceiptOpener _opener;
    private readonly Instruments _instruments;
    private readonly TimeProvider _clock;
    private readonly Dictionary<int, LabelOutbox> _outboxes = [];
    private VersionSpec? _anyVersion;

    public LabelIntakeGrain(
        [PersistentState(StorageNames.LabelProducers, StorageNames.Provider)] IPersistentState<ObservationState> producers,
        ReceiptOpener opener,
        Instruments instruments,
        TimeProvider clock,
        ILogger<LabelIntakeGrain> logger)
    {
        (_producers, _opener, _instruments, _clock, _logger) = (producers, opener, instruments, clock, logger);
        _stream = new(this.GetPrimaryKeyString(), instruments, logger, p => ProducerMarks.Of(producers.State, p), TakeAsync, RefuseAsync);
    }

    public async Task<LabelResult?> Label(PredictionLabel[] labels)
    {
        // A receipt, or a metric, may be of a version that was registered or retired a moment ago.
        var ofVersions = Array.Exists(labels, l => l.Receipt is not null || l.Metrics is { Count: > 0 });
        var model = _anyVersion is null || ofVersions ? await GrainFactory.GetGrain<IModelGrain>(this.GetPrimaryKeyString()).Get() : null;
        _anyVersion ??= model?.Versions[0].Spec;
        if (_anyVersion is not { } spec)
            return null;
        var rejected = new List<RejectedLabel>();
        var late = 0;
        var opened = new Dictionary<int, (List<int> Indices, List<PartitionLabel> Labels)>();
        for (var i = 0; i < labels.Length; i++)
        {
            if (Read(labels[i], model, out var reason, out var verdict) is not { } label)
            {
                rejected.Add(new(i, reason!));
                late += verdict == LabelVerdict.BeyondHorizon ? 1 : 0;
                continue;
            }
            var partition = PredictionId.Partition(label.Id, spec.LabelPartitions);
            if (!opened.TryGetValue(partition, out var group))
                opened[partition] = group = ([], []);
            group.Indices.Add(i);
            group.Labels.Add(label);
        }
        _instruments.CountLabels(this.GetPrimaryKeyString(), LabelVerdict.BeyondHorizon, late);
        _instruments.CountLabels(this.GetPrimaryKeyString(), LabelVerdict.Rejected, rejected.Count - late);
        var answers = await Task.WhenAll(opened.Select(async p =>
        {
            var answer = await Outbox(spec.Key.Model, p.Key).SendAsync([.. p.Value.Labels]);
            return answer with { Rejected = Array.ConvertAll(answer.Rejected, r => r with { Index = p.Value.Indices[r.Index] }) };
        }));
        var counts = new int[Enum.GetValues<LabelVerdict>().Length];
        foreach (var answer in answers)
        {
            foreach (var verdict in answer.Verdicts)
                counts[(int)verdict]++;
            rejected.AddRange(answer.Rejected);
        }
        return new(
            counts[(int)LabelVerdict.Accepted],
            counts[(int)LabelVerdict.Duplicate],
            counts[(int)LabelVerdict.Corrected],
            counts[(int)LabelVerdict.Pending],
            [.. rejected.OrderBy(r => r.Index)]);
    }

    private LabelOutbox Outbox(string model, int partition)
    {
        if (!_outboxes.TryGetValue(partition, out var outbox))
            _outboxes[partition] = outbox = new(GrainFactory.GetGrain<ILabelGrain>(new LabelPartitionKey(model, partition).ToString()));
        return outbox;
    }

    private PartitionLabel? Read(in PredictionLabel label, ModelInfo? model, out string? reason, out LabelVerdict verdict)
    {
        verdict = LabelVerdict.Rejected;
        var (says, feedback) = label.Kind == LabelKind.Feedback ? (null, label.Label) : (label.Label, (string?)null);
        if (label.Receipt is null)
        {
            reason = label.PredictionId is null
                ? "'predictionId' and 'receipt' are missing; give one of them."
                : label.Metrics is null ? null : MetricObjection(label, MetricsOf(model), "the model");
            return reason is null ? new(PredictionId.Hash(label.PredictionId), says, null, feedback, Samples(label)) : null;
        }
        var (fault, receipt) = _opener.Open(label.Receipt);
        if (fault != ReceiptFault.None)
        {
            reason = ReceiptOpener.Explain(fault);
            return null;
        }
        // Versions of one model share its number; those of before there were numbers have no receipts.
        if (!Array.Exists(model!.Versions, v => v.Spec.ModelNumber == receipt.Model))
            reason = $"'receipt' is of another model than '{model.Name}'.";
        else if (Array.Find(model.Versions, v => v.Spec.Number == receipt.Version) is not { Spec: var spec })
            reason = "'receipt' is of a version that was retired.";
        else if (label.PredictionId is { } named && PredictionId.Hash(named) != receipt.Id)
            reason = "'predictionId' and 'receipt' are of two predictions; give one of them.";
        else if (LabelHorizon.Objection(spec, receipt.Hop, _clock.GetUtcNow().ToUnixTimeSeconds()) is { } late)
            (reason, verdict) = (late, LabelVerdict.BeyondHorizon);
        else if ((reason = MetricObjection(label, spec.CustomMetrics, $"version '{spec.Key.Version}'")) is null)
            return new(receipt.Id, says, new(spec.Key.Version, receipt.ToEntry(), receipt.Place), feedback, Samples(label));
        return null;
    }

    /// <summary>What any version declares: which one made the prediction is known when the label meets it.</summary>
    private static CustomMetricConfig[] MetricsOf(ModelInfo? model) =>
        [.. (model?.Versions ?? []).SelectMany(v => v.Spec.CustomMetrics).DistinctBy(m => m.Name)];

    private static string? MetricObjection(in PredictionLabel label, CustomMetricConfig[] declared, string whose)
    {
        foreach (var (name, value) in label.Metrics ?? [])
        {
            if (CustomMetricRules.Objection(declared, whose, name, value) is { } reason)
                return reason;
        }
        return null;
    }

    private static MetricSample[]? Samples(in PredictionLabel label) => label.Metrics is { Count: > 0 } metrics
        ? [.. metrics.Select(m => new MetricSample(m.Key, m.Value)).OrderBy(m => m.Name, StringComparer.Ordinal)]
        : null;
}
