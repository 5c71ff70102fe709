namespace ActorMlOps.Inference;

/// <summary>Runs the batches of one lane: every request it is given gets exactly one result.</summary>
internal sealed class BatchRunner(int lane, OnnxEngine engine, MicroBatcherSettings settings)
{
    private const string Unloading = "The model is being unloaded.";

    private readonly BatchStacker _stacker = new(engine);
    private readonly BatchReporter _reporter = new(lane, settings);
    private readonly List<PendingRequest> _live = [];
    private readonly List<TensorData[]> _outputs = [];
    private readonly TimeProvider _time = settings.Time;

    /// <summary>Runs and empties <paramref name="batch"/>; says how many rows were run and for how long.</summary>
    public (int Rows, TimeSpan Elapsed) Run(List<PendingRequest> batch)
    {
        long now = _time.GetTimestamp();
        int rows = 0;
        foreach (var request in batch)
        {
            if (Skip(request, now))
                continue;
            _live.Add(request);
            rows += request.Request.Rows;
        }
        batch.Clear();
        if (_live.Count > 0)
            RunLive(rows, now);
        _live.Clear();
        _outputs.Clear();
        _stacker.Release();
        _reporter.Release();
        return (rows, _time.GetElapsedTime(now));
    }

    /// <summary>Runs the next slice of a large request; says how many rows were run and for how long.</summary>
    public (int Rows, TimeSpan Elapsed) Run(SlicedRequest sliced)
    {
        long now = _time.GetTimestamp();
        var request = sliced.Pending.Request;
        int rows = 0;
        if (Skip(sliced.Pending, now))
        {
            sliced.Ended = true;
            return (0, default);
        }
        try
        {
            using var lease = engine.Lease();
            if (sliced.Slices is null)
            {
                int maxRows = Math.Min(engine.SliceRows(request.Rows, request.Inputs), RequestQueue.SliceRows(settings.Options));
                sliced.Slices = new RunSlices(engine, request.Rows, request.Inputs, maxRows);
                sliced.Started = now;
            }
            rows = sliced.Slices.Rows;
            sliced.Slices.Add(lease.Run(rows, sliced.Slices.Next()));
            if (sliced.Slices.Ended)
                End(sliced, new InferenceResult(InferenceOutcome.Done, request.Rows, sliced.Slices.Join()));
        }
        catch (ObjectDisposedException)
        {
            End(sliced, InferenceResult.Not(InferenceOutcome.Stopped, request.Rows, Unloading));
        }
        catch (Exception e)
        {
            End(sliced, InferenceResult.Not(InferenceOutcome.Failed, request.Rows, e.Message));
        }
        return (rows, _time.GetElapsedTime(now));
    }

    private void End(SlicedRequest sliced, in InferenceResult result)
    {
        sliced.Ended = true;
        if (result.Outcome != InferenceOutcome.Stopped)
        {
            var inputs = sliced.Slices is { } slices ? slices.Inputs : _stacker.Alone(sliced.Pending.Request);
            _reporter.One(sliced.Pending, inputs, result, sliced.Started);
            _reporter.Release();
            _stacker.Release();
        }
        sliced.Pending.Complete(result);
    }

    private static bool Skip(PendingRequest request, long now)
    {
        int rows = request.Request.Rows;
        if (request.Cancellation.IsCancellationRequested)
            request.Complete(InferenceResult.Not(InferenceOutcome.Cancelled, rows, "The caller cancelled the request."));
        else if (request.Request.Deadline != 0 && now > request.Request.Deadline)
            request.Complete(InferenceResult.Not(InferenceOutcome.Expired, rows, "The deadline passed before the request could be run."));
        else
            return false;
        return true;
    }

    private void RunLive(int rows, long started)
    {
        EngineLease lease;
        try
        {
            lease = engine.Lease();
        }
        catch (Exception e)
        {
            var outcome = e is ObjectDisposedException ? InferenceOutcome.Stopped : InferenceOutcome.Failed;
            foreach (var request in _live)
                request.Complete(InferenceResult.Not(outcome, request.Request.Rows, outcome == InferenceOutcome.Stopped ? Unloading : e.Message));
            return;
        }
        // Kept until the batch was observed: its inputs may lie in the engine's memory.
        using (lease)
        {
            if (_live.Count == 1)
            {
                Alone(lease, _live[0], started);
                return;
            }
            if (TryStacked(lease, rows, started))
                return;
            // The bad row of one caller must not fail the others.
            foreach (var request in _live)
            {
                long now = _time.GetTimestamp();
                if (!Skip(request, now))
                    Alone(lease, request, now);
            }
        }
    }

    private bool TryStacked(in EngineLease lease, int rows, long started)
    {
        TensorData[] outputs;
        ReadOnlySpan<TensorData> inputs;
        try
        {
            inputs = _stacker.Stack(_live, rows, lease.Buffers);
            outputs = lease.Run(rows, inputs);
            _stacker.Split(outputs, _live, _outputs);
        }
        catch (Exception)
        {
            return false;
        }
        _reporter.All(_live, rows, inputs, outputs, started);
        for (int r = 0; r < _live.Count; r++)
            _live[r].Complete(new InferenceResult(InferenceOutcome.Done, _live[r].Request.Rows, _outputs[r]));
        return true;
    }

    private void Alone(in EngineLease lease, PendingRequest pending, long started)
    {
        var request = pending.Request;
        var inputs = _stacker.Alone(request);
        InferenceResult result;
        try
        {
            result = new InferenceResult(InferenceOutcome.Done, request.Rows, lease.Run(request.Rows, inputs));
        }
        catch (Exception e)
        {
            result = InferenceResult.Not(InferenceOutcome.Failed, request.Rows, e.Message);
        }
        _reporter.One(pending, inputs, result, started);
        pending.Complete(result);
    }
}
