using System.Globalization;
using ActorMlOps.Grains.Hosting;
using ActorMlOps.Grains.Storage;
using ActorMlOps.Monitoring;
using ActorMlOps.Registry;
using Orleans.Concurrency;

namespace ActorMlOps.Grains.Monitoring;

/// <summary>
/// Group commit over a <see cref="LabelBook"/>: what arrived while the last write was under way goes into one new log row; it is applied and
/// answered when the row is durable. When the log has grown, the whole book is stored and the log begins anew.
/// </summary>
[Reentrant]
internal sealed class LabelGrain(RowStore rows, Instruments instruments, TimeProvider clock) : Grain, ILabelGrain
{
    private const int LedgerCapacity = 1_000_000;
    private const long SmallestCheckpoint = 256 * 1024;

    /// <summary>A log row holds no more than this: a grain store's row has its limits.</summary>
    private const int LinesPerRow = 20_000;

    private static readonly TimeSpan LabelHorizon = TimeSpan.FromDays(35);

    private readonly Queue<Waiting> _waiting = new();
    private LabelBook _book = new(0);
    private Row<LabelBookState> _checkpoint = Row<LabelBookState>.None;
    private long _nextLog;
    private long _logWeight;
    private long _checkpointWeight;
    private Task _commits = Task.CompletedTask;

    private LabelPartitionKey Key => LabelPartitionKey.Parse(this.GetPrimaryKeyString());

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _checkpoint = await rows.ReadAsync<LabelBookState>(StorageNames.LabelState, Key.ToString());
        var state = _checkpoint.Value ?? new();
        var model = await GrainFactory.GetGrain<IModelGrain>(Key.Model).Get();
        var partitions = model?.Versions[0].Spec.LabelPartitions ?? 1;
        _book = new(LedgerCapacity / partitions);
        foreach (var version in model?.Versions ?? [])
            _book.Learn(version.Spec);
        _book.Load(state);
        _checkpointWeight = Weight(state);
        for (_nextLog = state.NextLog; ; _nextLog++)
        {
            var row = await rows.ReadAsync<LabelLogRow>(StorageNames.LabelLog, LogKey(_nextLog));
            if (row.Value is null)
                break;
            Apply(row.Value, []);
            _logWeight += row.Value.Weight;
        }
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => await _commits;

    public async Task<DeltaReceipt> Track(LedgerDelta delta)
    {
        if (!_book.Knows(delta.Version) && await GrainFactory.GetGrain<IModelGrain>(Key.Model).GetSpec(delta.Version) is { } spec)
            _book.Learn(spec);
        if (delta.Sequence > _book.Sequence(delta.SiloInstance))
            await CommitAsync(new([], delta));
        return new(delta.Sequence, delta.Sequence, []);
    }

    public async Task<LabelResult> Label(PredictionLabel[] labels)
    {
        var lines = Array.ConvertAll(labels, l => new LabelLine(PredictionId.Hash(l.PredictionId), l.Label));
        var waiting = new Waiting(lines, null);
        await CommitAsync(waiting);
        return waiting.Result;
    }

    public Task<PerformanceShare> Performance(string version, WindowRange range, string? segment)
    {
        var groups = new Dictionary<string, TaskCounters>();
        var paired = new Dictionary<string, PairedOutcomes>();
        if (_book.Output(version) is { } output)
        {
            // Groups of a segment are named by their code; the version's grain knows the values.
            var column = segment is null ? LabelCell.All : int.Parse(segment, CultureInfo.InvariantCulture);
            foreach (var cell in _book.Cells(version, range))
            {
                foreach (var (group, counters) in cell.Groups)
                {
                    if (column == LabelCell.All ? group != LabelCell.All : group < 0 || group / 256 != column)
                        continue;
                    var name = column == LabelCell.All ? "" : (group % 256).ToString(CultureInfo.InvariantCulture);
                    if (!groups.TryGetValue(name, out var sum))
                        groups[name] = sum = new(output);
                    sum.Merge(counters);
                }
                foreach (var (other, outcomes) in cell.Paired)
                    paired[other] = paired.GetValueOrDefault(other, PairedOutcomes.None) + outcomes;
            }
        }
        return Task.FromResult(new PerformanceShare(groups.ToDictionary(g => g.Key, g => g.Value.Encode()), paired, _book.Pending));
    }

    private async Task CommitAsync(Waiting waiting)
    {
        _waiting.Enqueue(waiting);
        if (_commits.IsCompleted)
            _commits = CommitAllAsync();
        await waiting.Done.Task;
    }

