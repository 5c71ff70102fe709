using System.Globalization;
using ActorMlOps.Grains.Hosting;
using ActorMlOps.Grains.Storage;
using ActorMlOps.Monitoring;
using ActorMlOps.Registry;
using Orleans.Concurrency;

namespace ActorMlOps.Grains.Monitoring;

/// <summary>
/// Group commit over a <see cref="LabelBook"/>: what arrived while the last write was under way goes into one new log row; it is applied and
/// answered when the row is durable. When the log has grown larger than the book, the whole book is stored and the log begins anew: so a
/// byte of the log costs one of a book at most, and a restart reads no more log than book.
/// </summary>
[Reentrant]
internal sealed partial class LabelGrain(RowStore rows, Instruments instruments, TimeProvider clock) : Grain, ILabelGrain
{
    private const long SmallestCheckpoint = 256 * 1024;

    /// <summary>A log row holds no more than this: a grain store's row has its limits.</summary>
    private const int LinesPerRow = 20_000;

    /// <summary>A write that deletes more would keep others waiting.</summary>
    private const int RowsPerSweep = 256;

    private static readonly TimeSpan FirstLook = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMinutes(5);

    private readonly Queue<Waiting> _waiting = new();
    private readonly LabelBook _book = new();
    private Row<LabelBookState> _checkpoint = Row<LabelBookState>.None;
    private long _nextLog;
    private long _logWeight;
    private long _checkpointWeight;
    private List<(long Number, Row<LabelLogRow> Row)> _log = [];
    private Task _commits = Task.CompletedTask;
    private Task _sweep = Task.CompletedTask;

