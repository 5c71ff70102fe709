namespace ActorMlOps.Inference;

/// <summary>Runs the batches of one lane: every request it is given gets exactly one result.</summary>
internal sealed class BatchRunner(int lane, OnnxEngine engine, MicroBatcherSettings settings)
{
    private readonly BatchStacker _stacker = new(engine);
    private readonly List<PendingRequest> _live = [];
    private readonly List<TensorData[]> _outputs = [];
    private readonly TimeProvider _time = settings.Time;
    private BatchPart[] _parts = new BatchPart[16];

    /// <summary>Runs and empties <paramref name="batch"/>; says how many rows were run and for how long.</summary>
    public (int Rows, TimeSpan Elapsed) Run(List<PendingRequest> batch)
    {
        long now = _time.GetTimestamp();
        foreach (var request in batch)
            if (!Skip(request, now))
                _live.Add(request);
        batch.Clear();
        int rows = 0;
        foreach (var request in _live)
            rows += request.Request.Rows;
        if (_live.Count > 1 && !TryStacked(rows, now) || _live.Count == 1)
        {
            // One by one, too, after a failed stack: the bad row of one caller must not fail the others.
            foreach (var request in _live)
                Alone(request);
        }
        _live.Clear();
        _outputs.Clear();
        _stacker.Release();
        Array.Clear(_parts);
        return (rows, _time.GetElapsedTime(now));
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

    private bool TryStacked(int rows, long started)
    {
        TensorData[] outputs;
        ReadOnlySpan<TensorData> inputs;
        try
        {
            inputs = _stacker.Stack(_live);
            outputs = engine.RunChecked(rows, inputs);
            _stacker.Split(outputs, _live, _outputs);
        }
        catch (Exception)
        {
            return false;
        }
        if (_parts.Length < _live.Count)
            _parts = new BatchPart[_live.Count * 2];
        for (int r = 0, first = 0; r < _live.Count; r++)
        {
            var request = _live[r].Request;
            _parts[r] = new BatchPart(request.State, first, request.Rows);
            first += request.Rows;
        }
        Observe(rows, inputs, outputs, _parts.AsSpan(0, _live.Count), started, failure: null);
        for (int r = 0; r < _live.Count; r++)
            _live[r].Complete(new InferenceResult(InferenceOutcome.Done, _live[r].Request.Rows, _outputs[r]));
        return true;
    }

    private void Alone(PendingRequest pending)
    {
        var request = pending.Request;
        long started = _time.GetTimestamp();
        var inputs = _stacker.Alone(request);
        InferenceResult result;
        try
        {
            result = new InferenceResult(InferenceOutcome.Done, request.Rows, engine.RunChecked(request.Rows, inputs));
        }
        catch (ObjectDisposedException)
        {
            result = InferenceResult.Not(InferenceOutcome.Stopped, request.Rows, "The model is being unloaded.");
        }
        catch (Exception e)
        {
            result = InferenceResult.Not(InferenceOutcome.Failed, request.Rows, e.Message);
        }
        _parts[0] = new BatchPart(request.State, 0, request.Rows);
        if (result.Outcome != InferenceOutcome.Stopped)
            Observe(request.Rows, inputs, result.Outputs, _parts.AsSpan(0, 1), started, result.Error);
        pending.Complete(result);
    }

    // Before the results are given out: from then on the callers may reuse the memory of their inputs.
    private void Observe(int rows, ReadOnlySpan<TensorData> inputs, TensorData[] outputs, ReadOnlySpan<BatchPart> parts, long started, string? failure)
    {
        if (settings.Observer is null)
            return;
        try
        {
            settings.Observer.OnBatch(new BatchView
            {
                Lane = lane,
                Rows = rows,
                Inputs = inputs,
                Outputs = outputs,
                Parts = parts,
                Started = started,
                Ended = _time.GetTimestamp(),
                Failure = failure,
            });
        }
        catch (Exception e)
        {
            Report(e);
        }
    }

    private void Report(Exception error)
    {
        try
        {
            settings.OnObserverError?.Invoke(error);
        }
        catch (Exception)
        {
            // Nobody is left to be told, and callers wait for their predictions.
        }
    }
}