    private async Task CommitAllAsync()
    {
        while (_waiting.Count > 0)
        {
            var batch = new List<Waiting>();
            var lines = 0;
            while (_waiting.TryPeek(out var next) && (batch.Count == 0 || lines + next.Lines <= LinesPerRow))
            {
                batch.Add(_waiting.Dequeue());
                lines += next.Lines;
            }
            var row = new LabelLogRow(
                clock.GetUtcNow().ToUnixTimeSeconds(),
                [.. batch.SelectMany(w => w.Labels)],
                [.. batch.Select(w => w.Delta).OfType<LedgerDelta>()]);
            try
            {
                await rows.WriteAsync(StorageNames.LabelLog, LogKey(_nextLog), Row<LabelLogRow>.None, row);
            }
            catch (Exception e)
            {
                // The outcome is unknown: the book is read anew, and nobody is told that a label was kept.
                foreach (var failed in batch.Concat(_waiting))
                    failed.Done.TrySetException(e);
                _waiting.Clear();
                DeactivateOnIdle();
                return;
            }
            _nextLog++;
            _logWeight += row.Weight;
            Apply(row, batch);
            if (_logWeight > Math.Max(SmallestCheckpoint, _checkpointWeight / 2))
                await CheckpointAsync();
        }
    }

    private void Apply(LabelLogRow row, List<Waiting> batch)
    {
        foreach (var delta in row.Deltas)
            _book.Apply(delta);
        var verdicts = new (LabelVerdict Verdict, string? Reason)[row.Labels.Length];
        for (var i = 0; i < verdicts.Length; i++)
            verdicts[i] = _book.Apply(row.Labels[i], row.At);
        var at = 0;
        foreach (var waiting in batch)
        {
            waiting.Answer(verdicts.AsSpan(at, waiting.Labels.Length));
            at += waiting.Labels.Length;
        }
        if (batch.Count == 0)
            return;
        foreach (var group in verdicts.GroupBy(v => v.Verdict))
        {
            instruments.LabelsCounted.Add(
                group.Count(),
                new(Telemetry.Tags.Model, Key.Model),
                new(Telemetry.Tags.Outcome, group.Key.ToString().ToLowerInvariant()));
        }
    }

    private async Task CheckpointAsync()
    {
        try
        {
            _book.Expire(clock.GetUtcNow(), LabelHorizon);
            var first = _checkpoint.Value?.NextLog ?? 0;
            var state = _book.Save(_nextLog);
            _checkpoint = await rows.WriteAsync(StorageNames.LabelState, Key.ToString(), _checkpoint, state);
            _checkpointWeight = Weight(state);
            _logWeight = 0;
            // What the checkpoint holds need not be read again. A row that stays behind after a crash is never read.
            for (var n = first; n < _nextLog; n++)
            {
                var row = await rows.ReadAsync<LabelLogRow>(StorageNames.LabelLog, LogKey(n));
                if (row.Value is not null)
                    await rows.DeleteAsync(StorageNames.LabelLog, LogKey(n), row);
            }
        }
        catch (Exception)
        {
            // The log still holds everything; the next commit tries again, or the partition starts anew from what is stored.
            DeactivateOnIdle();
        }
    }

    private static long Weight(LabelBookState state) => (state.Predictions.Length * 72L) + (state.Labels.Count * 40L);

    private string LogKey(long number) => string.Create(CultureInfo.InvariantCulture, $"{Key}/{number}");

    /// <summary>Somebody who waits for a commit.</summary>
    private sealed class Waiting(LabelLine[] labels, LedgerDelta? delta)
    {
        public LabelLine[] Labels => labels;

        public LedgerDelta? Delta => delta;

        public int Lines => labels.Length + (delta?.Entries.Length ?? 0);

        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public LabelResult Result { get; private set; } = LabelResult.Empty;

        public void Answer(ReadOnlySpan<(LabelVerdict Verdict, string? Reason)> verdicts)
        {
            Span<int> counts = stackalloc int[5];
            var rejected = new List<RejectedLabel>();
            for (var i = 0; i < verdicts.Length; i++)
            {
                counts[(int)verdicts[i].Verdict]++;
                if (verdicts[i].Verdict == LabelVerdict.Rejected)
                    rejected.Add(new(i, verdicts[i].Reason!));
            }
            Result = new(
                counts[(int)LabelVerdict.Accepted],
                counts[(int)LabelVerdict.Duplicate],
                counts[(int)LabelVerdict.Corrected],
                counts[(int)LabelVerdict.Pending],
                [.. rejected]);
            Done.TrySetResult();
        }
    }
}
