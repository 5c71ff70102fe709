using ActorMlOps.Grains.Hosting;
using ActorMlOps.Grains.Monitoring;
using ActorMlOps.Grains.Monitoring.Detection;
using ActorMlOps.Grains.Monitoring.Receipts;
using ActorMlOps.Inference;
using ActorMlOps.Monitoring;
using ActorMlOps.Registry;
using ActorMlOps.Rollout;
using ActorMlOps.Statistics.Counters;

namespace ActorMlOps.Grains.Serving;

/// <summary>Folds each batch into the open pane, on the lane that ran it and while its rows are still in the cache.</summary>
internal sealed class BatchFolder : IBatchObserver
{
    private readonly VersionSpec _spec;
    private readonly OutputReader _outputs;
    private readonly FeatureFolder _features;
    private readonly FeatureRows _rows;
    private readonly SignReader? _signs;
    private readonly RowSigns _rowSigns = new();
    private readonly PaneRecorder _pane;
    private readonly Instruments _instruments;
    private readonly TimeProvider _clock;
    private readonly KeyValuePair<string, object?> _modelTag;
    private readonly KeyValuePair<string, object?> _versionTag;
    private readonly uint _sender;
    private long _dropped;
    private double[] _predicted = new double[256];
    private float[] _scores = new float[256];
    private uint[] _segments = new uint[256];
    private ulong[] _hashes = new ulong[256];

    public BatchFolder(
        VersionSpec spec, OutputReader outputs, ReferenceProfile? profile, long firstRow, Guid sender, Instruments instruments, TimeProvider clock)
    {
        _spec = spec;
        _sender = PanePlace.SenderOf(sender);
        _outputs = outputs;
        _features = new(spec, profile);
        _rows = new(spec, profile);
        _signs = profile is null || spec.Outliers is null ? null : new(spec, profile);
        _pane = new(
            spec.Output, profile is null ? null : new(spec, profile, BitConverter.ToUInt64(sender.ToByteArray())), firstRow, clock,
            baseline: spec.CollectsBaseline ? new(spec) : null);
        _instruments = instruments;
        _clock = clock;
        _modelTag = new(Telemetry.Tags.Model, spec.Key.Model);
        _versionTag = new(Telemetry.Tags.Version, spec.Key.Version);
    }

    /// <summary>The panes so far, taken by the lane between two batches.</summary>
    public async Task<FrozenPane[]> TakeAsync(MicroBatcher batcher)
    {
        FrozenPane[] panes = [];
        await batcher.OnLaneAsync(0, () =>
        {
            if (Interlocked.Exchange(ref _dropped, 0) is > 0 and var dropped)
                _pane.AddDropped(dropped);
            panes = _pane.TakeAll();
        });
        return panes;
    }

    /// <summary>Rows that this version should have shadowed but could not keep up with.</summary>
    public void CountDropped(int rows)
    {
        Interlocked.Add(ref _dropped, rows);
        _instruments.ShadowDropped.Add(rows, _modelTag, _versionTag);
    }

    public void OnBatch(in BatchView batch)
    {
        _pane.EnterHop();
        var failed = batch.Failure is not null;
        foreach (var part in batch.Parts)
        {
            var context = (PredictionContext)part.State!;
            var latency = _clock.GetElapsedTime(context.Arrived, batch.Ended);
            _pane.AddRequests(context.Callers.Length, latency, failed);
            _instruments.PredictionDuration.Record(latency.TotalSeconds, _modelTag, _versionTag);
        }
        if (failed)
            return;
        _instruments.PredictionRows.Add(batch.Rows, _modelTag, _versionTag);
        Reserve(batch.Rows);
        if (_outputs.Watched)
            _outputs.Read(batch.Outputs, batch.Rows, _predicted, _scores);
        _features.Segments(batch.Inputs, 0, batch.Rows, _segments);
        if (_pane.Counters is not null)
            _rows.Hash(batch.Inputs, 0, _hashes.AsSpan(0, batch.Rows));
        foreach (var part in batch.Parts)
            FoldPart(batch, part, (PredictionContext)part.State!);
    }

