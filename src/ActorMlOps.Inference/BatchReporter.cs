namespace ActorMlOps.Inference;

/// <summary>Shows a lane's batches to the observer: before the results are given out, since from then on the callers may reuse the memory
/// of their inputs.</summary>
internal sealed class BatchReporter(int lane, MicroBatcherSettings settings)
{
    private BatchPart[] _parts = new BatchPart[16];
    private int _used;

    /// <summary>A batch of several requests that were run.</summary>
    public void All(
        List<PendingRequest> requests, int rows, ReadOnlySpan<TensorData> inputs, ReadOnlySpan<TensorData> outputs, long started)
    {
        if (_parts.Length < requests.Count)
            _parts = new BatchPart[requests.Count * 2];
        _used = requests.Count;
        for (int r = 0, first = 0; r < requests.Count; r++)
        {
            var request = requests[r].Request;
            _parts[r] = new BatchPart(request.State, first, request.Rows);
            first += request.Rows;
        }
        Observe(rows, inputs, outputs, _parts.AsSpan(0, requests.Count), started, failure: null);
    }

    /// <summary>A batch of one request, which may have failed.</summary>
    public void One(PendingRequest pending, ReadOnlySpan<TensorData> inputs, in InferenceResult result, long started)
    {
        _used = Math.Max(_used, 1);
        _parts[0] = new BatchPart(pending.Request.State, 0, result.Rows);
        Observe(result.Rows, inputs, result.Outputs, _parts.AsSpan(0, 1), started, result.Error);
    }

    /// <summary>Lets go of the callers' state.</summary>
    public void Release()
    {
        _parts.AsSpan(0, _used).Clear();
        _used = 0;
    }

    private void Observe(int rows, ReadOnlySpan<TensorData> inputs, ReadOnlySpan<TensorData> outputs, ReadOnlySpan<BatchPart> parts, long started, string? failure)
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
                Ended = settings.Time.GetTimestamp(),
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