    private LabelPartitionKey Key => LabelPartitionKey.Parse(this.GetPrimaryKeyString());

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _checkpoint = await rows.ReadAsync<LabelBookState>(StorageNames.LabelState, Key.ToString());
        var state = _checkpoint.Value ?? new();
        var model = await GrainFactory.GetGrain<IModelGrain>(Key.Model).Get();
        foreach (var version in model?.Versions ?? [])
            _book.Learn(version.Spec);
        _book.Load(state);
        _checkpoint = new(null, _checkpoint.ETag);
        _checkpointWeight = LabelBook.Weight(state);
        for (_nextLog = state.NextLog; ; _nextLog++)
        {
            var row = await rows.ReadAsync<LabelLogRow>(StorageNames.LabelLog, LogKey(_nextLog));
            if (row.Value is null)
                break;
            Apply(row.Value, []);
            Logged(row);
        }
        _sweep = SweepLeftoversAsync(state.NextLog);
        PlaceLater();
        this.RegisterGrainTimer(LetGoAsync, new GrainTimerCreationOptions(FirstLook, BetweenLooks) { Interleave = true });
        this.RegisterGrainTimer(TellLabelledAsync, new GrainTimerCreationOptions(TellEvery, TellEvery) { Interleave = true });
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await _commits;
        await _sweep;
    }

    public async Task<DeltaReceipt> Track(LedgerDelta delta)
    {
        await LearnAsync(delta.Version);
        if (delta.Sequence > _book.Sequence(delta.SiloInstance))
            await CommitAsync(new([], delta, []));
        return new(delta.Sequence, delta.Sequence, []);
    }

    public async Task Refresh(string version)
    {
        if (await GrainFactory.GetGrain<IModelGrain>(Key.Model).GetSpec(version) is { } spec)
            _book.Learn(spec);
    }

    public async Task<LabelAnswer> Label(PartitionLabel[] labels)
    {
        var predictions = await LocateAsync([.. labels.Select(l => l.Prediction).OfType<ReceiptedPrediction>()]);
        var next = 0;
        var lines = Array.ConvertAll(labels, l => new LabelLine(
            l.Id, Bounded(l.Label), l.Prediction is null ? null : predictions[next++], Bounded(l.Feedback), l.Metrics));
        var waiting = new Waiting(lines, null, []);
        await CommitAsync(waiting);
        PlaceLater();
        return waiting.Result;
    }

    /// <summary>A longer text is rejected, but must not fill the log first.</summary>
    private static string? Bounded(string? text) => text is null || text.Length <= LabelBook.MaxLabel ? text : text[..(LabelBook.MaxLabel + 1)];

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
            var batch = NextBatch();
            try
            {
                var row = new LabelLogRow(
                    clock.GetUtcNow().ToUnixTimeSeconds(),
                    [.. batch.SelectMany(w => w.Labels)],
                    [.. batch.Select(w => w.Delta).OfType<LedgerDelta>()],
                    [.. batch.SelectMany(w => w.Placed)]);
                var written = await rows.WriteAsync(StorageNames.LabelLog, LogKey(_nextLog), Row<LabelLogRow>.None, row);
                Logged(written);
                _nextLog++;
                Apply(row, batch);
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
            if (_logWeight > Math.Max(SmallestCheckpoint, _checkpointWeight))
                await CheckpointAsync();
        }
    }

    private List<Waiting> NextBatch()
    {
        var batch = new List<Waiting>();
        var lines = 0;
        while (_waiting.TryPeek(out var next) && (batch.Count == 0 || lines + next.Lines <= LinesPerRow))
        {
            batch.Add(_waiting.Dequeue());
            lines += next.Lines;
        }
        return batch;
    }

    private void Logged(Row<LabelLogRow> row)
    {
        _log.Add((_nextLog, new(null, row.ETag)));
        _logWeight += row.Value!.Weight;
    }

    private void Apply(LabelLogRow row, List<Waiting> batch)
    {
        var unmatched = _book.Unmatched;
        _book.LetGo(row.At);
        unmatched = _book.Unmatched - unmatched;
        foreach (var delta in row.Deltas)
            _book.Apply(delta);
        foreach (var placed in row.Placed ?? [])
            _book.Place(placed);
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
        instruments.CountLabels(Key.Model, LabelVerdict.Unmatched, unmatched);
        foreach (var group in verdicts.GroupBy(v => v.Verdict))
            instruments.CountLabels(Key.Model, group.Key, group.Count());
    }

    /// <summary>A partition that gets no labels lets go of those that wait, too. A row of the log, so that a restart does it again at the same place.</summary>
    private Task LetGoAsync(CancellationToken cancellationToken) =>
        _book.Overdue(clock.GetUtcNow().ToUnixTimeSeconds()) ? CommitAsync(new([], null, [])) : Task.CompletedTask;

    private async Task CheckpointAsync()
    {
        try
        {
            var unmatched = _book.Unmatched;
            _book.Expire(clock.GetUtcNow());
            instruments.CountLabels(Key.Model, LabelVerdict.Unmatched, _book.Unmatched - unmatched);
            var state = _book.Save(_nextLog);
            var written = await rows.WriteAsync(StorageNames.LabelState, Key.ToString(), _checkpoint, state);
            // Not the state itself: the book is in memory already.
            _checkpoint = new(null, written.ETag);
            _checkpointWeight = LabelBook.Weight(state);
            _logWeight = 0;
            var held = _log;
            _log = [];
            _sweep = SweepAsync(_sweep, held);
        }
        catch (Exception)
        {
            // The log still holds everything; the next commit tries again, or the partition starts anew from what is stored.
            DeactivateOnIdle();
        }
    }

    /// <summary>Deletes rows that a checkpoint holds, oldest first, while labels go on. One that stays behind is never read again.</summary>
    private async Task SweepAsync(Task before, List<(long Number, Row<LabelLogRow> Row)> held)
    {
        await before;
        try
        {
            foreach (var some in held.Chunk(RowsPerSweep))
                await rows.DeleteAsync(StorageNames.LabelLog, [.. some.Select(h => (LogKey(h.Number), h.Row))]);
        }
        catch (Exception)
        {
            // The next start of the partition finds the rest.
        }
    }

    /// <summary>What a crash left behind ends right before the checkpoint, since the oldest rows go first.</summary>
    private async Task SweepLeftoversAsync(long checkpoint)
    {
        try
        {
            for (var n = checkpoint - 1; n >= 0; n--)
            {
                var row = await rows.ReadAsync<LabelLogRow>(StorageNames.LabelLog, LogKey(n));
                if (row.Value is null)
                    return;
                await rows.DeleteAsync(StorageNames.LabelLog, LogKey(n), row);
            }
        }
        catch (Exception)
        {
            // Harmless until the next start.
        }
    }

    private string LogKey(long number) => string.Create(CultureInfo.InvariantCulture, $"{Key}/{number}");
}