    private void FoldPart(in BatchView batch, in BatchPart part, PredictionContext context)
    {
        var (caller, rowOfCaller) = (0, 0);
        for (var done = 0; done < part.Rows;)
        {
            var rows = _pane.Room(part.Rows - done);
            var first = part.FirstRow + done;
            if (_pane.Counters is { } counters)
                Count(counters, batch.Inputs, first, rows);
            else
                Collect(batch.Inputs, first, rows);
            if (_outputs.Watched)
            {
                for (var r = 0; r < rows; r++)
                {
                    Track(context, context.Callers[caller], rowOfCaller, first + r, _pane.NextRow + r);
                    if (context.Callers[caller].Receipts && context.Receipts is { } receipts)
                        receipts[done + r] = Receipt(context, context.Callers[caller], rowOfCaller, first + r, _pane.NextRow + r);
                    if (++rowOfCaller == context.Callers[caller].Rows)
                        (caller, rowOfCaller) = (caller + 1, 0);
                }
            }
            _pane.AddRows(_predicted.AsSpan(first, rows), _scores.AsSpan(first, rows), rows, context.Role);
            if (context.Stable is { } stable)
                _pane.AddShadow(Compare(stable, done, first, rows));
            _pane.CutIfFull();
            done += rows;
        }
    }

    private void Count(PaneCounters counters, ReadOnlySpan<TensorData> inputs, int first, int rows)
    {
        _features.Fold(inputs, first, rows, counters.Columns);
        if (counters.Sample is { } sample)
            _rows.Sample(inputs, first, rows, sample);
        foreach (var hash in _hashes.AsSpan(first, rows))
            counters.Repeats.Add(hash);
        if (_signs is { } signs)
        {
            signs.Read(inputs, first, rows, _rowSigns);
            counters.AddSigns(_rowSigns);
        }
        counters.CountGroups(_segments.AsSpan(first, rows), _predicted.AsSpan(first, rows));
    }

    private void Collect(ReadOnlySpan<TensorData> inputs, int first, int rows)
    {
        for (var r = first; r < first + rows && _pane.Baseline is { } baseline; r++)
            _rows.Collect(inputs, r, baseline, _outputs.Watched ? _predicted[r] : -1, _outputs.Watched ? _scores[r] : float.NaN);
    }

    private void Track(PredictionContext context, in ActorMlOps.Serving.CallerRows caller, int rowOfCaller, int row, int rowOfPane)
    {
        if (caller.Id is null)
            return;
        _pane.Track(new LedgerEntry(
            PredictionId.HashRow(caller.Id, rowOfCaller, caller.Rows),
            rowOfPane,
            0,
            context.Epoch,
            context.Role,
            _predicted[row],
            _scores[row],
            _segments[row],
            context.Attempt));
    }

    private Receipt Receipt(PredictionContext context, in ActorMlOps.Serving.CallerRows caller, int rowOfCaller, int row, int rowOfPane) => new(
        (uint)_spec.ModelNumber,
        (ushort)_spec.Number,
        context.Epoch,
        context.Role,
        context.Attempt,
        _pane.Hop,
        new(_sender, _pane.NextSequence, rowOfPane),
        // Rows without a name are known by their receipts alone.
        caller.Id is null ? PredictionId.Random() : PredictionId.HashRow(caller.Id, rowOfCaller, caller.Rows),
        _predicted[row],
        _scores[row],
        _segments[row]);

    private ShadowComparison Compare(StableAnswer stable, int firstOfRequest, int first, int rows)
    {
        var (disagreements, shift, squares) = (0L, 0.0, 0.0);
        for (var r = 0; r < rows; r++)
        {
            var (theirs, ours) = (stable.Predicted[firstOfRequest + r], _predicted[first + r]);
            double difference;
            if (_spec.Output.Task == TaskKind.Regression)
            {
                difference = ours - theirs;
            }
            else
            {
                if (Name(stable.Classes, theirs) != Name(_spec.Output.Classes, ours))
                    disagreements++;
                difference = _scores[first + r] - stable.Scores[firstOfRequest + r];
            }
            if (!double.IsFinite(difference))
                continue;
            shift += difference;
            squares += difference * difference;
        }
        return new(rows, disagreements, shift, squares, 0);
    }

    private static string? Name(string[] classes, double index) =>
        index >= 0 && index < classes.Length ? classes[(int)index] : null;

    private void Reserve(int rows)
    {
        if (rows <= _predicted.Length)
            return;
        _predicted = new double[rows];
        _scores = new float[rows];
        _segments = new uint[rows];
        _hashes = new ulong[rows];
    }
}
