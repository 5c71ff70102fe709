using ActorMlOps.Serving;

namespace ActorMlOps.Client;

/// <summary>
/// Puts rows that wait into one call, without waiting for more: while calls are under way what comes is queued, and goes out together as
/// soon as one of them is back. Only rows of one layout share a call.
/// </summary>
internal sealed class Coalescer(Func<PredictRequest, Task<PredictResponse>> call, ModelClientOptions options, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly Queue<WaitingRows> _waiting = new();
    private int _inFlight;

    /// <exception cref="ArgumentOutOfRangeException">The timeout is not above zero.</exception>
    public Task<Prediction> PredictAsync(TensorBatch rows, CallerRows caller, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        if (timeout is { } limit)
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(limit, TimeSpan.Zero, nameof(timeout));
        // What is stacked is cut by row counts: rows that do not have their bytes would shift the answers of other callers.
        if (rows.FindError() is { } error)
            return Task.FromException<Prediction>(new PredictionException(PredictOutcome.BadInput, error));
        var waiting = new WaitingRows(rows, caller, timeout, time, cancellationToken);
        lock (_gate)
        {
            _waiting.Enqueue(waiting);
            if (_inFlight == options.CallsInFlight)
                return waiting.Task;
            _inFlight++;
        }
        _ = SendAsync();
        return waiting.Task;
    }

    private async Task SendAsync()
    {
        while (Take() is { } batch)
        {
            // One caller's values may be what the model fails on: the others must not suffer.
            foreach (var alone in await CallAsync(batch).ConfigureAwait(false))
            {
                if (!alone.Over)
                    await CallAsync([alone]).ConfigureAwait(false);
            }
        }
    }

    // Answers every caller but those that it returns: they were refused together and are to be asked for one by one.
    private async Task<IReadOnlyList<WaitingRows>> CallAsync(List<WaitingRows> batch)
    {
        try
        {
            // The last one came last: it has the most time left.
            var request = new PredictRequest(
                TensorBatch.Concat([.. batch.Select(w => w.Rows)]), [.. batch.Select(w => w.Caller)], batch[^1].TimeLeft());
            return Answer(batch, await call(request).ConfigureAwait(false));
        }
        catch (Exception e)
        {
            foreach (var waiting in batch)
                waiting.TrySetException(e);
            return [];
        }
    }

    private List<WaitingRows>? Take()
    {
        lock (_gate)
        {
            var batch = new List<WaitingRows>();
            var rows = 0;
            while (_waiting.TryPeek(out var next))
            {
                if (next.Over)
                {
                    _waiting.Dequeue();
                    continue;
                }
                var fits = rows + next.Rows.Rows <= options.MaxRowsPerCall;
                if (batch.Count > 0 && !(fits && next.Timeout == batch[0].Timeout && next.Rows.SameLayout(batch[0].Rows)))
                    break;
                batch.Add(_waiting.Dequeue());
                rows += next.Rows.Rows;
            }
            if (batch.Count > 0)
                return batch;
            _inFlight--;
            return null;
        }
    }

    private static List<WaitingRows> Answer(List<WaitingRows> batch, PredictResponse response)
    {
        var again = new List<WaitingRows>();
        var open = new HashSet<WaitingRows>(batch);
        foreach (var part in response.Parts)
        {
            var first = 0;
            foreach (var caller in part.Callers)
            {
                var waiting = batch[caller];
                open.Remove(waiting);
                if (part.Outputs is { } outputs)
                {
                    waiting.TrySetResult(new(outputs.Slice(first, waiting.Rows.Rows), part.Version, part.Epoch, part.Role, part.Degraded));
                    first += waiting.Rows.Rows;
                }
                else if (part.Outcome == PredictOutcome.BadInput && part.Callers.Length > 1)
                {
                    again.Add(waiting);
                }
                else
                {
                    waiting.TrySetException(new PredictionException(part.Outcome, part.Message ?? part.Outcome.ToString()));
                }
            }
        }
        foreach (var waiting in open)
            waiting.TrySetException(new PredictionException(PredictOutcome.Unavailable, "The silo's answer leaves these rows out."));
        return again;
    }
}
